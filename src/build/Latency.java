// SPDX-License-Identifier: Apache-2.0

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * From a policy's request to its flips in the kernel: {@code Latency API TOKEN ENDPOINTS ROUNDS BURST}, to be run on a node as root.
 *
 * <p>Changes the policy {@code subject} of the namespace {@code load}, which selects ENDPOINTS pods of this node, ROUNDS times, one after the other, and then
 * creates BURST policies at once, each for a tenth of these pods, five times. The clock runs from before the request until the last
 * endpoint's word in the pinned map {@code endpoint_policy} is another one. The map is mapped into memory and looked at every half millisecond, by CLOCK_MONOTONIC,
 * and the requests go over one connection that stands; what the looking takes of a CPU is printed, and what looking and asking took while BURST policies were
 * created: all of it is CPU time that the cluster on this machine lacks.
 */
final class Latency {

    private static final String MAP = "/sys/fs/bpf/axoneme/maps/endpoint_policy";
    /** An element of an array map takes eight bytes at least. */
    private static final int WORDS = 4096;
    private static final long LOOK_NS = 500_000;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long QUIET_NS = TimeUnit.SECONDS.toNanos(3);
    private static final int BURSTS = 5;

    /** Requests under way together, fewer than the streams that the server takes on a connection. */
    private static final int AT_ONCE = 50;

    private static final int APPS = 10;
    private static final String POLICIES = "/apis/cilium.io/v2/namespaces/load/ciliumnetworkpolicies";

    private final HttpClient client = HttpClient.newBuilder().sslContext(trustingAll()).build();
    private final String api;
    private final String token;
    private final Probe probe;

    private Latency(String api, String token, Probe probe) {
        this.api = api;
        this.token = token;
        this.probe = probe;
    }

    public static void main(String... args) throws Exception {
        var probe = new Probe(mapped(MAP));
        Thread.ofPlatform().daemon().start(probe);
        var latency = new Latency(args[0], args[1], probe);
        int endpoints = Integer.parseInt(args[2]);
        latency.changes(endpoints, Integer.parseInt(args[3]));
        latency.bursts(Integer.parseInt(args[4]));
        System.exit(0);
    }

    /** Flips as they are seen: endpoint → when last, and how often. */
    private static final class Probe implements Runnable {
        private final MemorySegment words;
        private final long[] last = new long[WORDS];
        private final Map<Integer, Long> flippedNs = new HashMap<>();
        private final Map<Integer, Integer> flips = new HashMap<>();
        private volatile long cpuNs;
        private final long startedNs = System.nanoTime();

        Probe(MemorySegment words) {
            this.words = words;
            MemorySegment.copy(words, ValueLayout.JAVA_LONG, 0, last, 0, WORDS);
        }

        @Override
        public void run() {
            var now = new long[WORDS];
            while (true) {
                MemorySegment.copy(words, ValueLayout.JAVA_LONG, 0, now, 0, WORDS);
                if (!Arrays.equals(now, last)) {
                    note(now, System.nanoTime());
                }
                cpuNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                LockSupport.parkNanos(LOOK_NS);
            }
        }

        private synchronized void note(long[] now, long timeNs) {
            for (int i = 0; i < WORDS; i++) {
                if (now[i] != last[i]) {
                    flippedNs.put(i, timeNs);
                    flips.merge(i, 1, Integer::sum);
                    last[i] = now[i];
                }
            }
        }

        synchronized void forget() {
            flippedNs.clear();
            flips.clear();
        }

        synchronized int flipped() {
            return flippedNs.size();
        }

        synchronized long lastNs() {
            return flippedNs.values().stream().mapToLong(Long::longValue).max().orElse(0);
        }

        synchronized int mostFlips() {
            return flips.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        }

        double share() {
            return 100.0 * cpuNs / (System.nanoTime() - startedNs);
        }
    }

