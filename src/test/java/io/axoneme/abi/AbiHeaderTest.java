// SPDX-License-Identifier: Apache-2.0
package io.axoneme.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each constant of {@link Abi} has the value of its namesake in the header. */
class AbiHeaderTest {
    private static final Pattern DEFINE = Pattern.compile("#define (AXO_\\w+) (0x[0-9a-f]+|\\d+)\\b");
    private static final Pattern ENUM = Pattern.compile("^\\s*(AXO_\\w+) = (\\d+)( << (\\d+))?,", Pattern.MULTILINE);

    /** Names that Java shortens, since the constant's class or record says the rest. */
    private static final Map<String, String> RENAMED = Map.of("VERSION", "AXO_ABI_VERSION");

    @Test
    void everyConstantEqualsTheHeaders() throws IOException, IllegalAccessException {
        Map<String, Long> header = header();
        int checked = 0;
        for (Field field : Abi.class.getFields()) {
            assertTrue(Modifier.isStatic(field.getModifiers()), field.getName());
            String name = RENAMED.getOrDefault(field.getName(), "AXO_" + field.getName());
            assertTrue(header.containsKey(name), name + " is not in the header");
            assertEquals(header.get(name), Long.valueOf(field.getInt(null)), name);
            checked++;
        }
        assertTrue(checked > 30, "only " + checked + " constants found");
    }

    private static Map<String, Long> header() throws IOException {
        String text = Files.readString(Path.of("bpf/include/abi.h"));
        Map<String, Long> values = new HashMap<>();
        Matcher define = DEFINE.matcher(text);
        while (define.find()) {
            values.put(define.group(1), Long.decode(define.group(2)));
        }
        Matcher constant = ENUM.matcher(text);
        while (constant.find()) {
            long base = Long.parseLong(constant.group(2));
            int shift = constant.group(4) == null ? 0 : Integer.parseInt(constant.group(4));
            values.put(constant.group(1), base << shift);
        }
        return values;
    }
}
