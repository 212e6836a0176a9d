// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.axoneme.agent.report;

import org.jspecify.annotations.NullMarked;
