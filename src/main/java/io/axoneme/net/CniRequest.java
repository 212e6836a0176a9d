// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What the runtime wants, as the plugin forwarded it.
 *
 * @param command one of the specification's
 * @param version of the configuration; the result has the same
 * @param sandbox whom it is about; its strings are empty where the command names none
 * @param config the network configuration
 */
record CniRequest(Command command, CniVersion version, Sandbox sandbox, JsonNode config) {

    enum Command {
        ADD,
        DEL,
        CHECK,
        GC,
        STATUS,
        VERSION;

        private boolean namesSandbox() {
            return this == ADD || this == DEL || this == CHECK;
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads a forwarded request.
     *
     * @param environment CNI variables, {@code KEY=VALUE}, each ended by a zero byte
     * @param input the plugin's standard input
     */
    static CniRequest read(byte[] environment, byte[] input) throws CniException {
        Map<String, String> variables = variables(environment);
        JsonNode config = config(input);
        CniVersion version = version(config);
        Command command = command(variables);
        Sandbox sandbox = command.namesSandbox() ? sandbox(variables) : Sandbox.NONE;
        return new CniRequest(command, version, sandbox, config);
    }

    /** The version that even an error must be told in: the configuration's if it can be read, else the oldest. */
    static CniVersion versionOrOldest(byte[] input) {
        try {
            return version(config(input));
        } catch (CniException e) {
            return CniVersion.V0_3_1;
        }
    }

    private static Map<String, String> variables(byte[] environment) throws CniException {
        Map<String, String> variables = new HashMap<>();
        for (String variable : new String(environment, StandardCharsets.UTF_8).split("\0")) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                variables.put(variable.substring(0, equals), variable.substring(equals + 1));
            } else if (!variable.isEmpty()) {
                throw environment("\"" + variable + "\" is no KEY=VALUE");
            }
        }
        return variables;
    }

    private static JsonNode config(byte[] input) throws CniException {
        try {
            JsonNode config = JSON.readTree(new String(input, StandardCharsets.UTF_8));
            if (!config.isObject()) {
                throw new CniException(
                        CniFailure.Code.DECODE, "invalid configuration", "standard input holds no object");
            }
            return config;
        } catch (JsonProcessingException e) {
            throw new CniException(CniFailure.Code.DECODE, "invalid configuration", e.getOriginalMessage());
        }
    }

    private static CniVersion version(JsonNode config) throws CniException {
        String text = config.path("cniVersion").asText();
        return CniVersion.parse(text)
                .orElseThrow(() -> new CniException(
                        CniFailure.Code.INCOMPATIBLE_VERSION,
                        "incompatible CNI version",
                        "cniVersion \"" + text + "\": 0.3.1, 0.4.0, 1.0.0 or 1.1.0 is wanted"));
    }

    private static Command command(Map<String, String> variables) throws CniException {
        String text = variables.getOrDefault("CNI_COMMAND", "");
        for (Command command : Command.values()) {
            if (command.name().equals(text)) {
                return command;
            }
        }
        throw environment("CNI_COMMAND is \"" + text + "\": ADD, DEL, CHECK, GC, STATUS or VERSION is wanted");
    }

    private static Sandbox sandbox(Map<String, String> variables) throws CniException {
        String container = variables.getOrDefault("CNI_CONTAINERID", "");
        if (!container.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}")) {
            throw environment("CNI_CONTAINERID is \"" + container + "\": letters, digits, _ . - are wanted");
        }
        String ifname = variables.getOrDefault("CNI_IFNAME", "");
        if (!ifname.matches("[^/:\\s]{1,15}") || ifname.equals(".") || ifname.equals("..")) {
            throw environment("CNI_IFNAME is \"" + ifname + "\": a device name is wanted");
        }
        Map<String, String> args = args(variables.getOrDefault("CNI_ARGS", ""));
        return new Sandbox(
                new Sandbox.Key(container, ifname),
                variables.getOrDefault("CNI_NETNS", ""),
                args.getOrDefault("K8S_POD_NAMESPACE", ""),
                args.getOrDefault("K8S_POD_NAME", ""),
                args.getOrDefault("K8S_POD_UID", ""));
    }

    private static Map<String, String> args(String text) {
        Map<String, String> args = new HashMap<>();
        for (String pair : text.split(";")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                args.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return args;
    }

    private static CniException environment(String details) {
        return new CniException(CniFailure.Code.INVALID_ENVIRONMENT, "invalid environment", details);
    }
}
