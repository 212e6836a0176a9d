// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Case files among the test resources. */
final class TestCases {

    private TestCases() {}

    static Path path(String resource) {
        try {
            return Path.of(
                    Objects.requireNonNull(TestCases.class.getClassLoader().getResource(resource), resource)
                            .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<PolicyCase> of(String resource) {
        var cases = new ArrayList<PolicyCase>();
        try {
            Documents.read(
                    path(resource).toString(), InputStream.nullInputStream(), d -> cases.add(CaseReader.read(d)));
        } catch (UnreadableInput e) {
            throw new IllegalStateException(e);
        }
        return cases;
    }
}
