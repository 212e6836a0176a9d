// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.identity;

import io.axoneme.model.Labels;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The canonical key of an identity: its labels, and a hash of them that every process computes alike.
 *
 * @param labels the identity-relevant labels
 */
public record IdentityKey(Labels labels) {

    private static final int HASH_BYTES = 16;

    /** First 64 bits of the SHA-256 of the labels' canonical text: where the search for a number starts. */
    public long hash() {
        return ByteBuffer.wrap(digest()).getLong();
    }

    /** First 128 bits of the same, in hexadecimal: short enough for a label, so that the API server can look the key up. */
    public String hashText() {
        return HexFormat.of().formatHex(digest(), 0, HASH_BYTES);
    }

    private byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(labels.toString().getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
