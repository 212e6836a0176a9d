// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.pod;

import io.axoneme.kernel.Answer;
import io.axoneme.kernel.Attachment;
import io.axoneme.kernel.LoaderNode;
import io.axoneme.kernel.Veth;
import io.axoneme.kernel.VethRequest;
import io.axoneme.kernel.VethState;
import java.util.List;

/** Pods' devices on this node. Safe for several threads. */
public interface PodDevices {

    /** Makes a pod's device, or finds it as it should be. */
    Answer<Veth> add(VethRequest request);

    /** Puts the datapath's programs on it: from then on nothing passes unjudged. */
    Answer<Integer> attach(String device);

    /** Takes it away; an absent one is no error. */
    Answer<Boolean> delete(String device);

    /** Every one that there is. A device goes with its pod's network namespace. */
    Answer<List<VethState>> list();

    /** The devices behind the loader. */
    static PodDevices of(LoaderNode loader) {
        return new PodDevices() {
            @Override
            public Answer<Veth> add(VethRequest request) {
                return loader.addVeth(request);
            }

            @Override
            public Answer<Integer> attach(String device) {
                return loader.attach(Attachment.workload(device));
            }

            @Override
            public Answer<Boolean> delete(String device) {
                return loader.deleteVeth(device);
            }

            @Override
            public Answer<List<VethState>> list() {
                return loader.listVeths();
            }
        };
    }
}
