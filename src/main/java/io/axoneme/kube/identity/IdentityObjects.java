// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.identity;

import io.axoneme.kube.crd.CiliumIdentity;
import io.axoneme.model.Label;
import io.axoneme.model.LabelKeys;
import io.axoneme.model.Labels;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Between {@link CiliumIdentity} objects and {@link IdentityRecord}s. */
public final class IdentityObjects {

    /** Label with {@link IdentityKey#hashText()}, by which the API server finds a key. */
    public static final String KEY_HASH = "axoneme.io/key-hash";

    /** Annotation with the time (RFC 3339, UTC) since which nobody needs the identity; absent while it is in use. */
    public static final String RELEASED_AT = "axoneme.io/released-at";

    /** Annotation with the pods' own labels, for people who list identities. */
    public static final String OWN_LABELS = "axoneme.io/labels";

    /** A label's key as the API server accepts it. Source: Kubernetes documentation, "Labels and Selectors". */
    private static final Pattern KEY =
            Pattern.compile("([a-z0-9.-]{1,253}/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?");

    private static final Pattern VALUE = Pattern.compile("([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?");

    private IdentityObjects() {}

    /** The object that reserves a number for a key. */
    public static CiliumIdentity object(int number, IdentityKey key) {
        var identity = new CiliumIdentity();
        identity.setMetadata(new ObjectMetaBuilder()
                .withName(Integer.toString(number))
                .withLabels(searchLabels(key))
                .withAnnotations(Map.of(OWN_LABELS, ownLabels(key.labels())))
                .build());
        identity.setSecurityLabels(securityLabels(key.labels()));
        return identity;
    }

    /** Labels as {@code source:key} to value. */
    public static Map<String, String> securityLabels(Labels labels) {
        var fields = new TreeMap<String, String>();
        labels.forEach(label -> fields.put(label.source() + ":" + label.key(), label.value()));
        return fields;
    }

    /** Reads an object; empty when its name is no number of an identity or its labels make no sense: it stands for nobody then. */
    public static Optional<IdentityRecord> record(CiliumIdentity object) {
        var metadata = object.getMetadata();
        return record(
                metadata.getName(),
                metadata.getUid(),
                metadata.getResourceVersion(),
                metadata.getCreationTimestamp(),
                metadata.getAnnotations() == null
                        ? null
                        : metadata.getAnnotations().get(RELEASED_AT),
                object.getSecurityLabels());
    }

    /** As {@link #record(CiliumIdentity)}, from the object's parts; each may be null when the object lacks it. */
    public static Optional<IdentityRecord> record(
            @Nullable String name,
            @Nullable String uid,
            @Nullable String resourceVersion,
            @Nullable String creationTimestamp,
            @Nullable String releasedAt,
            @Nullable Map<String, String> securityLabels) {
        var number = number(name);
        if (number.isEmpty() || securityLabels == null || securityLabels.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new IdentityRecord(
                    number.get(),
                    labels(securityLabels),
                    uid == null ? "" : uid,
                    resourceVersion == null ? "" : resourceVersion,
                    creationTimestamp == null ? Instant.MAX : Instant.parse(creationTimestamp),
                    releasedAt(releasedAt)));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** A mark that is no time still marks, but as just set: it must not shorten the wait. */
    private static @Nullable Instant releasedAt(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return Instant.MAX;
        }
    }

    private static Optional<Integer> number(@Nullable String name) {
        if (name == null || !name.matches("[1-9][0-9]{0,7}")) {
            return Optional.empty();
        }
        int number = Integer.parseInt(name);
        return number >= IdentityRange.DEFAULT.first() && number <= IdentityRange.DEFAULT.last()
                ? Optional.of(number)
                : Optional.empty();
    }

    private static Labels labels(Map<String, String> securityLabels) {
        var labels = new ArrayList<Label>();
        securityLabels.forEach((field, value) -> {
            int colon = field.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("\"" + field + "\" has no source");
            }
            labels.add(new Label(field.substring(0, colon), field.substring(colon + 1), value));
        });
        return Labels.of(labels);
    }

    /** The Kubernetes labels of the identity that are valid on an object too, for {@code kubectl get -l}. */
    private static Map<String, String> searchLabels(IdentityKey key) {
        var labels = new TreeMap<String, String>();
        key.labels().stream()
                .filter(label -> label.source().equals(Label.K8S))
                .filter(label -> KEY.matcher(label.key()).matches()
                        && VALUE.matcher(label.value()).matches())
                .forEach(label -> labels.put(label.key(), label.value()));
        labels.put(KEY_HASH, key.hashText());
        return labels;
    }

    private static String ownLabels(Labels labels) {
        return labels.stream()
                .filter(label -> label.source().equals(Label.K8S) && !added(label.key()))
                .map(label -> label.value().isEmpty() ? label.key() : label.key() + "=" + label.value())
                .collect(Collectors.joining(","));
    }

    private static boolean added(String key) {
        return key.startsWith(LabelKeys.NAMESPACE_LABELS)
                || key.equals(LabelKeys.NAMESPACE)
                || key.equals(LabelKeys.SERVICE_ACCOUNT)
                || key.equals(LabelKeys.CLUSTER);
    }
}
