// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

/** Says what happens to packets in a world. The naive evaluator is one, each faster path another; on every world they must agree. */
public interface Judge {

    /** Makes ready for the questions about one world. */
    Bench open(World world);

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

        @Override
        default void close() {}
    }
}
