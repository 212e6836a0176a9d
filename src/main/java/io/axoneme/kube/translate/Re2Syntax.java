// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Whether a text is a regular expression of RE2, the language of HTTP rules. Checked by the JDK's own compiler after refusing what only
 * that one knows: look-around, back references, atomic groups and possessive quantifiers, which cannot run in linear time.
 */
final class Re2Syntax {

    private static final Pattern JDK_ONLY =
            Pattern.compile("\\(\\?(=|!|<=|<!|>)|\\\\[1-9]|\\\\k<|[*+?}]\\+|\\\\[GZRX]");
    private static final Pattern ESCAPED = Pattern.compile("\\\\\\\\");

    private Re2Syntax() {}

    static boolean isValid(String expression) {
        if (JDK_ONLY.matcher(ESCAPED.matcher(expression).replaceAll("")).find()) {
            return false;
        }
        try {
            Pattern.compile(expression.replace("(?P<", "(?<"));
            return true;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }
}
