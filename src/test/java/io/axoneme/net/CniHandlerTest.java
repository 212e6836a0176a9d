// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CniHandlerTest {
    private final FakePodNetwork network = new FakePodNetwork();
    private final CniHandler handler = new CniHandler(network);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.3.1||\"version\":\"4\",",
                "0.4.0||\"version\":\"4\",",
                "1.0.0||",
                "1.1.0|,\"mtu\":1450|",
            })
    void resultHasTheVersionOfItsRequest(String version, String mtu, String family) {
        CniHandler.Reply reply = handler.handle(Requests.pod("ADD", "c1", "/run/netns/x"), Requests.config(version));
        String m = mtu == null ? "" : mtu;
        assertEquals(
                "{\"cniVersion\":\"" + version + "\",\"interfaces\":["
                        + "{\"name\":\"axo12345\",\"mac\":\"02:00:00:00:00:02\"" + m + "},"
                        + "{\"name\":\"eth0\",\"mac\":\"02:00:00:00:00:01\",\"sandbox\":\"/run/netns/x\"" + m + "}],"
                        + "\"ips\":[{" + (family == null ? "" : family)
                        + "\"address\":\"10.1.0.7/32\",\"gateway\":\"169.254.1.1\",\"interface\":1}],"
                        + "\"routes\":[{\"dst\":\"0.0.0.0/0\",\"gw\":\"169.254.1.1\"}],\"dns\":{}}",
                reply.output());
        assertEquals(0, reply.exitCode());
        assertEquals(List.of("add c1/eth0 demo/api /run/netns/x"), network.calls);
    }

    @Test
    void removalNeedsNoNetns() {
        CniHandler.Reply reply = handler.handle(Requests.pod("DEL", "c1", ""), Requests.config("1.0.0"));
        assertEquals(new CniHandler.Reply(0, ""), reply);
        assertEquals(List.of("delete c1/eth0 \"\""), network.calls);
    }

    @Test
    void failureIsToldInTheRequestsVersion() {
        network.failure = new CniException(CniFailure.Code.NOT_AVAILABLE, "not ready", "first sync is under way");
        CniHandler.Reply reply = handler.handle(Requests.environment("CNI_COMMAND=STATUS"), Requests.config("1.1.0"));
        assertEquals(
                new CniHandler.Reply(
                        1,
                        "{\"cniVersion\":\"1.1.0\",\"code\":50,\"msg\":\"not ready\",\"details\":\"first sync is under way\"}"),
                reply);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CNI_COMMAND=NONE|{\"cniVersion\":\"1.0.0\"}|4|CNI_COMMAND is \"NONE\"",
                "CNI_COMMAND=ADD|{\"cniVersion\":\"1.0.0\"}|4|CNI_CONTAINERID is \"\"",
                "CNI_COMMAND=STATUS|{\"cniVersion\":\"9.9.9\"}|1|cniVersion \"9.9.9\"",
                "CNI_COMMAND=STATUS|{}|1|cniVersion \"\"",
                "CNI_COMMAND=STATUS|[|6|Unexpected end",
                "nonsense|{\"cniVersion\":\"1.0.0\"}|4|\"nonsense\" is no KEY=VALUE",
            })
    void badInputNamesTheField(String environment, String config, int code, String details) {
        CniHandler.Reply reply =
                handler.handle(Requests.environment(environment), config.getBytes(StandardCharsets.UTF_8));
        assertEquals(1, reply.exitCode());
        String expected = "\"code\":" + code + ",";
        assertTrue(reply.output().contains(expected), reply.output());
        assertTrue(reply.output().replace("\\\"", "\"").contains(details), reply.output());
        assertEquals(List.of(), network.calls);
    }

    @Test
    void containerIdThatIsAPathIsRefused() {
        handler.handle(Requests.pod("ADD", "../../etc", "/run/netns/x"), Requests.config("1.0.0"));
        assertEquals(List.of(), network.calls);
    }

    @Test
    void garbageCollectionNamesWhatIsValid() {
        String config = "{\"cniVersion\":\"1.1.0\",\"cni.dev/valid-attachments\":"
                + "[{\"containerID\":\"c1\",\"ifname\":\"eth0\"}]}";
        handler.handle(Requests.environment("CNI_COMMAND=GC"), config.getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of("collect [c1/eth0]"), network.calls);
        CniHandler.Reply reply = handler.handle(Requests.environment("CNI_COMMAND=GC"), Requests.config("1.1.0"));
        assertEquals(1, reply.exitCode(), "a missing list is not an empty one");
    }

    @Test
    void versionsAreListed() {
        CniHandler.Reply reply = handler.handle(Requests.environment("CNI_COMMAND=VERSION"), Requests.config("0.4.0"));
        assertEquals(
                "{\"cniVersion\":\"0.4.0\",\"supportedVersions\":[\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"]}",
                reply.output());
    }
}
