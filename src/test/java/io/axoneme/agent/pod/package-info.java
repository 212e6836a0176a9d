// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.axoneme.agent.pod;

import org.jspecify.annotations.NullMarked;
