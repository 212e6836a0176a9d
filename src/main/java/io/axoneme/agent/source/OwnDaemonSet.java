// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import static java.net.HttpURLConnection.HTTP_NOT_FOUND;
import static java.net.HttpURLConnection.HTTP_OK;

import com.fasterxml.jackson.databind.JsonNode;
import io.axoneme.kube.stream.ApiServer;
import io.axoneme.kube.stream.ItemListener;
import io.axoneme.kube.stream.Query;
import io.axoneme.kube.stream.Reflector;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Whether the DaemonSet that this agent belongs to was deleted while the agent ran. It is watched all the time, because whoever
 * deletes it deletes the agent's rights with it: when the agent is told to stop it may be too late to ask. Safe for several threads.
 */
public final class OwnDaemonSet implements ItemListener<JsonNode>, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OwnDaemonSet.class);

    /** For an answer, and for the watch's word; well below the time that a pod is given to stop. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final ApiServer server;
    private final String path;
    private final Reflector<JsonNode> reflector;
    private boolean seen;
    private boolean present;

    /** @param name NAMESPACE/NAME */
    public OwnDaemonSet(ApiServer server, String name) {
        this.server = server;
        int slash = name.indexOf('/');
        var collection = "/apis/apps/v1/namespaces/" + name.substring(0, slash) + "/daemonsets";
        path = collection + name.substring(slash);
        var query = new Query(collection, "metadata.name=" + name.substring(slash + 1));
        reflector = new Reflector<>("daemonset", server, query, new TreeReader(), this);
    }

    /** Starts to watch. */
    public void start() {
        reflector.start();
    }

    /**
     * Whether it was there and is no more. One that was never seen is not ours to miss, and neither is one about which nobody can say
     * anything. To be asked when the agent is told to stop, which may happen before the watch has told why; takes seconds at most.
     */
    public boolean deleted() throws InterruptedException {
        if (known()) {
            return true;
        }
        try {
            return switch (server.status(path, PATIENCE)) {
                case HTTP_OK -> false;
                case HTTP_NOT_FOUND -> wasSeen();
                default -> told(); // our rights are gone already, the watch that was opened with them is not
            };
        } catch (IOException e) {
            LOG.infof("%s: not asked for: %s", path, e);
            return known();
        }
    }

    private synchronized boolean known() {
        return seen && !present;
    }

    private synchronized boolean wasSeen() {
        return seen;
    }

    private synchronized boolean told() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (long left = PATIENCE.toMillis(); !known() && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        return known();
    }

    @Override
    public void replaced(List<JsonNode> all) {
        set(!all.isEmpty());
    }

    @Override
    public void changed(JsonNode record) {
        set(true);
    }

    @Override
    public void deleted(JsonNode record) {
        set(false);
    }

    private synchronized void set(boolean isPresent) {
        present = isPresent;
        seen |= isPresent;
        notifyAll();
    }

    @Override
    public void close() {
        reflector.close();
    }
}
