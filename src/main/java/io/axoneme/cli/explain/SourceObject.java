// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.explain;

import java.util.Map;

/**
 * An object and where it stands.
 *
 * @param tree as for kubectl
 * @param file empty for an object of a cluster
 * @param lines of its fields
 */
public record SourceObject(Map<String, Object> tree, String file, Lines lines) {

    /** Lines of a document's fields. */
    @FunctionalInterface
    public interface Lines {

        /** Nothing is known of lines. */
        Lines NONE = path -> 0;

        /**
         * The line on which a field begins, from 1.
         *
         * @param path such as {@code spec.ingress[0]}; empty for the object itself
         * @return 0 when it is not known
         */
        int of(String path);
    }

    /** An object of a cluster. */
    public static SourceObject live(Map<String, Object> tree) {
        return new SourceObject(tree, "", Lines.NONE);
    }

    /** {@code file:line} of a field, or of the nearest that holds it; the file alone without lines, empty without a file. */
    String place(String path) {
        int line = line(path);
        return file.isEmpty() || line == 0 ? file : file + ":" + line;
    }

    /** The line of a field, or of the nearest that holds it; 0 when unknown. */
    int line(String path) {
        for (var at = path; !at.isEmpty(); at = parent(at)) {
            int line = lines.of(at);
            if (line > 0) {
                return line;
            }
        }
        return lines.of("");
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
    }
}
