// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.translate;

import io.axoneme.model.Label;
import io.axoneme.model.Problem.Reason;
import io.axoneme.model.Requirement;
import io.axoneme.model.Requirement.Operator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Label selectors: {@code matchLabels} and {@code matchExpressions}, all ANDed. In the cilium.io API a key may begin with a
 * source and a colon; without one, as with {@code any:}, it takes every source. Other APIs have no sources.
 */
final class SelectorTranslator {

    /** How keys are read. */
    enum Keys {
        /** {@code source:key}. */
        WITH_SOURCE,
        /** Every key has source k8s. */
        KUBERNETES
    }

    private static final List<String> FIELDS = List.of("matchLabels", "matchExpressions");
    private static final List<String> EXPRESSION_FIELDS = List.of("key", "operator", "values");
    private static final List<String> OPERATORS =
            Arrays.stream(Operator.values()).map(Operator::text).toList();

    private SelectorTranslator() {}

    /** The requirements that stand here; those with a fault are reported and left out. */
    static List<Requirement> requirements(Field selector, Keys keys) {
        if (!selector.isObject()) {
            return List.of();
        }
        selector.allowOnly(FIELDS);
        var requirements = new ArrayList<Requirement>(matchLabels(selector.at("matchLabels"), keys));
        for (var expression : selector.at("matchExpressions").items()) {
            var requirement = expression(expression, keys);
            if (requirement != null) {
                requirements.add(requirement);
            }
        }
        return requirements;
    }

    static List<Requirement> matchLabels(Field labels, Keys keys) {
        var requirements = new ArrayList<Requirement>();
        for (var name : labels.names()) {
            var field = labels.at(name);
            var value = field.text();
            if (!field.present()) {
                field.report(Reason.WRONG_TYPE, "must be a string, not null");
            }
            if (checkKey(field, name, keys) && value != null && checkValue(field, value)) {
                requirements.add(Requirement.equalTo(source(name, keys), key(name, keys), value));
            }
        }
        return requirements;
    }

    private static @Nullable Requirement expression(Field expression, Keys keys) {
        if (!expression.isObject()) {
            return null;
        }
        expression.allowOnly(EXPRESSION_FIELDS);
        var name = Fields.required(expression.at("key"));
        var operator = operator(expression.at("operator"));
        boolean keyFits = name != null && checkKey(expression.at("key"), name, keys);
        var values = values(expression.at("values"), operator);
        return keyFits && name != null && operator != null && values != null
                ? new Requirement(source(name, keys), key(name, keys), operator, values)
                : null;
    }

    private static @Nullable Operator operator(Field field) {
        var text = Fields.required(field);
        if (text == null) {
            return null;
        }
        for (var operator : Operator.values()) {
            if (operator.text().equals(text)) {
                return operator;
            }
        }
        field.report(Reason.INVALID, "unknown operator \"" + text + "\"" + Spelling.hint(text, OPERATORS));
        return null;
    }

    /** Null when they do not fit the operator. */
    private static @Nullable List<String> values(Field field, @Nullable Operator operator) {
        var items = field.items();
        var texts = new ArrayList<String>();
        for (var item : items) {
            var text = item.text();
            if (text != null && checkValue(item, text)) {
                texts.add(text);
            }
        }
        if (operator == null) {
            return null;
        }
        boolean wanted = operator == Operator.IN || operator == Operator.NOT_IN;
        if (wanted && items.isEmpty()) {
            field.report(Reason.REQUIRED, operator.text() + " needs values");
        }
        if (!wanted && !items.isEmpty()) {
            field.report(Reason.CONFLICT, operator.text() + " takes no values");
        }
        return wanted == !texts.isEmpty() && texts.size() == items.size() ? texts : null;
    }

    private static boolean checkKey(Field field, String name, Keys keys) {
        boolean valid = LabelText.isKey(key(name, keys)) && !source(name, keys).isEmpty();
        if (!valid) {
            field.report(Reason.INVALID, "\"" + name + "\" is not a label key");
        }
        return valid;
    }

    private static boolean checkValue(Field field, String value) {
        boolean valid = LabelText.isValue(value);
        if (!valid) {
            field.report(Reason.INVALID, "\"" + value + "\" is not a label value");
        }
        return valid;
    }

    private static String source(String name, Keys keys) {
        if (keys == Keys.KUBERNETES) {
            return Label.K8S;
        }
        int colon = name.indexOf(':');
        return colon < 0 ? Requirement.ANY_SOURCE : name.substring(0, colon);
    }

    private static String key(String name, Keys keys) {
        return keys == Keys.KUBERNETES ? name : name.substring(name.indexOf(':') + 1);
    }
}
