// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import java.util.Arrays;
import java.util.Optional;

/** Versions of the CNI specification that are spoken, oldest first. A result has the version of its request. */
public enum CniVersion {
    V0_3_1("0.3.1"),
    V0_4_0("0.4.0"),
    V1_0_0("1.0.0"),
    V1_1_0("1.1.0");

    private final String text;

    CniVersion(String text) {
        this.text = text;
    }

    /** As configurations and results spell it. */
    public String text() {
        return text;
    }

    /** The version of this text, if it is spoken. */
    public static Optional<CniVersion> parse(String text) {
        return Arrays.stream(values()).filter(v -> v.text.equals(text)).findFirst();
    }

    /** Whether each address of a result tells its family. */
    boolean tellsFamily() {
        return compareTo(V1_0_0) < 0;
    }

    /** Whether each interface of a result tells its MTU. */
    boolean tellsMtu() {
        return compareTo(V1_1_0) >= 0;
    }
}
