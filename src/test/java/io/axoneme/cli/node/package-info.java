// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.axoneme.cli.node;

import org.jspecify.annotations.NullMarked;
