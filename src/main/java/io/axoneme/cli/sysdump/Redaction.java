// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.sysdump;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes out of an object what may be secret, or is only noise: values of environment variables, credentials in arguments, copies of the object. */
final class Redaction {

    static final String LEFT_OUT = "(left out)";

    private static final Pattern CREDENTIAL =
            Pattern.compile("(?i)(-*[\\w.-]*(?:token|password|passwd|secret|credential|api-?key)[\\w.-]*[=:]).+");
    private static final Pattern CREDENTIAL_FLAG =
            Pattern.compile("(?i)-+[\\w.-]*(?:token|password|passwd|secret|credential|api-?key)[\\w.-]*");

    private Redaction() {}

    /** Changes the tree in place. */
    static void apply(JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            object.remove("managedFields");
            if (object.get("annotations") instanceof ObjectNode annotations) {
                annotations.retain(new ArrayList<>(annotations.properties().stream()
                        .map(a -> a.getKey())
                        .filter(key -> !key.contains("last-applied"))
                        .toList()));
            }
            environment(object.path("env"));
            arguments(object.get("args"));
            arguments(object.get("command"));
        }
        tree.forEach(Redaction::apply);
    }

    private static void environment(JsonNode env) {
        env.forEach(variable -> {
            if (variable instanceof ObjectNode object && object.has("value")) {
                object.put("value", LEFT_OUT);
            }
        });
    }

    /** Of {@code --token=abc} the name stays; so it does of {@code --token abc}. */
    private static void arguments(@Nullable JsonNode list) {
        if (!(list instanceof ArrayNode arguments)) {
            return;
        }
        boolean secret = false;
        for (int i = 0; i < arguments.size(); i++) {
            var text = arguments.path(i).asText();
            var credential = CREDENTIAL.matcher(text);
            if (secret) {
                arguments.set(i, TextNode.valueOf(LEFT_OUT));
            } else if (credential.matches()) {
                arguments.set(i, TextNode.valueOf(credential.group(1) + LEFT_OUT));
            }
            secret = CREDENTIAL_FLAG.matcher(text).matches();
        }
    }
}
