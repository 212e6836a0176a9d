// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.axoneme.agent.hostport;

import org.jspecify.annotations.NullMarked;
