// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.policy;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an API server says of a document's types by a definition of {@code crds/}: the part of validation that policies leave to it. */
final class SchemaTypes {

    private final JSONSchemaProps schema;

    private SchemaTypes(JSONSchemaProps schema) {
        this.schema = schema;
    }

    /** The first version of {@code crds/PLURAL.yaml}. */
    static SchemaTypes of(String plural) {
        try {
            var text = Files.readString(Path.of("crds", plural + ".yaml"));
            CustomResourceDefinition definition =
                    new KubernetesSerialization().unmarshal(text, CustomResourceDefinition.class);
            return new SchemaTypes(
                    definition.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema());
        } catch (IOException e) {
            throw new UncheckedIOException("crds of " + plural, e);
        }
    }

    /** Paths of the values below a field that are of another type than the schema wants. */
    List<String> refused(String field, @Nullable Object value) {
        var refused = new ArrayList<String>();
        check(Objects.requireNonNull(schema.getProperties().get(field), field), field, value, refused);
        return refused;
    }

    private static void check(JSONSchemaProps schema, String path, @Nullable Object value, List<String> refused) {
        if (!fits(schema, value)) {
            refused.add(path);
            return;
        }
        switch (value) {
            case Map<?, ?> map ->
                map.forEach((name, below) -> {
                    var property = property(schema, String.valueOf(name));
                    if (property != null) {
                        check(property, FieldPaths.child(path, String.valueOf(name)), below, refused);
                    }
                });
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    check(schema.getItems().getSchema(), path + "[" + i + "]", list.get(i), refused);
                }
            }
            case null, default -> {}
        }
    }

    private static @Nullable JSONSchemaProps property(JSONSchemaProps schema, String name) {
        if (schema.getAdditionalProperties() != null) {
            return schema.getAdditionalProperties().getSchema();
        }
        return schema.getProperties() == null ? null : schema.getProperties().get(name);
    }

    private static boolean fits(JSONSchemaProps schema, @Nullable Object value) {
        if (value == null) {
            return Boolean.TRUE.equals(schema.getNullable());
        }
        if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
            return value instanceof String || isWhole(value);
        }
        return switch (schema.getType()) {
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "integer" -> isWhole(value);
            default -> throw new IllegalStateException(schema.getType() + ": a type that no policy has");
        };
    }

    private static boolean isWhole(Object value) {
        return value instanceof Number && !(value instanceof Double);
    }
}
