// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.stream;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is listed and watched.
 *
 * @param path the collection, such as {@code /api/v1/pods}
 * @param fieldSelector such as {@code spec.nodeName=node1}; null for all
 */
public record Query(String path, @Nullable String fieldSelector) {

    private static final int PAGE = 500;

    /** Every object of the collection. */
    public static Query all(String path) {
        return new Query(path, null);
    }

    /** A page of the list: the first, or the one that a page's continue token names. */
    String list(@Nullable String continueToken) {
        return path + "?limit=" + PAGE + parameter("fieldSelector", fieldSelector)
                + parameter("continue", continueToken);
    }

    /** What happens after this version, for so many seconds. */
    String watch(String resourceVersion, long seconds) {
        return path + "?watch=1&allowWatchBookmarks=true&timeoutSeconds=" + seconds
                + parameter("resourceVersion", resourceVersion) + parameter("fieldSelector", fieldSelector);
    }

    private static String parameter(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
