// SPDX-License-Identifier: Apache-2.0
/**
 * The one translator from each policy resource to domain records. It reads the raw tree of a document (maps, lists, text, numbers), since
 * absent, {@code []} and {@code [{}]} differ, and answers with a value or with every fault of the document, each with its field path.
 * Null means absent. Nothing is passed over in silence: a field that is unknown, or not enforced by this version, is a fault.
 *
 * <p>May import: model, request, the JDK. No client classes, so that commands start fast.
 */
@NullMarked
package io.axoneme.kube.translate;

import org.jspecify.annotations.NullMarked;
