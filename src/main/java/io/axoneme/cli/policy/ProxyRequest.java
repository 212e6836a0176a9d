// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.model.Verdict;
import io.axoneme.model.Verdict.Outcome;
import io.axoneme.request.HttpRequest;
import io.axoneme.request.ProxyVerdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What an expectation asks of the proxy: the verdict of a packet that goes there is then the proxy's verdict of the request. */
sealed interface ProxyRequest {

    record Http(HttpRequest request) implements ProxyRequest {}

    record Dns(String name) implements ProxyRequest {}

    /** Reads {@code http: {method, path, host, headers}}; a GET of / without further fields. Headers are by name, or a list of texts. */
    static ProxyRequest http(Tree tree) throws UnreadableInput {
        tree.allowOnly(List.of("method", "path", "host", "headers"));
        return new Http(new HttpRequest(
                tree.has("method") ? tree.text("method") : "GET",
                tree.has("path") ? tree.text("path") : "/",
                tree.has("host") ? tree.text("host") : "",
                headers(tree)));
    }

    private static Map<String, List<String>> headers(Tree tree) throws UnreadableInput {
        var headers = new LinkedHashMap<String, List<String>>();
        if (tree.fields().get("headers") instanceof Map<?, ?>) {
            var named = tree.object("headers");
            for (var name : named.fields().keySet()) {
                headers.put(name, List.of(named.text(name)));
            }
            return headers;
        }
        for (var text : tree.texts("headers")) {
            int colon = text.indexOf(':');
            if (colon <= 0) {
                throw tree.error("headers: \"" + text + "\" is not \"Name: value\"");
            }
            headers.computeIfAbsent(text.substring(0, colon).toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                    .add(text.substring(colon + 1).strip());
        }
        return headers;
    }

    /** The verdict with the proxy's in place of a redirect: allowed or denied by the rules whose lists say so. */
    default Verdict judge(Verdict verdict) {
        if (verdict.outcome() != Outcome.REDIRECTED) {
            return verdict;
        }
        var proxy = switch (this) {
            case Http(var request) -> ProxyVerdict.of(verdict.rules(), request);
            case Dns(var name) -> ProxyVerdict.of(verdict.rules(), name);
        };
        var causes = proxy.deciding().stream()
                .flatMap(l -> l.list().causes().stream())
                .distinct()
                .toList();
        return new Verdict(proxy.passes() ? Outcome.ALLOWED : Outcome.DENIED, verdict.basis(), causes);
    }
}
