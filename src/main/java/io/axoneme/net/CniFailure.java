// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

/**
 * Why a CNI command was not done.
 *
 * @param code of the specification's list
 * @param message short
 * @param details what would have to change
 */
public record CniFailure(Code code, String message, String details) {

    /** Error codes of the CNI specification, section "Error". */
    public enum Code {
        INCOMPATIBLE_VERSION(1),
        UNKNOWN_CONTAINER(3),
        INVALID_ENVIRONMENT(4),
        IO(5),
        DECODE(6),
        TRY_AGAIN(11),
        NOT_AVAILABLE(50),
        /** Our own, from 100 on: no address left. */
        NO_ADDRESS(100),
        /** Our own: what CHECK looked at is not as it should be. */
        NOT_AS_ADDED(101);

        private final int number;

        Code(int number) {
            this.number = number;
        }

        /** As results spell it. */
        public int number() {
            return number;
        }
    }
}
