// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.axoneme.agent.admin;

import org.jspecify.annotations.NullMarked;
