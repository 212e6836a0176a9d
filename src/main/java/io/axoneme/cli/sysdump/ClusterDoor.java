// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.sysdump;

import io.axoneme.kube.stream.Query;
import java.util.List;
import java.util.Map;

/** A cluster, as far as a sysdump needs it. */
interface ClusterDoor {

    /** The API server's version, as JSON. */
    String version() throws Part.NotGathered;

    /** Every object of a collection. */
    List<Map<String, Object>> list(Query query) throws Part.NotGathered;

    /** What a command in a container prints. */
    String exec(String pod, String container, List<String> command) throws Part.NotGathered;

    /**
     * The last lines of a container's log.
     *
     * @param previous of the one that ran before the present one
     */
    String log(String pod, String container, boolean previous) throws Part.NotGathered;
}
