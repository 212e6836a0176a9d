// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.sysdump;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class RedactionTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static void becomes(String expected, String before) throws JsonProcessingException {
        JsonNode tree = JSON.readTree(before.replace('\'', '"'));
        Redaction.apply(tree);
        assertEquals(JSON.readTree(expected.replace('\'', '"')), tree);
    }

    @Test
    void valuesOfTheEnvironmentAreLeftOutAndWhereTheyComeFromStays() throws JsonProcessingException {
        becomes("""
                {'spec': {'containers': [{'env': [{'name': 'A', 'value': '(left out)'},
                  {'name': 'B', 'valueFrom': {'fieldRef': {'fieldPath': 'spec.nodeName'}}}]}]}}
                """, """
                {'spec': {'containers': [{'env': [{'name': 'A', 'value': 'hunter2'},
                  {'name': 'B', 'valueFrom': {'fieldRef': {'fieldPath': 'spec.nodeName'}}}]}]}}
                """);
    }

    @Test
    void copiesOfTheObjectAreLeftOut() throws JsonProcessingException {
        becomes("{'metadata': {'annotations': {'b': 'kept'}, 'name': 'n'}}", """
                {'metadata': {'managedFields': [1], 'name': 'n', 'annotations': {'b': 'kept',
                  'kubectl.kubernetes.io/last-applied-configuration': '{hunter2}'}}}
                """);
    }

    @Test
    void credentialsInArgumentsAreLeftOut() throws JsonProcessingException {
        becomes("""
                {'command': ['x', '--bootstrap-token', '(left out)', '--v=2'],
                 'args': ['--db-password=(left out)', '--token-ttl', '(left out)', 'DB_SECRET=(left out)']}
                """, """
                {'command': ['x', '--bootstrap-token', 'hunter2', '--v=2'],
                 'args': ['--db-password=hunter2', '--token-ttl', '5', 'DB_SECRET=hunter2']}
                """);
    }
}
