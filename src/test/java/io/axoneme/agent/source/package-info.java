// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.axoneme.agent.source;

import org.jspecify.annotations.NullMarked;
