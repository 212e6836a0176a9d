// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.flow.Causes;
import io.axoneme.flow.Flow;
import io.axoneme.flow.FlowContext;
import io.axoneme.flow.FlowDirection;
import io.axoneme.flow.FlowEvent;
import io.axoneme.flow.FlowPeer;
import io.axoneme.flow.FlowVerdict;
import io.axoneme.flow.L7;
import io.axoneme.flow.Layer4;
import io.axoneme.flow.Packet;
import io.axoneme.flow.PolicyMatch;
import io.axoneme.flow.Reply;
import io.axoneme.flow.ServiceName;
import io.axoneme.flow.TcpFlags;
import io.axoneme.flow.TraceReason;
import io.axoneme.flow.WorkloadName;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each field of a filter against one flow, which it matches or not. */
class FilterTableTest {

    private static final FlowPeer SOURCE = new FlowPeer(
            4,
            1004,
            "east",
            "shop",
            "cart-7d9f",
            List.of("k8s:app=cart", "k8s:tier=web", "k8s:io.kubernetes.pod.namespace=shop", "gen:app=other"),
            List.of(new WorkloadName("Deployment", "cart")),
            List.of(),
            null);

    private static final FlowPeer DESTINATION = new FlowPeer(
            0,
            2,
            "",
            "",
            "",
            List.of("reserved:world"),
            List.of(),
            List.of("api.stripe.com"),
            new ServiceName("pay", "stripe-egress"));

    private static final L7 HTTP = new L7(
            L7.Type.RESPONSE,
            5,
            new L7.Http(
                    403,
                    "GET",
                    "http://api.stripe.com/v1/charges?x=1",
                    "HTTP/1.1",
                    List.of(new L7.Header("Host", "api"))));

    private static final L7 DNS = new L7(
            L7.Type.REQUEST,
            0,
            new L7.Dns("api.stripe.com.", List.of(), 0, List.of(), "proxy", 0, List.of("A"), List.of()));

    private static Flow flow(Layer4 layer4, @Nullable L7 l7, Reply reply) {
        return new Flow(
                Instant.EPOCH,
                "u1",
                "k8s-1",
                List.of("zone=a"),
                FlowVerdict.DROPPED,
                new FlowEvent(FlowEvent.DROP, 133, 133, PolicyMatch.NONE, TraceReason.UNKNOWN, ""),
                new Packet(null, new Packet.Ip("10.0.1.4", "192.0.2.7", "2001:db8::9", 4, false), layer4),
                SOURCE,
                DESTINATION,
                FlowDirection.EGRESS,
                reply,
                Causes.NONE,
                l7,
                new FlowContext("", 3, "eth0", 0, "abc", 77),
                "");
    }

    private static final Flow TCP =
            flow(new Layer4.Tcp(40000, 443, new TcpFlags(TcpFlags.SYN | TcpFlags.ACK)), HTTP, Reply.NO);

