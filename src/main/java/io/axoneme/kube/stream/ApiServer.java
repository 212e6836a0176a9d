// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.stream;

import static java.net.HttpURLConnection.HTTP_INTERNAL_ERROR;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where the API server is and who we are there. Thread-safe. */
public final class ApiServer implements AutoCloseable {

    /** Where a pod finds its token, which the kubelet replaces before it expires. Source: Kubernetes documentation, "Service accounts". */
    public static final Path MOUNTED_TOKEN = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration ABSENCE_PAUSE = Duration.ofMillis(500);

    private static final Logger LOG = System.getLogger(ApiServer.class.getName());

    private final URI base;
    private final HttpClient http;
    private final @Nullable String token;
    private final Path tokenFile;

    private ApiServer(URI base, HttpClient http, @Nullable String token, Path tokenFile) {
        this.base = base;
        this.http = http;
        this.token = token;
        this.tokenFile = tokenFile;
    }

    /**
     * As a client of this configuration would connect: address, certificates, token.
     *
     * @throws IllegalStateException when its keys or certificates cannot be read
     */
    public static ApiServer of(Config config) {
        var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // a watch is a response of its own that never ends
                .connectTimeout(CONNECT_TIMEOUT);
        if (config.getMasterUrl().startsWith("https")) {
            try {
                http.sslContext(SSLUtils.sslContext(config));
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException("cannot read the keys for " + config.getMasterUrl(), e);
            }
        }
        var token = config.getOauthToken() != null ? config.getOauthToken() : config.getAutoOAuthToken();
        return new ApiServer(URI.create(config.getMasterUrl()), http.build(), token, MOUNTED_TOKEN);
    }

    /**
     * Returns once the server answers, if only with a refusal. A role waits for that before it starts what gives up when there is
     * nothing to list: a process that ends is started again after ever longer pauses, and so would miss the server's return.
     */
    public void awaitAnswer() throws InterruptedException {
        boolean told = false;
        while (!answers()) {
            if (!told) {
                LOG.log(Level.WARNING, "{0} does not answer; waiting for it", base);
                told = true;
            }
            Thread.sleep(ABSENCE_PAUSE);
        }
    }

    private boolean answers() throws InterruptedException {
        try {
            return status("/version", CONNECT_TIMEOUT) < HTTP_INTERNAL_ERROR;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", base, e);
            return false;
        }
    }

    /**
     * The status with which a GET is answered, such as 404.
     *
     * @throws IOException when nothing answers within the limit
     */
    public int status(String path, Duration limit) throws IOException, InterruptedException {
        var request = get(path).timeout(limit).build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    HttpClient http() {
        return http;
    }

    /** A GET of this path and query, signed with the token as it is now. */
    HttpRequest.Builder get(String pathAndQuery) throws IOException {
        var request = HttpRequest.newBuilder(base.resolve(pathAndQuery)).header("Accept", "application/json");
        var current = currentToken();
        return current == null ? request : request.header("Authorization", "Bearer " + current);
    }

    private @Nullable String currentToken() throws IOException {
        return Files.exists(tokenFile) ? Files.readString(tokenFile).strip() : token;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
