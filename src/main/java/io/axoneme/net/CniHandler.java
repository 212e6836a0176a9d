// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Set;

/** From a forwarded request to what the plugin prints. */
final class CniHandler {
    private static final Logger LOG = System.getLogger(CniHandler.class.getName());

    /**
     * What the plugin does at its end.
     *
     * @param exitCode its exit status
     * @param output what it prints
     */
    record Reply(int exitCode, String output) {}

    private final PodNetwork network;

    CniHandler(PodNetwork network) {
        this.network = network;
    }

    Reply handle(byte[] environment, byte[] input) {
        try {
            return handle(CniRequest.read(environment, input));
        } catch (CniException e) {
            LOG.log(Level.WARNING, "CNI: {0}", e.getMessage());
            return new Reply(1, CniResult.failed(CniRequest.versionOrOldest(input), e.failure()));
        }
    }

    private Reply handle(CniRequest request) throws CniException {
        Sandbox sandbox = request.sandbox();
        return switch (request.command()) {
            case ADD -> new Reply(0, CniResult.added(request.version(), sandbox, network.add(sandbox)));
            case DEL -> done(() -> network.delete(sandbox));
            case CHECK -> done(() -> network.check(sandbox));
            case GC -> done(() -> network.collect(validAttachments(request.config())));
            case STATUS -> done(network::status);
            case VERSION -> new Reply(0, CniResult.versions(request.version()));
        };
    }

    private interface Command {
        void run() throws CniException;
    }

    private static Reply done(Command command) throws CniException {
        command.run();
        return new Reply(0, "");
    }

    private static Set<Sandbox.Key> validAttachments(JsonNode config) throws CniException {
        JsonNode attachments = config.path("cni.dev/valid-attachments");
        if (!attachments.isArray()) {
            throw new CniException(
                    CniFailure.Code.DECODE, "invalid configuration", "cni.dev/valid-attachments: a list is wanted");
        }
        Set<Sandbox.Key> valid = new HashSet<>();
        for (JsonNode attachment : attachments) {
            valid.add(new Sandbox.Key(
                    attachment.path("containerID").asText(),
                    attachment.path("ifname").asText()));
        }
        return valid;
    }
}
