// SPDX-License-Identifier: Apache-2.0
package io.axoneme.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * A k3s of one node in a container, without the parts of it that this product is: network plugin, network policy, kube-proxy. It wants a
 * Docker engine that runs privileged containers and has or can pull the image; without one the suite is skipped. The container goes with the
 * process that started it.
 */
final class K3s {

    private static final DockerImageName IMAGE = DockerImageName.parse("rancher/k3s:v1.34.1-k3s1");
    private static final Path PRODUCT = Path.of("target/axoneme-image.tar");

    /** Where k3s looks for images that it need not pull. Source: K3s documentation, "Air-Gap Install". */
    private static final String IMAGES = "/var/lib/rancher/k3s/agent/images/axoneme.tar";

    private K3s() {}

    /** Starts it and gives its kubeconfig. */
    static Path start() {
        Assumptions.assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "needs a cluster: KUBECONFIG is not set, and no Docker engine is there to run k3s");
        try {
            return started();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static Path started() throws IOException, InterruptedException {
        var k3s = new K3sContainer(IMAGE);
        k3s.withCommand(
                "server",
                "--flannel-backend=none",
                "--disable-network-policy",
                "--disable-kube-proxy",
                "--disable=traefik,servicelb,metrics-server",
                "--tls-san=" + k3s.getHost());
        k3s.withCopyFileToContainer(MountableFile.forHostPath(PRODUCT), IMAGES);
        k3s.start();
        // As on a machine with systemd: a bpffs, and mounts that reach containers which asked for them.
        var prepared = k3s.execInContainer(
                "sh", "-c", "mount -t bpf bpf /sys/fs/bpf && mount --make-rshared / && mkdir -p /run/netns");
        if (prepared.getExitCode() != 0) {
            throw new AssertionError("the k3s container cannot be made a node: " + prepared.getStderr());
        }
        return Files.writeString(Shell.file(".kubeconfig"), k3s.getKubeConfigYaml());
    }
}
