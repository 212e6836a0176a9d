// SPDX-License-Identifier: Apache-2.0
/** What the agent does with events, run beside a datapath that makes them: {@code bpf/tests/bench/roundtrip.c}. */
@NullMarked
package io.axoneme.agent.bench;

import org.jspecify.annotations.NullMarked;
