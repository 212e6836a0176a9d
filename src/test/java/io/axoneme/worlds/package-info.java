// SPDX-License-Identifier: Apache-2.0
/** Whole worlds, the public ones and random ones, through every judge: in any order of arrival, step by step, and torn down again. */
@NullMarked
package io.axoneme.worlds;

import org.jspecify.annotations.NullMarked;
