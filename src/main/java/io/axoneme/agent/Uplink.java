// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Devices towards other nodes and the world.
 *
 * @param devices at least one
 * @param mtu the least of theirs, bytes
 */
record Uplink(List<String> devices, int mtu) {

    private static final String DEFAULT_ROUTE = "00000000";

    /**
     * Finds them.
     *
     * @param configured names separated by blanks, a trailing + stands for anything; empty: those with a default route
     * @throws IllegalStateException when there is none
     */
    static Uplink find(Optional<String> configured, Path proc, Path sys) throws IOException {
        var wanted = configured.map(String::strip).filter(text -> !text.isEmpty());
        var devices = wanted.isPresent() ? named(wanted.get(), sys) : withDefaultRoute(proc);
        if (devices.isEmpty()) {
            throw new IllegalStateException(
                    wanted.isPresent()
                            ? "setting devices \"" + wanted.get() + "\": the node has no such device"
                            : "the node has no default route; name its uplinks in setting devices");
        }
        int mtu = Integer.MAX_VALUE;
        for (var device : devices) {
            mtu = Math.min(
                    mtu,
                    Integer.parseInt(
                            Files.readString(sys.resolve(device).resolve("mtu")).strip()));
        }
        return new Uplink(devices, mtu);
    }

    private static List<String> named(String patterns, Path sys) throws IOException {
        try (var present = Files.list(sys)) {
            return present.map(p -> p.getFileName().toString())
                    .filter(device -> Stream.of(patterns.split("\\s+", -1)).anyMatch(p -> fits(p, device)))
                    .sorted()
                    .toList();
        }
    }

    private static boolean fits(String pattern, String device) {
        return pattern.endsWith("+")
                ? device.startsWith(pattern.substring(0, pattern.length() - 1))
                : device.equals(pattern);
    }

    /** Columns of /proc/net/route: device, destination, gateway, … in hexadecimal. Source: proc(5). */
    private static List<String> withDefaultRoute(Path proc) throws IOException {
        return Files.readAllLines(proc.resolve("net/route")).stream()
                .skip(1)
                .map(line -> line.split("\\s+", -1))
                .filter(fields ->
                        fields.length > 7 && fields[1].equals(DEFAULT_ROUTE) && fields[7].equals(DEFAULT_ROUTE))
                .map(fields -> fields[0])
                .distinct()
                .toList();
    }
}
