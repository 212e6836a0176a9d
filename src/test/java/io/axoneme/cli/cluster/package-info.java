// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.axoneme.cli.cluster;

import org.jspecify.annotations.NullMarked;
