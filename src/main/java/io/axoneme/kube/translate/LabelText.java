// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import java.util.regex.Pattern;

/** What the Kubernetes API accepts as label keys and values (API conventions, "Syntax and character set"). */
final class LabelText {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Pattern PREFIX =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private LabelText() {}

    static boolean isKey(String key) {
        int slash = key.indexOf('/');
        var prefix = slash < 0 ? "" : key.substring(0, slash);
        boolean prefixFits =
                slash < 0 || (prefix.length() <= 253 && PREFIX.matcher(prefix).matches());
        return prefixFits && NAME.matcher(key.substring(slash + 1)).matches();
    }

    static boolean isValue(String value) {
        return value.isEmpty() || NAME.matcher(value).matches();
    }
}
