// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.stream;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPInputStream;

/** Bodies of answers. */
final class Response {

    private static final int LONGEST_ERROR = 2_000;
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final Duration LIST_TIMEOUT = Duration.ofSeconds(60);

    /** An answer other than 200. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        private final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    private Response() {}

    /**
     * The body of a successful answer.
     *
     * @param whole whether it is a list, which comes at once and is worth compressing; a watch waits for its first event with even its headers
     * @throws Refused for any other answer
     */
    static InputStream open(ApiServer server, String pathAndQuery, boolean whole)
            throws IOException, InterruptedException {
        var request = server.get(pathAndQuery);
        if (whole) {
            request.timeout(LIST_TIMEOUT).header("Accept-Encoding", "gzip");
        }
        var response = server.http().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            try (var body = response.body()) {
                var text = new String(body.readNBytes(LONGEST_ERROR), StandardCharsets.UTF_8);
                throw new Refused(
                        response.statusCode(),
                        "HTTP " + response.statusCode() + " for " + pathAndQuery + ": " + message(text));
            }
        }
        var gzip = response.headers().firstValue("Content-Encoding").filter("gzip"::equals);
        return gzip.isPresent() ? new GZIPInputStream(response.body()) : response.body();
    }

    /** What a Status object says; the text itself when it is none. */
    private static String message(String text) {
        try (var json = FACTORY.createParser(text)) {
            var message = new StringBuilder();
            json.nextToken();
            JsonFields.each(json, name -> message.append(name.equals("message") ? JsonFields.text(json) : ""));
            return message.isEmpty() ? text : message.toString();
        } catch (IOException e) {
            return text;
        }
    }
}
