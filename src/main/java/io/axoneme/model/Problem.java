// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

/**
 * A fault of a document.
 *
 * @param path the field, such as {@code spec.ingress[0].toPorts[1].ports[0].endPort}
 * @param reason the class of the fault, for programs
 * @param message a sentence for people, without the path
 */
public record Problem(String path, Reason reason, String message) {

    /** Classes of faults; {@link #text} is what conditions and {@code -o json} show. */
    public enum Reason {
        /** The field is part of the API but not enforced by this version. */
        UNSUPPORTED("Unsupported"),
        UNKNOWN_FIELD("UnknownField"),
        /** A field of the wrong JSON type. */
        WRONG_TYPE("WrongType"),
        REQUIRED("Required"),
        INVALID("Invalid"),
        OUT_OF_RANGE("OutOfRange"),
        /** Fields that exclude each other. */
        CONFLICT("Conflict"),
        TOO_MANY("TooMany");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    @Override
    public String toString() {
        return path + ": " + message;
    }
}
