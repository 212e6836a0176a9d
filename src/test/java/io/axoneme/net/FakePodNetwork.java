// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import io.axoneme.abi.Mac;
import io.axoneme.model.IpAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Remembers what it was asked, in order, and does as it was told. */
final class FakePodNetwork implements PodNetwork {
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    volatile @Nullable CniException failure;

    private void call(String what) throws CniException {
        calls.add(what);
        CniException told = failure;
        if (told != null) {
            throw told;
        }
    }

    @Override
    public PodInterface add(Sandbox sandbox) throws CniException {
        call("add " + sandbox.key() + " " + sandbox.subject() + " " + sandbox.netns());
        return new PodInterface(
                "axo12345",
                Mac.parse("02:00:00:00:00:02"),
                Mac.parse("02:00:00:00:00:01"),
                1450,
                List.of(IpAddress.parse("10.1.0.7")));
    }

    @Override
    public void delete(Sandbox sandbox) throws CniException {
        call("delete " + sandbox.key() + " \"" + sandbox.netns() + "\"");
    }

    @Override
    public void check(Sandbox sandbox) throws CniException {
        call("check " + sandbox.key());
    }

    @Override
    public void collect(Set<Sandbox.Key> valid) throws CniException {
        call("collect " + valid);
    }

    @Override
    public void status() throws CniException {
        call("status");
    }
}
