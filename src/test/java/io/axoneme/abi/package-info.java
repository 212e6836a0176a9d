// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.axoneme.abi;

import org.jspecify.annotations.NullMarked;
