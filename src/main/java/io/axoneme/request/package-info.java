// SPDX-License-Identifier: Apache-2.0
/**
 * What a proxy lets pass: HTTP requests and DNS queries judged against the rule lists of policies. A list is compiled once and asked
 * often; compiled lists are immutable and thread-safe. Time is linear in the length of the request, whatever the expressions.
 *
 * <p>May import: model, the RE2 library.
 */
@NullMarked
package io.axoneme.request;

import org.jspecify.annotations.NullMarked;
