// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;

/**
 * Changes of a policy, so many that the recording knows which methods a change runs through, and how: the compiler then has in the first
 * change on a node what it would have learned in the first hundreds.
 */
final class Changes {

    private static final String POLICY = "/apis/cilium.io/v2/namespaces/demo/ciliumnetworkpolicies/api";
    private static final int COUNT = 400;
    private static final int PAUSE_MS = 10;

    private Changes() {}

    /** One after the other, each another port. */
    static void make(ObjectStore objects) throws IOException {
        for (int i = 0; i < COUNT; i++) {
            var ports = "{\"spec\":{\"egress\":[{\"toEndpoints\":[{\"matchLabels\":{\"app\":\"a" + i % 20 + "\"}}],"
                    + "\"toPorts\":[{\"ports\":[{\"port\":\"" + (1000 + i) + "\",\"protocol\":\"TCP\"}]}]}]}}";
            objects.patch(POLICY, ObjectStore.JSON.readTree(ports));
            try {
                Thread.sleep(PAUSE_MS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
