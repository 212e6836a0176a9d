// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.axoneme.cli.sysdump;

import org.jspecify.annotations.NullMarked;
