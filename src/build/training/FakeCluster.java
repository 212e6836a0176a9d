// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What an agent or an operator meets when it starts, for the recording of an ahead-of-time cache: an API server, a loader and
 * a container runtime, just good enough that everything is listed, written, watched and enforced once. Run as a source program with
 * Jackson on the class path: {@code FakeCluster FOLDER}. The folder holds {@code api.p12}; {@code port} appears in it
 * when the API server listens, {@code ran} when an agent has started, changed the policies of and ended a pod. It ends with its standard input.
 */
final class FakeCluster {

    /** Of the key store, which is made for this run and thrown away with it. */
    static final String PASSWORD = "training";

    private FakeCluster() {}

    public static void main(String... args) throws Exception {
        var folder = Path.of(args[0]);
        var objects = new ObjectStore();
        Seed.objects().forEach(objects::put);
        Thread.ofPlatform().daemon().start(() -> run(() -> FakeLoader.serve(folder.resolve("loader.sock"))));
        Thread.ofPlatform().daemon().start(() -> run(() -> {
            FakeRuntime.startPod(folder.resolve("run/cni.sock"), () -> Changes.make(objects));
            Files.createFile(folder.resolve("ran"));
        }));
        int port = FakeApiServer.start(folder.resolve("api.p12"), objects);
        Files.writeString(folder.resolve("port.new"), Integer.toString(port));
        Files.move(folder.resolve("port.new"), folder.resolve("port"));
        while (System.in.read() >= 0) {
            // Only its end counts.
        }
        System.exit(0);
    }

    /** One of the parts; what it says when it fails goes to the log of the recording. */
    interface Part {
        void run() throws IOException;
    }

    private static void run(Part part) {
        try {
            part.run();
        } catch (IOException e) {
            e.printStackTrace();
        }
    }
}
