// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import java.util.function.BiConsumer;

/**
 * A flag that adds a value to a filter.
 *
 * @param name without dashes
 * @param shortName one letter; empty: none
 * @param takesValue otherwise the flag stands alone
 * @param apply adds the value; throws {@link IllegalArgumentException} with the reason when it is not understood
 */
record FilterFlag(
        String name, String shortName, boolean takesValue, String description, BiConsumer<FilterDraft, String> apply) {

    static FilterFlag value(String name, String description, BiConsumer<FilterDraft, String> apply) {
        return new FilterFlag(name, "", true, description, apply);
    }

    static FilterFlag alone(String name, String description, BiConsumer<FilterDraft, String> apply) {
        return new FilterFlag(name, "", false, description, apply);
    }

    FilterFlag withShortName(String letter) {
        return new FilterFlag(name, letter, takesValue, description, apply);
    }

    /** As error messages name it: {@code --verdict}, or {@code -t, --type}. */
    String display() {
        return shortName.isEmpty() ? "--" + name : "-" + shortName + ", --" + name;
    }
}
