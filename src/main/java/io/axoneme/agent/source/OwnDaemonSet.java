// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.axoneme.kube.stream.ApiServer;
import io.axoneme.kube.stream.ItemListener;
import io.axoneme.kube.stream.Query;
import io.axoneme.kube.stream.Reflector;
import java.util.List;

/**
 * Whether the DaemonSet that this agent belongs to was deleted while the agent ran. It is watched all the time, because whoever
 * deletes it deletes the agent's rights with it: when the agent is told to stop it is too late to ask. Safe for several threads.
 */
public final class OwnDaemonSet implements ItemListener<JsonNode>, AutoCloseable {

    private final Reflector<JsonNode> reflector;
    private volatile boolean seen;
    private volatile boolean present;

    /** @param name NAMESPACE/NAME */
    public OwnDaemonSet(ApiServer server, String name) {
        int slash = name.indexOf('/');
        var path = "/apis/apps/v1/namespaces/" + name.substring(0, slash) + "/daemonsets";
        var query = new Query(path, "metadata.name=" + name.substring(slash + 1));
        reflector = new Reflector<>("daemonset", server, query, new TreeReader(), this);
    }

    /** Starts to watch. */
    public void start() {
        reflector.start();
    }

    /** Whether it was there and is no more. One that was never seen is not ours to miss. */
    public boolean deleted() {
        return seen && !present;
    }

    @Override
    public void replaced(List<JsonNode> all) {
        present = !all.isEmpty();
        seen |= present;
    }

    @Override
    public void changed(JsonNode record) {
        present = true;
        seen = true;
    }

    @Override
    public void deleted(JsonNode record) {
        present = false;
    }

    @Override
    public void close() {
        reflector.close();
    }
}