    private static void check(boolean expected, Predicate<Flow> criterion) {
        assertEquals(expected, criterion.test(TCP));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.1.4, true",
        "10.0.1.5, false",
        "10.0.0.0/16, true",
        "10.1.0.0/16, false",
        "0.0.0.0/0, true",
        "::/0, false",
        "::ffff:10.0.1.4, true"
    })
    void sourceIp(String value, boolean expected) {
        check(expected, PeerCriteria.ip(Side.SOURCE, List.of("172.16.0.1", value)));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::9, true",
        "2001:DB8:0::9, true",
        "2001:db8::/32, true",
        "2001:db9::/32, false",
        "0.0.0.0/0, false"
    })
    void destinationIp(String value, boolean expected) {
        check(expected, PeerCriteria.ip(Side.DESTINATION, List.of(value)));
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7, true", "192.0.2.0/24, true", "10.0.1.4, false"})
    void translatedSource(String value, boolean expected) {
        check(expected, PeerCriteria.translatedSourceIp(List.of(value)));
    }

    @ParameterizedTest
    @CsvSource({
        "shop/cart-7d9f, true",
        "shop/cart, true",
        "shop/, true",
        "/cart, true",
        "/, true",
        "shop/art, false",
        "default/cart, false",
        "cart, false"
    })
    void sourcePod(String value, boolean expected) {
        check(expected, PeerCriteria.pod(Side.SOURCE, List.of(value)));
    }

    @Test
    void nameWithoutNamespaceIsInDefault() {
        assertTrue(new NamePrefix("default", "web").matches("default", "web-1"));
        assertEquals(new NamePrefix("default", "web"), NamePrefix.parse("web"));
    }

    @Test
    void thatWhichIsNoPodMatchesNoPodFilter() {
        check(false, PeerCriteria.pod(Side.DESTINATION, List.of("/")));
    }

    @ParameterizedTest
    @CsvSource({"pay/stripe, true", "pay/, true", "shop/stripe, false"})
    void destinationService(String value, boolean expected) {
        check(expected, PeerCriteria.service(Side.DESTINATION, List.of(value)));
        check(false, PeerCriteria.service(Side.SOURCE, List.of(value)));
    }

    @ParameterizedTest
    @CsvSource({
        "api.stripe.com, true",
        "API.stripe.com., true",
        "*.stripe.com, true",
        "*, true",
        "stripe.com, false",
        "api-stripe.com, false"
    })
    void destinationName(String value, boolean expected) {
        check(expected, PeerCriteria.fqdn(Side.DESTINATION, List.of(value)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app=cart | true",
                "app==cart | true",
                "k8s:app=cart | true",
                "gen:app=other | true",
                "any:app=cart | true",
                "container:app=cart | false",
                "app=web | false",
                "app!=web | true",
                "k8s:app!=cart | false",
                "missing!=x | true",
                "app in (web, cart) | true",
                "app notin (web,api) | true",
                "tier NOTIN (web) | false",
                "app | true",
                "!app | false",
                "!missing | true",
                "app=cart,tier=web | true",
                "app=cart,tier=db | false",
                "app in (cart, x),tier=db | false",
                "k8s:io.kubernetes.pod.namespace=shop | true",
                "reserved:world | false"
            })
    void sourceLabel(String value, boolean expected) {
        check(expected, PeerCriteria.label(Side.SOURCE, List.of(value)));
    }

    @Test
    void destinationReservedLabel() {
        check(true, PeerCriteria.label(Side.DESTINATION, List.of("app=x", "reserved:world")));
    }

    @ParameterizedTest
    @CsvSource({
        "Deployment, cart, true",
        "'', cart, true",
        "Deployment, '', true",
        "StatefulSet, cart, false",
        "Deployment, car, false"
    })
    void sourceWorkload(String kind, String name, boolean expected) {
        check(expected, PeerCriteria.workload(Side.SOURCE, List.of(new WorkloadName(kind, name))));
    }

    @Test
    void identityClusterAndPort() {
        check(true, PeerCriteria.identity(Side.SOURCE, List.of(1, 1004)));
        check(false, PeerCriteria.identity(Side.DESTINATION, List.of(1004)));
        check(true, PeerCriteria.cluster(Side.SOURCE, List.of("east")));
        check(false, PeerCriteria.cluster(Side.DESTINATION, List.of("east")));
        check(true, PeerCriteria.port(Side.DESTINATION, List.of("80", "443")));
        check(false, PeerCriteria.port(Side.SOURCE, List.of("443")));
    }

    @Test
    void event() {
        check(true, EventCriteria.verdict(List.of(FlowVerdict.AUDIT, FlowVerdict.DROPPED)));
        check(false, EventCriteria.verdict(List.of(FlowVerdict.FORWARDED)));
        check(true, EventCriteria.eventType(List.of(new EventCriteria.EventKind(1, false, 0))));
        check(true, EventCriteria.eventType(List.of(new EventCriteria.EventKind(0, true, 133))));
        check(false, EventCriteria.eventType(List.of(new EventCriteria.EventKind(1, true, 0))));
        check(false, EventCriteria.eventType(List.of(new EventCriteria.EventKind(4, false, 0))));
        check(true, EventCriteria.dropReason(List.of(133)));
        check(false, EventCriteria.dropReason(List.of(181)));
        check(true, EventCriteria.direction(List.of(FlowDirection.EGRESS)));
        check(false, EventCriteria.direction(List.of(FlowDirection.INGRESS)));
        check(true, EventCriteria.uuid(List.of("u0", "u1")));
        check(false, EventCriteria.uuid(List.of("u2")));
        check(true, EventCriteria.traceId(List.of("abc")));
        check(false, EventCriteria.traceId(List.of("abd")));
        check(true, EventCriteria.ipTraceId(List.of(77L)));
        check(false, EventCriteria.ipTraceId(List.of(0L)));
    }

    @Test
    void reply() {
        var unknown = flow(new Layer4.Udp(1, 2), null, Reply.UNKNOWN);
        var answer = flow(new Layer4.Udp(1, 2), null, Reply.YES);
        check(true, EventCriteria.reply(List.of(false)));
        check(false, EventCriteria.reply(List.of(true)));
        assertTrue(EventCriteria.reply(List.of(true)).test(answer));
        assertFalse(EventCriteria.reply(List.of(true, false)).test(unknown));
    }

    @ParameterizedTest
    @CsvSource({
        "k8s-1, true",
        "k8s-*, true",
        "default/k8s-1, true",
        "default/, true",
        "/k8s-1, true",
        "k8s, false",
        "west/, false",
        "west/k8s-1, false"
    })
    void nodeName(String value, boolean expected) {
        check(expected, EventCriteria.nodeName(List.of(value)));
    }

    @Test
    void place() {
        check(true, EventCriteria.nodeLabel(List.of("zone=a")));
        check(false, EventCriteria.nodeLabel(List.of("zone=b")));
        check(true, EventCriteria.networkInterface(List.of(new EventCriteria.Interface(0, "eth0"))));
        check(true, EventCriteria.networkInterface(List.of(new EventCriteria.Interface(3, ""))));
        check(false, EventCriteria.networkInterface(List.of(new EventCriteria.Interface(4, "eth0"))));
        check(true, EventCriteria.encrypted(List.of(false)));
        check(false, EventCriteria.encrypted(List.of(true)));
    }

    @ParameterizedTest
    @CsvSource({
        "tcp, true",
        "TCP, true",
        "http, true",
        "udp, false",
        "sctp, false",
        "icmp, false",
        "dns, false",
        "kafka, false"
    })
    void protocol(String value, boolean expected) {
        check(expected, PacketCriteria.protocol(List.of(value)));
    }

    @Test
    void bothVersionsAreIcmp() {
        for (var header : List.of(new Layer4.Icmp4(8, 0), new Layer4.Icmp6(128, 0))) {
            assertTrue(PacketCriteria.protocol(List.of("icmp")).test(flow(header, null, Reply.NO)));
        }
        var six = flow(new Layer4.Icmp6(128, 0), null, Reply.NO);
        assertTrue(PacketCriteria.protocol(List.of("icmpv6")).test(six));
        assertFalse(PacketCriteria.protocol(List.of("icmpv4")).test(six));
    }

    @Test
    void flagsAndVersion() {
        check(true, PacketCriteria.tcpFlags(List.of(new TcpFlags(TcpFlags.SYN))));
        check(true, PacketCriteria.tcpFlags(List.of(new TcpFlags(TcpFlags.SYN | TcpFlags.ACK))));
        check(false, PacketCriteria.tcpFlags(List.of(new TcpFlags(TcpFlags.SYN | TcpFlags.RST))));
        check(true, PacketCriteria.ipVersion(List.of(4)));
        check(false, PacketCriteria.ipVersion(List.of(6, 0)));
    }

    @ParameterizedTest
    @CsvSource({"403, true", "40+, true", "4+, true", "404, false", "5+, false"})
    void httpStatus(String value, boolean expected) {
        check(expected, L7Criteria.httpStatus(List.of(value)));
    }

    @Test
    void http() {
        check(true, L7Criteria.httpMethod(List.of("get")));
        check(false, L7Criteria.httpMethod(List.of("post")));
        check(true, L7Criteria.httpPath(List.of("^/v1/.*s$")));
        check(false, L7Criteria.httpPath(List.of("stripe")));
        check(true, L7Criteria.httpUrl(List.of("stripe[.]com/v1")));
        check(true, L7Criteria.httpHeader(List.of(new L7.Header("host", "api"))));
        check(false, L7Criteria.httpHeader(List.of(new L7.Header("host", "API"))));
        check(false, L7Criteria.dnsQuery(List.of(".*")));
        assertTrue(L7Criteria.dnsQuery(List.of("stripe")).test(flow(new Layer4.Udp(1, 53), DNS, Reply.NO)));
        assertFalse(L7Criteria.httpStatus(List.of("4+")).test(flow(new Layer4.Udp(1, 53), DNS, Reply.NO)));
    }

    @Test
    void fieldsMustAllMatchAndFiltersOne() {
        var yes = EventCriteria.verdict(List.of(FlowVerdict.DROPPED));
        var no = EventCriteria.verdict(List.of(FlowVerdict.AUDIT));
        var both = new FlowFilter(List.of(yes, no));
        var one = new FlowFilter(List.of(yes));
        var none = new FlowFilter(List.of(no));
        assertFalse(both.test(TCP));
        assertTrue(FlowFilters.ALL.test(TCP));
        assertTrue(new FlowFilters(List.of(none, one), List.of()).test(TCP));
        assertFalse(new FlowFilters(List.of(none), List.of()).test(TCP));
        assertFalse(new FlowFilters(List.of(one), List.of(none, one)).test(TCP));
        assertTrue(new FlowFilters(List.of(), List.of(none)).test(TCP));
        assertFalse(new FlowFilters(List.of(), List.of(new FlowFilter(List.of()))).test(TCP));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "web", "", "fd00::/129"})
    void refusesWhatIsNoAddress(String value) {
        var error = assertThrows(FilterException.class, () -> PeerCriteria.ip(Side.SOURCE, List.of(value)));
        assertTrue(
                error.toString().contains("invalid source IP filter: expected an IP address or a CIDR"),
                error.toString());
    }

    @Test
    void refusalsNameFieldAndReason() {
        refused("invalid protocol filter: unknown protocol: \"ftp\"", () -> PacketCriteria.protocol(List.of("ftp")));
        refused(
                "invalid http status code filter: invalid status code prefix: \"abc\"",
                () -> L7Criteria.httpStatus(List.of("abc")));
        refused(
                "invalid http path filter: failed to compile regexp \"(\": Unclosed group",
                () -> L7Criteria.httpPath(List.of("(")));
        refused(
                "invalid source port filter: invalid port \"http\"",
                () -> PeerCriteria.port(Side.SOURCE, List.of("http")));
        refused(
                "invalid destination port filter: port \"70000\" is not within 1 to 65535",
                () -> PeerCriteria.port(Side.DESTINATION, List.of("70000")));
        refused(
                "invalid source pod filter: must be [namespace/][<name>], got \"\"",
                () -> PeerCriteria.pod(Side.SOURCE, List.of("")));
        refused(
                "invalid source label filter: cannot understand \"a b\" in label selector \"x=y,a b\"",
                () -> PeerCriteria.label(Side.SOURCE, List.of("x=y,a b")));
        refused(
                "invalid node name filter: expected [cluster/]node, got \"a/b/c\"",
                () -> EventCriteria.nodeName(List.of("a/b/c")));
        refused(
                "invalid source FQDN filter: only letters, digits, \"-\", \"_\", \".\" and \"*\" are allowed, got \"a(b\"",
                () -> PeerCriteria.fqdn(Side.SOURCE, List.of("a(b")));
    }

    private static void refused(String message, Executable filter) {
        assertEquals(message, assertThrows(FilterException.class, filter).getMessage());
    }
}
