// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import java.util.function.Function;

/**
 * What came of a request to the loader: trouble is a value, so that each caller says what it does about it.
 *
 * @param <T> what the request gives when it succeeds
 */
public sealed interface Answer<T> {

    /** The loader did it. */
    record Done<T>(T value) implements Answer<T> {}

    /**
     * The loader, or the kernel behind it, refused.
     *
     * @param errno Linux error number, never 0
     * @param index the element of the request that failed, those before it are done; -1 when it was no single element
     * @param sentence names the field and the reason
     * @param verifierLog the verifier's own words; empty when no program was loaded
     */
    record Refused<T>(int errno, int index, String sentence, String verifierLog) implements Answer<T> {
        <R> Refused<R> as() {
            return new Refused<>(errno, index, sentence, verifierLog);
        }
    }

    /**
     * There was no loader to ask, or it went away before it answered: the request may be done or not.
     *
     * @param reason one sentence
     */
    record Unreachable<T>(String reason) implements Answer<T> {}

    /** The same answer with another value. */
    default <R> Answer<R> map(Function<? super T, ? extends R> convert) {
        return then(value -> new Done<>(convert.apply(value)));
    }

    /** The next request's answer when this one is done; else this one's trouble. */
    default <R> Answer<R> then(Function<? super T, Answer<R>> next) {
        return switch (this) {
            case Done<T>(var value) -> next.apply(value);
            case Refused<T> refused -> refused.as();
            case Unreachable<T>(var reason) -> new Unreachable<>(reason);
        };
    }

    /** Whether the request was done. */
    default boolean isDone() {
        return this instanceof Done<T>;
    }

    /** One sentence about what went wrong; empty when nothing did. */
    default String trouble() {
        return switch (this) {
            case Done<T> done -> "";
            case Refused<T> refused -> refused.sentence() + " (errno " + refused.errno() + ")";
            case Unreachable<T>(var reason) -> reason;
        };
    }
}
