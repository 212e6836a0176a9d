// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.print;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.axoneme.flow.Causes;
import io.axoneme.flow.Flow;
import io.axoneme.flow.FlowContext;
import io.axoneme.flow.FlowDirection;
import io.axoneme.flow.FlowEvent;
import io.axoneme.flow.FlowPeer;
import io.axoneme.flow.FlowPolicy;
import io.axoneme.flow.FlowVerdict;
import io.axoneme.flow.Layer4;
import io.axoneme.flow.Packet;
import io.axoneme.flow.PolicyMatch;
import io.axoneme.flow.Reply;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the golden runs of the command line leave open. */
class PrintersTest {

    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.006789Z");

    private static Flow verdict(FlowVerdict verdict, Causes causes) {
        return new Flow(
                TIME,
                "u",
                "node1",
                List.of(),
                verdict,
                FlowEvent.verdict(PolicyMatch.L4_ONLY),
                new Packet(null, new Packet.Ip("fd00::1", "", "fd00::2", 6, false), new Layer4.Udp(5353, 53)),
                FlowPeer.UNKNOWN,
                FlowPeer.UNKNOWN,
                FlowDirection.EGRESS,
                Reply.UNKNOWN,
                causes,
                null,
                new FlowContext("SPIRE", 0, "", 0, "", 0),
                "UDP");
    }

    @Test
    void compactWithNodePoliciesAuthenticationAndIpv6() {
        var policies = List.of(
                new FlowPolicy("CiliumNetworkPolicy", "a", "one", List.of(), 0, ""),
                new FlowPolicy("NetworkPolicy", "a", "two", List.of(), 0, ""));
        var flow = verdict(FlowVerdict.FORWARDED, Causes.allowed(FlowDirection.EGRESS, policies, List.of()));
        var options = new PrintOptions(TimeFormat.RFC3339_MICRO, true, true, true, Palette.NONE);
        assertEquals(
                "2026-01-02T03:04:05.006789Z [node1]: [fd00::1]:5353 (unknown) <> [fd00::2]:53 (unknown)"
                        + " policy-verdict:L4-Only EGRESS ALLOWED BY one (CiliumNetworkPolicy), two (NetworkPolicy)"
                        + " (UDP; Auth: SPIRE)\n",
                new CompactPrinter(options).print(flow));
    }

    @Test
    void coloursDoNotReachTables() {
        var options = new PrintOptions(TimeFormat.RFC3339, false, false, true, Palette.ANSI);
        var flow = verdict(FlowVerdict.DROPPED, Causes.NONE);
        assertEquals(
                "2026-01-02T03:04:05Z: \u001b[36m[fd00::1]:\u001b[33m5353\u001b[0m\u001b[0m \u001b[35m(unknown)\u001b[0m <>"
                        + " \u001b[36m[fd00::2]:\u001b[33m53\u001b[0m\u001b[0m \u001b[35m(unknown)\u001b[0m"
                        + " policy-verdict:L4-Only EGRESS \u001b[31mDENIED\u001b[0m (UDP; Auth: SPIRE)\n",
                new CompactPrinter(options).print(flow));
        var table = new TablePrinter(options);
        table.print(flow);
        assertEquals(-1, table.end().indexOf('\u001b'));
    }

    @Test
    void tableOfNothingIsNothing() {
        assertEquals("", new TablePrinter(PrintOptions.DEFAULT).end());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "StampMilli | Jan  2 03:04:05.006",
                "stampmilli | Jan  2 03:04:05.006",
                "YearMonthDay | 2026-01-02",
                "YearMonthDayHour | 2026-01-02T03Z",
                "YearMonthDayHourMinute | 2026-01-02T03:04Z",
                "RFC3339 | 2026-01-02T03:04:05Z",
                "RFC3339Milli | 2026-01-02T03:04:05.006Z",
                "RFC3339Micro | 2026-01-02T03:04:05.006789Z",
                "RFC3339Nano | 2026-01-02T03:04:05.006789Z",
                "RFC1123Z | Fri, 02 Jan 2026 03:04:05 +0000"
            })
    void times(String name, String expected) {
        assertEquals(expected, TimeFormat.named(name).orElseThrow().format(TIME));
    }
}
