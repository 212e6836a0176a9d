// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.pod;

import io.axoneme.net.Sandbox;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of pods' devices: a function of the sandbox, so that one can be taken away without any record of it. */
final class DeviceName {
    /** With it, the 15 characters that the kernel allows. */
    private static final String PREFIX = "axo";

    private static final int HASH_BYTES = 6;

    private DeviceName() {}

    static String of(Sandbox.Key key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(key.toString().getBytes(StandardCharsets.UTF_8));
            return PREFIX + HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
