// SPDX-License-Identifier: Apache-2.0
package io.axoneme.operator.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.axoneme.kube.translate.CidrGroupTranslator;
import io.axoneme.kube.translate.PolicyTranslator;
import io.axoneme.kube.translate.TranslatorConfig;
import io.axoneme.model.PolicyKind;
import io.axoneme.model.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SamplesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private final PolicyTranslator translator = new PolicyTranslator(TranslatorConfig.enforcing("default"));

    @Test
    void eachIsEnforcedAsWritten() throws IOException {
        var samples = Manifests.of(Path.of("config/samples"));
        assertFalse(samples.isEmpty());
        for (var sample : samples) {
            assertEquals(
                    List.of(),
                    faults(sample),
                    sample.path("metadata").path("name").asText());
        }
    }

    private List<Problem> faults(JsonNode document) {
        var tree = JSON.convertValue(document, new TypeReference<Map<String, Object>>() {});
        var kind = document.path("kind").asText();
        return kind.equals("CiliumCIDRGroup")
                ? CidrGroupTranslator.translate(tree).faults()
                : translator
                        .translate(PolicyKind.parse(kind).orElseThrow(), tree)
                        .faults();
    }
}
