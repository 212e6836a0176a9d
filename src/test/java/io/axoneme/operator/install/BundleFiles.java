// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes the bundle for the Operator Lifecycle Manager from the same manifests that kustomize uses, so that both install the
 * same operator with the same rights. A bundle cannot hold a DaemonSet: the agents come by kustomize, also then.
 */
public final class BundleFiles {

    private static final String NAME = "axoneme";
    private static final String CHANNEL = "alpha";
    private static final String ANNOTATION = "operators.operatorframework.io.bundle.";
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    private BundleFiles() {}

    /**
     * Writes the bundle.
     *
     * @param args the folder, and the version of the bundle
     */
    public static void main(String... args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: BundleFiles FOLDER VERSION");
            System.exit(2);
        }
        for (var file : files(args[1]).entrySet()) {
            var path = Path.of(args[0]).resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }

    /** Path within the bundle to contents. */
    static Map<String, String> files(String version) throws IOException {
        var base = Manifests.of(Path.of("kustomize/default"));
        var definitions = Manifests.of(Path.of("crds")).stream()
                .filter(document -> document.path("kind").asText().equals("CustomResourceDefinition"))
                .toList();
        var files = new TreeMap<String, String>();
        files.put(
                "manifests/" + NAME + ".clusterserviceversion.yaml",
                YAML.writeValueAsString(csv(base, definitions, version)));
        files.put(
                "manifests/axoneme-config.configmap.yaml",
                YAML.writeValueAsString(Manifests.one(base, "ConfigMap", "axoneme-config")));
        for (var definition : definitions) {
            files.put(
                    "manifests/" + definition.path("metadata").path("name").asText() + ".crd.yaml",
                    YAML.writeValueAsString(definition));
        }
        files.put("metadata/annotations.yaml", YAML.writeValueAsString(annotations()));
        files.put("bundle.Dockerfile", dockerfile());
        return files;
    }

    private static ObjectNode csv(List<JsonNode> base, List<JsonNode> definitions, String version) {
        var csv = JsonNodeFactory.instance.objectNode();
        csv.put("apiVersion", "operators.coreos.com/v1alpha1").put("kind", "ClusterServiceVersion");
        csv.putObject("metadata")
                .put("name", NAME + ".v" + version)
                .putObject("annotations")
                .put("capabilities", "Seamless Upgrades")
                .put("categories", "Networking,Security");
        var spec = csv.putObject("spec");
        spec.put("displayName", "Axoneme")
                .put(
                        "description",
                        "Identity-based networking, network policy and observability for Kubernetes. "
                                + "The bundle holds the operator; its agents are installed by kustomize.")
                .put("version", version)
                .put("maturity", "alpha")
                .put("minKubeVersion", "1.29.0");
        spec.putObject("provider").put("name", "Axoneme authors");
        spec.putArray("keywords").add("network").add("policy").add("ebpf").add("cilium.io");
        owned(spec.putObject("customresourcedefinitions").putArray("owned"), definitions);
        modes(spec);
        install(spec.putObject("install").put("strategy", "deployment").putObject("spec"), base);
        return csv;
    }

    private static void owned(ArrayNode owned, List<JsonNode> definitions) {
        for (var definition : definitions) {
            var version = definition.path("spec").path("versions").path(0);
            owned.addObject()
                    .put("name", definition.path("metadata").path("name").asText())
                    .put(
                            "kind",
                            definition.path("spec").path("names").path("kind").asText())
                    .put("version", version.path("name").asText())
                    .put(
                            "description",
                            version.path("schema")
                                    .path("openAPIV3Schema")
                                    .path("description")
                                    .asText());
        }
    }

    /** A network has one operator, and it is for the whole cluster. */
    private static void modes(ObjectNode spec) {
        var modes = spec.putArray("installModes");
        for (var mode : List.of("OwnNamespace", "SingleNamespace", "MultiNamespace", "AllNamespaces")) {
            modes.addObject().put("type", mode).put("supported", mode.equals("AllNamespaces"));
        }
    }

    private static void install(ObjectNode strategy, List<JsonNode> base) {
        var account = "axoneme-operator";
        var deployment = Manifests.one(base, "Deployment", account);
        strategy.putArray("deployments").addObject().put("name", account).set("spec", deployment.path("spec"));
        permissions(strategy, "clusterPermissions", account, Manifests.one(base, "ClusterRole", account));
        permissions(strategy, "permissions", account, Manifests.one(base, "Role", account));
    }

    private static void permissions(ObjectNode strategy, String field, String account, JsonNode role) {
        strategy.putArray(field).addObject().put("serviceAccountName", account).set("rules", role.path("rules"));
    }

    private static ObjectNode annotations() {
        var file = JsonNodeFactory.instance.objectNode();
        var annotations = file.putObject("annotations");
        labels().forEach(annotations::put);
        return file;
    }

    /** Source: Operator Lifecycle Manager documentation, "Bundle annotations". */
    private static Map<String, String> labels() {
        return new TreeMap<>(Map.of(
                ANNOTATION + "mediatype.v1",
                "registry+v1",
                ANNOTATION + "manifests.v1",
                "manifests/",
                ANNOTATION + "metadata.v1",
                "metadata/",
                ANNOTATION + "package.v1",
                NAME,
                ANNOTATION + "channels.v1",
                CHANNEL,
                ANNOTATION + "channel.default.v1",
                CHANNEL));
    }

    private static String dockerfile() {
        var text = new StringBuilder("FROM scratch\n");
        labels().forEach((key, value) ->
                text.append("LABEL ").append(key).append('=').append(value).append('\n'));
        return text.append("COPY manifests /manifests/\nCOPY metadata /metadata/\n")
                .toString();
    }
}
