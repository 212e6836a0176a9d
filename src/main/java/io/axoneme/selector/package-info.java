// SPDX-License-Identifier: Apache-2.0
/**
 * Selectors interned by canonical form, each with its bit, and the inverted label index that answers which
 * selectors pick an identity.
 *
 * <p>May import: model.
 */
@NullMarked
package io.axoneme.selector;

import org.jspecify.annotations.NullMarked;
