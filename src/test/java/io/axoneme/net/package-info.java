// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.axoneme.net;

import org.jspecify.annotations.NullMarked;
