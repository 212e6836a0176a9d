// SPDX-License-Identifier: Apache-2.0
/** The layer test: which package may use which, over every package. */
@NullMarked
package io.axoneme.layers;

import org.jspecify.annotations.NullMarked;
