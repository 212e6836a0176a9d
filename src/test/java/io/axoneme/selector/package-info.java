// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.axoneme.selector;

import org.jspecify.annotations.NullMarked;
