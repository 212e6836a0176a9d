// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.crd;

import io.fabric8.crdv2.generator.v1.JsonSchema;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceSubresourcesBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsOrBool;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a definition has beyond what the generator takes from the type: categories, columns, subresources, list types, open specs. */
final class CrdShape {

    /** Columns and the like of one kind, looked up by its plural name. */
    private record Extra(
            String description,
            List<String> categories,
            boolean statusSubresource,
            List<String> required,
            List<CustomResourceColumnDefinition> columns) {}

    private static final String VALID = ".status.conditions[?(@.type=='Valid')].status";
    private static final String LABELS_OF_IDENTITY = "security-labels";

    /** Packets carry the number: other labels under it would change whom policies pick, on each node at another moment. */
    private static final ValidationRule NEVER_CHANGES = new ValidationRuleBuilder()
            .withRule("self == oldSelf")
            .withMessage("the labels of an identity never change; other labels are another identity")
            .build();

    private static final String AGE = ".metadata.creationTimestamp";

    private static final Map<String, Extra> EXTRAS = Map.of(
            "ciliumnetworkpolicies",
            new Extra(
                    "What endpoints of this namespace may receive and send.",
                    List.of("cilium", "ciliumpolicy"),
                    true,
                    List.of("metadata"),
                    policyColumns()),
            "ciliumclusterwidenetworkpolicies",
            new Extra(
                    "What endpoints of every namespace may receive and send.",
                    List.of("cilium", "ciliumpolicy"),
                    true,
                    List.of("metadata"),
                    policyColumns()),
            "ciliumcidrgroups",
            new Extra(
                    "A named list of address ranges outside the cluster.",
                    List.of("cilium"),
                    false,
                    List.of("spec"),
                    List.of(
                            column("CIDRs", "string", ".spec.externalCIDRs", "Address ranges"),
                            column("Age", "date", AGE, "Time since creation"))),
            "ciliumidentities",
            new Extra(
                    "A security identity; the name is its number.",
                    List.of("cilium"),
                    false,
                    List.of("metadata", "security-labels"),
                    List.of(
                            column(
                                    "Namespace",
                                    "string",
                                    ".metadata.labels.io\\.kubernetes\\.pod\\.namespace",
                                    "Namespace of the pods that have it"),
                            column(
                                    "Labels",
                                    "string",
                                    ".metadata.annotations.axoneme\\.io/labels",
                                    "Own labels of its pods"),
                            column(
                                    "Released",
                                    "date",
                                    ".metadata.annotations.axoneme\\.io/released-at",
                                    "Time since no pod needs it",
                                    1),
                            column("Age", "date", AGE, "Time since creation"))),
            "ciliumendpoints",
            new Extra(
                    "An endpoint as its node has it; written by that node's agent.",
                    List.of("cilium"),
                    false,
                    List.of("metadata"),
                    List.of(
                            column("Endpoint ID", "integer", ".status.id", "Number of the endpoint on its node"),
                            column("Security Identity", "integer", ".status.identity.id", "Number of its identity"),
                            column(
                                    "Ingress Enforcement",
                                    "string",
                                    ".status.policy.ingress.state",
                                    "Whether policy is enforced for what comes in"),
                            column(
                                    "Egress Enforcement",
                                    "string",
                                    ".status.policy.egress.state",
                                    "Whether policy is enforced for what goes out"),
                            column("Endpoint State", "string", ".status.state", "State of the endpoint"),
                            column("IPv4", "string", ".status.networking.addressing[0].ipv4", "IPv4 address"),
                            column("IPv6", "string", ".status.networking.addressing[0].ipv6", "IPv6 address", 1),
                            column("Age", "date", AGE, "Time since creation"))),
            "ciliumnodes",
            new Extra(
                    "Addresses and pod ranges of a node.",
                    List.of("cilium"),
                    true,
                    List.of("metadata", "spec"),
                    List.of(
                            column(
                                    "InternalIP",
                                    "string",
                                    ".spec.addresses[?(@.type=='InternalIP')].ip",
                                    "Address of the node"),
                            column("Pod CIDRs", "string", ".spec.ipam.podCIDRs", "Ranges for its pods"),
                            column("Age", "date", AGE, "Time since creation"))),
            "axonemenodestatuses",
            new Extra(
                    "What a node's agent has enforced.",
                    List.of("axoneme"),
                    false,
                    List.of("metadata"),
                    List.of(
                            column("Ready", "boolean", ".status.ready", "Whether the first sync is done"),
                            column("Endpoints", "integer", ".status.endpoints", "Number of endpoints"),
                            column("Unmanaged", "integer", ".status.unmanagedPods", "Pods that are not under policy"),
                            column(
                                    "Failing",
                                    "string",
                                    ".status.failures[0].name",
                                    "First policy that is not enforced as written"),
                            column("Version", "string", ".status.version", "Version of the agent"),
                            column("Age", "date", AGE, "Time since creation"))));

    private CrdShape() {}

    /** The generated definition with everything in place. */
    static CustomResourceDefinition of(CustomResourceDefinition generated) {
        var plural = generated.getSpec().getNames().getPlural();
        var extra = EXTRAS.get(plural);
        if (extra == null) {
            throw new IllegalStateException("no columns are known for " + plural);
        }
        var definition = new CustomResourceDefinitionBuilder(generated).build();
        definition.getMetadata().setAnnotations(null);
        var names = definition.getSpec().getNames();
        names.setCategories(extra.categories());
        names.setListKind(names.getKind() + "List");
        for (var version : definition.getSpec().getVersions()) {
            complete(version, extra, definition.getSpec().getScope().equals("Namespaced"));
        }
        return definition;
    }

