// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.List;
import java.util.Map;

/** Says what happens to packets in a world. The naive evaluator is one, each faster path another; on every world they must agree. */
public interface Judge {

    /** Makes ready for the questions about one world. */
    Bench open(World world);

    /**
     * What is asked about one end.
     *
     * @param endpoint a workload of the world
     * @param direction seen from the endpoint
     * @param peer the other end; may be the endpoint itself
     * @param port the packet's destination
     */
    record Question(Workload endpoint, Direction direction, Peer peer, Port port) {}

    /** What a judge makes of a question. */
    sealed interface Answer {

        /** Its verdict. */
        record Judged(Verdict verdict) implements Answer {}

        /**
         * A question that this judge cannot be asked.
         *
         * @param reason one clause, the same for all questions of its kind
         */
        record LeftOut(String reason) implements Answer {}

        /**
         * The question can be put in several ways, and the verdicts differ: one of them at least is wrong.
         *
         * @param verdicts by the way in which it was put
         */
        record Torn(Map<String, Verdict> verdicts) implements Answer {}
    }

    /** One world, ready to be asked. Not thread-safe. */
    interface Bench extends AutoCloseable {

        /**
         * The verdict at one end.
         *
         * @param endpoint a workload of the world
         * @param direction seen from the endpoint
         * @param peer the other end; may be the endpoint itself
         * @param port the packet's destination
         */
        Verdict judge(Workload endpoint, Direction direction, Peer peer, Port port);

        /** Answers in the order of the questions. A judge to whom each way is long answers them in one go. */
        default List<Answer> judge(List<Question> questions) {
            return questions.stream()
                    .<Answer>map(q -> new Answer.Judged(judge(q.endpoint(), q.direction(), q.peer(), q.port())))
                    .toList();
        }

        @Override
        default void close() {}
    }
}
