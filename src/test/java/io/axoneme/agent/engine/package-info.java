// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.axoneme.agent.engine;

import org.jspecify.annotations.NullMarked;