    private void changes(int endpoints, int rounds) throws Exception {
        var nothing = new ArrayList<Double>();
        var answered = new ArrayList<Double>();
        var enforced = new ArrayList<Double>();
        var afterAnswer = new ArrayList<Double>();
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            patch(1000 + i - 1, i == 0);
            nothing.add(millis(System.nanoTime() - start));
            pause();
            probe.forget();
            start = System.nanoTime();
            patch(1000 + i, true);
            long answer = System.nanoTime();
            awaitFlips(endpoints, start);
            answered.add(millis(answer - start));
            enforced.add(millis(probe.lastNs() - start));
            afterAnswer.add(millis(probe.lastNs() - answer));
            pause();
        }
        row("a request that changes nothing, ms", nothing);
        row("policy of " + endpoints + " endpoints: request to answer, ms", answered);
        row("policy of " + endpoints + " endpoints: request to the last flip, ms", enforced);
        row("policy of " + endpoints + " endpoints: answer to the last flip, ms", afterAnswer);
        System.out.printf("| %-58s | %10.1f | %10s |%n", "looking at the map, % of one CPU", probe.share(), "");
    }

    private void awaitFlips(int endpoints, long start) {
        while (probe.flipped() < endpoints) {
            if (System.nanoTime() - start > PATIENCE_NS) {
                throw new IllegalStateException(
                        probe.flipped() + " of " + endpoints + " endpoints were flipped within 20 s");
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    private void bursts(int policies) throws Exception {
        var answered = new ArrayList<Double>();
        var enforced = new ArrayList<Double>();
        var afterAnswer = new ArrayList<Double>();
        var flushes = new ArrayList<Double>();
        var driver = new ArrayList<Double>();
        for (int burst = 0; burst < BURSTS; burst++) {
            int of = burst;
            awaitQuiet();
            probe.forget();
            long startCpu = cpuNs();
            long start = System.nanoTime();
            try (var senders = Executors.newFixedThreadPool(AT_ONCE)) {
                var requests = IntStream.range(0, policies)
                        .mapToObj(i -> senders.submit(() -> create(policy(of, i))))
                        .toList();
                for (var request : requests) {
                    request.get();
                }
            }
            long answer = System.nanoTime();
            driver.add(millis(cpuNs() - startCpu));
            awaitQuiet();
            answered.add(millis(answer - start));
            enforced.add(millis(probe.lastNs() - start));
            afterAnswer.add(millis(probe.lastNs() - answer));
            flushes.add((double) probe.mostFlips());
            checked(client.send(
                    request(POLICIES + "?labelSelector=burst", "application/json").DELETE().build(),
                    HttpResponse.BodyHandlers.ofString()));
        }
        row(policies + " policies at once: first request to last answer, ms", answered);
        row(policies + " policies at once: first request to the last flip, ms", enforced);
        row(policies + " policies at once: last answer to the last flip, ms", afterAnswer);
        row(policies + " policies at once: flips of one endpoint", flushes);
        row(policies + " policies at once: CPU time of looking and asking, ms", driver);
    }

    /** CPU time of this process. */
    private static long cpuNs() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private void awaitQuiet() {
        long since = Math.max(probe.lastNs(), System.nanoTime());
        while (System.nanoTime() - Math.max(probe.lastNs(), since) < QUIET_NS) {
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    private Void create(String policy) throws IOException, InterruptedException {
        checked(client.send(
                request(POLICIES, "application/json").POST(body(policy)).build(), HttpResponse.BodyHandlers.ofString()));
        return null;
    }

    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
    }

    private static String policy(int burst, int i) {
        return """
                {"apiVersion":"cilium.io/v2","kind":"CiliumNetworkPolicy","metadata":{"name":"burst-%d-%d","labels":{"burst":"%d"}},
                "spec":{"endpointSelector":{"matchLabels":{"app":"app-%d"}},"ingress":[{"toPorts":[{"ports":[{"port":"%d","protocol":"TCP"}]}]}]}}"""
                .formatted(burst, i, burst, i % APPS, 2000 + i);
    }

    private void patch(int port, boolean changes) throws IOException, InterruptedException {
        var spec = "{\"spec\":{\"ingress\":[{\"toPorts\":[{\"ports\":[{\"port\":\"" + port + "\",\"protocol\":\"TCP\"}]}]}]}}";
        var request = request(POLICIES + "/subject", "application/merge-patch+json")
                .method("PATCH", body(spec))
                .build();
        checked(client.send(request, HttpResponse.BodyHandlers.ofString()));
    }

    private HttpRequest.Builder request(String path, String type) {
        return HttpRequest.newBuilder(URI.create(api + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type);
    }

    private static HttpRequest.BodyPublisher body(String text) {
        return HttpRequest.BodyPublishers.ofString(text);
    }

    private static void checked(HttpResponse<String> response) {
        if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException("the API server refused: " + response.statusCode() + " " + response.body());
        }
    }

    private static double millis(long ns) {
        return ns / 1e6;
    }

    private static void row(String what, List<Double> numbers) {
        var sorted = numbers.stream().sorted().toList();
        System.out.printf(
                "| %-58s | %10.0f | %10.0f |%n",
                what,
                sorted.get((sorted.size() - 1) / 2),
                sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1));
    }

    // --- the map ---------------------------------------------------------------------------------------------------

    private static final int BPF_OBJ_GET = 7;
    private static final long SYS_BPF = System.getProperty("os.arch").equals("aarch64") ? 280 : 321;

    /** The pinned array, as memory. */
    private static MemorySegment mapped(String path) throws IOException {
        var linker = Linker.nativeLinker();
        var symbols = linker.defaultLookup();
        MethodHandle syscall = linker.downcallHandle(
                symbols.findOrThrow("syscall"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG),
                Linker.Option.firstVariadicArg(1));
        MethodHandle mmap = linker.downcallHandle(
                symbols.findOrThrow("mmap"),
                FunctionDescriptor.of(
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_LONG));
        try (var arena = Arena.ofConfined()) {
            var attr = arena.allocate(16, 8);
            attr.set(ValueLayout.ADDRESS, 0, arena.allocateFrom(path));
            long fd = (long) syscall.invokeExact(SYS_BPF, (long) BPF_OBJ_GET, attr, attr.byteSize());
            if (fd < 0) {
                throw new IOException(path + " cannot be opened");
            }
            var memory = (MemorySegment) mmap.invokeExact(
                    MemorySegment.NULL, (long) WORDS * Long.BYTES, 1 /* PROT_READ */, 1 /* MAP_SHARED */, (int) fd, 0L);
            if (memory.address() == -1) {
                throw new IOException(path + " cannot be mapped");
            }
            return memory.reinterpret((long) WORDS * Long.BYTES);
        } catch (Throwable e) {
            throw e instanceof IOException known ? known : new IOException(path, e);
        }
    }

    // --- the connection --------------------------------------------------------------------------------------------

    /** The box's server shows a certificate of its own; who it is does not matter here. */
    private static SSLContext trustingAll() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new X509ExtendedTrustManager[] {new TrustingAll()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class TrustingAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
