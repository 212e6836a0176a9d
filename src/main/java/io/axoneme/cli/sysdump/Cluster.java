// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.sysdump;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.axoneme.kube.stream.Query;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What is gathered of a cluster. */
final class Cluster {

    /** Where our pods run. */
    static final String NAMESPACE = "kube-system";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PODS = "/api/v1/namespaces/" + NAMESPACE + "/pods";
    private static final List<String> COLLECTIONS = List.of(
            "/api/v1/nodes",
            PODS,
            "/api/v1/namespaces/" + NAMESPACE + "/events",
            "/apis/apps/v1/namespaces/" + NAMESPACE + "/daemonsets",
            "/apis/apps/v1/namespaces/" + NAMESPACE + "/deployments",
            "/apis/networking.k8s.io/v1/networkpolicies",
            "/apis/cilium.io/v2/ciliumnetworkpolicies",
            "/apis/cilium.io/v2/ciliumclusterwidenetworkpolicies",
            "/apis/cilium.io/v2/ciliumcidrgroups",
            "/apis/cilium.io/v2/ciliumendpoints",
            "/apis/cilium.io/v2/ciliumidentities",
            "/apis/cilium.io/v2/ciliumnodes",
            "/apis/axoneme.io/v1alpha1/axonemenodestatuses");

    private final ClusterDoor door;

    Cluster(ClusterDoor door) {
        this.door = door;
    }

    /** Writes all of it down. */
    void into(Archive archive) throws IOException {
        archive.add(new Part("version.json", door::version));
        for (var path : COLLECTIONS) {
            var name = path.substring(path.lastIndexOf('/') + 1);
            archive.add(new Part("cluster/" + name + ".json", () -> text(list(Query.all(path)))));
        }
        archive.add(new Part(
                "cluster/axoneme-config.json",
                () -> text(list(new Query(
                        "/api/v1/namespaces/" + NAMESPACE + "/configmaps", "metadata.name=axoneme-config")))));
        for (var pod : ourPods(archive)) {
            of(archive, pod);
        }
    }

    private List<JsonNode> ourPods(Archive archive) throws IOException {
        List<JsonNode> ours = new ArrayList<>();
        archive.add(new Part("our-pods.txt", () -> {
            list(Query.all(PODS)).stream()
                    .filter(p -> p.at("/metadata/labels/app.kubernetes.io~1name")
                            .asText()
                            .equals("axoneme"))
                    .forEach(ours::add);
            var text = new StringBuilder();
            ours.forEach(p -> text.append(name(p))
                    .append(' ')
                    .append(p.at("/spec/nodeName").asText())
                    .append('\n'));
            return text.toString();
        }));
        return ours;
    }

    private void of(Archive archive, JsonNode pod) throws IOException {
        boolean agent =
                pod.at("/metadata/labels/app.kubernetes.io~1component").asText().equals("agent");
        var folder = "pods/" + name(pod);
        if (agent) {
            var parts = Verbs.parts(folder, words -> {
                List<String> command = new ArrayList<>(List.of("axoneme"));
                command.addAll(words);
                return door.exec(name(pod), "agent", command);
            });
            for (var part : parts.toList()) {
                archive.add(part);
            }
        }
        for (var status : containers(pod)) {
            var container = status.path("name").asText();
            archive.add(new Part(folder + "/" + container + ".log", () -> door.log(name(pod), container, false)));
            if (status.path("restartCount").asInt() > 0) {
                archive.add(new Part(
                        folder + "/" + container + ".previous.log", () -> door.log(name(pod), container, true)));
            }
        }
    }

    private static List<JsonNode> containers(JsonNode pod) {
        List<JsonNode> all = new ArrayList<>();
        pod.at("/status/initContainerStatuses").forEach(all::add);
        pod.at("/status/containerStatuses").forEach(all::add);
        return all;
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    private List<JsonNode> list(Query query) throws Part.NotGathered {
        return door.list(query).stream().map(o -> JSON.<JsonNode>valueToTree(o)).toList();
    }

    private static String text(List<JsonNode> objects) throws Part.NotGathered {
        objects.forEach(Redaction::apply);
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(objects) + "\n";
        } catch (JsonProcessingException e) {
            throw new Part.NotGathered(String.valueOf(e.getMessage()), e);
        }
    }
}
