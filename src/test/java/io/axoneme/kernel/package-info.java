// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.axoneme.kernel;

import org.jspecify.annotations.NullMarked;
