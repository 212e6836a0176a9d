// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/**
 * Exchanges at a steady rate that a pod carries out by itself, whoever is killed meanwhile: on paths that policy allows, new connections, one that
 * stays, and datagrams; on paths that it denies, new connections and datagrams. Datagrams are not sent again, so each one lost counts.
 */
record Traffic(String namespace, String pod) {

    /** What was exchanged on each path since the start. */
    record Counts(Map<String, Integer> passed, Map<String, Integer> failed) {

        /** Nothing failed where it should pass, nothing passed where it should fail, and there was something to fail. */
        void assertSince(Counts before, String during) {
            for (var path : passed.keySet()) {
                boolean denied = path.startsWith("denied");
                assertEquals(
                        0,
                        denied ? passed(path) - before.passed(path) : failed(path) - before.failed(path),
                        path + " during " + during + ": " + before + " -> " + this);
            }
        }

        int passed(String path) {
            return passed.getOrDefault(path, 0);
        }

        int failed(String path) {
            return failed.getOrDefault(path, 0);
        }
    }

    /** Exchanges that a path must have had for a window to mean anything. */
    private static final int ENOUGH = 15;

    private static final String SCRIPT = """
        mkdir -p /tmp/traffic; cd /tmp/traffic; rm -f -- *; mkfifo never; exec 9<>never
        loop() {
          local name=$1 passed=0 failed=0; shift
          while [ ! -e stop ]; do
            if "$@"; then passed=$((passed+1)); else failed=$((failed+1)); echo "$name $EPOCHREALTIME" >>failures; fi
            echo "$name $passed $failed" >$name.new; mv $name.new $name.count
            read -r -t 0.1 <&9
          done
        }
        connect() { curl -s -o /dev/null --max-time 5 http://$API:3000; }
        stay() { # one connection; the server ends it after 1000 requests
          local line; uses=$(((${uses:-0} + 1) % 500))
          [ $uses != 0 ] || { exec {kept}>&-; kept=; }
          [ -n "${kept:-}" ] || exec {kept}<>/dev/tcp/$API/3000 || return 1
          printf 'HEAD / HTTP/1.1\\r\\nHost: api\\r\\n\\r\\n' >&$kept || return 1
          while read -r -t 5 line <&$kept; do [ "$line" != $'\\r' ] || return 0; done
          return 1
        }
        query() { # a DNS question in one datagram, and whether anything comes back
          local status; exec {datagram}<>/dev/udp/$1/53
          printf '\\x12\\x34\\x01\\0\\0\\x01\\0\\0\\0\\0\\0\\0\\x08kube-dns\\x0bkube-system\\x03svc\\x07cluster\\x05local\\0\\0\\x01\\0\\x01' >&$datagram
          [ "$(timeout $2 dd bs=512 count=1 <&$datagram 2>/dev/null | wc -c)" -gt 12 ]; status=$?
          exec {datagram}>&-; return $status
        }
        refused() { nc -z -w 1 $DENIED 3000; }
        loop connect connect & loop stay stay & loop datagram query $DNS 4 & loop denied refused & loop denied-datagram query $STRANGER 0.5 &
        wait
        """;

    /** Starts it in a pod that has bash, curl and nc. */
    static Traffic start(String namespace, String pod, String api, String denied, String dns, String stranger) {
        var settings = "API=%s DENIED=%s DNS=%s STRANGER=%s".formatted(api, denied, dns, stranger);
        var script = SCRIPT.replace("'", "'\\''");
        Shell.exec(
                        namespace,
                        pod,
                        "bash",
                        "-c",
                        settings + " setsid bash -c '" + script + "' >/tmp/traffic.log 2>&1 </dev/null &")
                .orFail();
        var traffic = new Traffic(namespace, pod);
        traffic.awaitMore(new Counts(Map.of(), Map.of()));
        return traffic;
    }

    Counts counts() {
        var passed = new TreeMap<String, Integer>();
        var failed = new TreeMap<String, Integer>();
        var out = Shell.exec(namespace, pod, "bash", "-c", "cat /tmp/traffic/*.count")
                .orFail()
                .out();
        for (var line : Cluster.lines(out)) {
            var words = line.split(" ", 3);
            passed.put(words[0], Integer.valueOf(words[1]));
            failed.put(words[0], Integer.valueOf(words[2]));
        }
        return new Counts(passed, failed);
    }

    /** Waits until every allowed path has seen enough exchanges since then, and each denied one a few. */
    Counts awaitMore(Counts before) {
        return Awaitility.await("traffic of " + namespace + "/" + pod)
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(500))
                .until(this::counts, now -> now.passed().size() == 5 && enough(before, now));
    }

    private static boolean enough(Counts before, Counts now) {
        return now.passed().keySet().stream()
                .allMatch(path -> path.startsWith("denied")
                        ? now.failed(path) - before.failed(path) >= 3
                        : now.passed(path) - before.passed(path) >= ENOUGH);
    }
}