    private static void complete(CustomResourceDefinitionVersion version, Extra extra, boolean namespaced) {
        version.setAdditionalPrinterColumns(extra.columns());
        version.setSubresources(
                extra.statusSubresource()
                        ? new CustomResourceSubresourcesBuilder()
                                .withNewStatus()
                                .endStatus()
                                .build()
                        : null);
        var schema = version.getSchema().getOpenAPIV3Schema();
        schema.setDescription(extra.description());
        schema.setRequired(extra.required());
        var properties = schema.getProperties();
        if (properties.containsKey(LABELS_OF_IDENTITY)) {
            property(schema, LABELS_OF_IDENTITY).setXKubernetesValidations(List.of(NEVER_CHANGES));
        }
        if (extra.categories().contains("ciliumpolicy")) {
            properties.put("spec", policySpec(namespaced));
            properties.put(
                    "specs",
                    new JSONSchemaPropsBuilder()
                            .withType("array")
                            .withNullable(true)
                            .withNewItems()
                            .withSchema(policySpec(namespaced))
                            .endItems()
                            .build());
            conditionsByType(property(schema, "status"));
        }
        properties.entrySet().removeIf(property -> isVoid(property.getKey(), property.getValue()));
    }

    /**
     * The schema of one spec, with the one rule beyond types that costs nothing: exactly one selector. Null means absent; the
     * sentences are those of the translator, which judges what is stored all the same.
     */
    private static JSONSchemaProps policySpec(boolean namespaced) {
        var written = "(has(self.%1$s) && self.%1$s != null)";
        var endpoints = written.formatted("endpointSelector");
        var nodes = written.formatted("nodeSelector");
        var schema = open(JsonSchema.from(PolicySpecSchema.class));
        schema.setXKubernetesValidations(List.of(
                new ValidationRuleBuilder()
                        .withRule(endpoints + " || " + nodes)
                        .withMessage("needs endpointSelector" + (namespaced ? "" : " or nodeSelector"))
                        .withReason("FieldValueRequired")
                        .build(),
                new ValidationRuleBuilder()
                        .withRule("!(" + endpoints + " && " + nodes + ")")
                        .withMessage("a spec takes endpointSelector or nodeSelector, not both")
                        .withFieldPath(".nodeSelector")
                        .withReason("FieldValueInvalid")
                        .build()));
        return schema;
    }

    /** Types without spec or status get an empty object in their place. */
    private static boolean isVoid(String name, JSONSchemaProps schema) {
        return (name.equals("spec") || name.equals("status"))
                && (schema.getProperties() == null || schema.getProperties().isEmpty())
                && schema.getXKubernetesPreserveUnknownFields() == null;
    }

    private static void conditionsByType(JSONSchemaProps status) {
        var conditions = property(status, "conditions");
        conditions.setXKubernetesListType("map");
        conditions.setXKubernetesListMapKeys(List.of("type"));
        conditions.getItems().getSchema().setRequired(List.of("type", "status"));
    }

    private static JSONSchemaProps property(JSONSchemaProps schema, String name) {
        return Objects.requireNonNull(schema.getProperties().get(name), () -> "the type has no field " + name);
    }

    /** The schema with unknown fields kept and null allowed (it means absent) at every level. */
    private static JSONSchemaProps open(JSONSchemaProps schema) {
        schema.setNullable(true);
        schema.setAnyOf(null); // Of an int-or-string only: the flag says it already, and this form would refuse null.
        if (schema.getProperties() != null && !schema.getProperties().isEmpty()) {
            schema.setXKubernetesPreserveUnknownFields(true);
            schema.getProperties().values().forEach(CrdShape::open);
        }
        if (schema.getItems() != null) {
            open(schema.getItems().getSchema());
        }
        var values = schema.getAdditionalProperties();
        if (values != null && values.getSchema() != null) {
            schema.setAdditionalProperties(new JSONSchemaPropsOrBool(null, open(values.getSchema())));
        }
        return schema;
    }

    private static List<CustomResourceColumnDefinition> policyColumns() {
        return List.of(
                column("Valid", "string", VALID, "Whether the policy can be enforced as written"),
                column("Enforced", "string", ".status.enforced", "Nodes that enforce it, of all nodes"),
                column("Endpoints", "integer", ".status.endpoints", "Pods of the cluster that it selects"),
                column("Age", "date", AGE, "Time since creation"),
                column(
                        "Message",
                        "string",
                        ".status.conditions[?(@.type=='Valid')].message",
                        "What is wrong with it",
                        1));
    }

    private static CustomResourceColumnDefinition column(String name, String type, String path, String description) {
        return column(name, type, path, description, 0);
    }

    private static CustomResourceColumnDefinition column(
            String name, String type, String path, String description, int priority) {
        return new CustomResourceColumnDefinitionBuilder()
                .withName(name)
                .withType(type)
                .withJsonPath(path)
                .withDescription(description)
                .withPriority(priority == 0 ? null : priority)
                .build();
    }
}
