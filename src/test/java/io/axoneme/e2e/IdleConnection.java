// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static io.axoneme.e2e.Shell.apply;
import static io.axoneme.e2e.Shell.exec;
import static io.axoneme.e2e.Shell.kubectl;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.awaitility.Awaitility;

/** A connection that a pod opened once and that says nothing by itself: each word sent by it must come back by it. */
record IdleConnection(String namespace, String pod) {

    /** Sends back what comes, to one caller at a time. The policies of {@link TrafficPods} take it for an api. */
    private static final String ECHO = """
        apiVersion: v1
        kind: Pod
        metadata: {name: echo, namespace: %s, labels: {app: api}}
        spec:
          terminationGracePeriodSeconds: 0
          containers:
          - name: echo
            image: nginx
            command: [bash, -c, "mkfifo /tmp/f; while true; do nc -l 3000 <>/tmp/f >&0; done"]
        """;

    private static final String OPEN = """
        mkfifo /tmp/words; setsid bash -c 'exec 9<>/tmp/words {c}<>/dev/tcp/%s/3000
          while read -r word <&9; do echo $word >&$c; read -r -t 5 back <&$c; echo $back >/tmp/came-back; done' </dev/null >/dev/null 2>&1 &
        """;

    /** Makes the pod at the other end, and opens the connection from this one. */
    static IdleConnection open(String namespace, String pod) {
        apply(ECHO.formatted(namespace)).orFail();
        kubectl("-n", namespace, "wait", "--for=condition=Ready", "pod/echo", "--timeout=60s")
                .orFail();
        exec(namespace, pod, "bash", "-c", OPEN.formatted(TrafficPods.address(namespace, "echo")))
                .orFail();
        var connection = new IdleConnection(namespace, pod);
        connection.carries("opened");
        return connection;
    }

    /** Fails if the connection does not bring the word back. */
    void carries(String word) {
        exec(namespace, pod, "bash", "-c", "echo " + word + " >/tmp/words").orFail();
        Awaitility.await("an idle connection that is asked again")
                .untilAsserted(() -> assertEquals(
                        word,
                        exec(namespace, pod, "cat", "/tmp/came-back").out().strip()));
    }
}
