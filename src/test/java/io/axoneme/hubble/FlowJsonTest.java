// SPDX-License-Identifier: Apache-2.0
package io.axoneme.hubble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.Int32Value;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UInt32Value;
import io.axoneme.hubble.proto.flow.EventTypeFilter;
import io.axoneme.hubble.proto.flow.Flow;
import io.axoneme.hubble.proto.flow.FlowFilter;
import io.axoneme.hubble.proto.flow.IPTraceID;
import io.axoneme.hubble.proto.flow.Layer4;
import io.axoneme.hubble.proto.flow.LostEvent;
import io.axoneme.hubble.proto.flow.LostEventSource;
import io.axoneme.hubble.proto.flow.TCP;
import io.axoneme.hubble.proto.flow.Verdict;
import io.axoneme.hubble.proto.observer.ServerStatusResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the golden runs of the command line leave open. */
class FlowJsonTest {

    @Test
    void declaredOrderAndEmptyMessages() {
        var flow = Flow.newBuilder()
                .setSummary("s")
                .setUuid("u")
                .setL4(Layer4.newBuilder().setTCP(TCP.getDefaultInstance()))
                .setVerdict(Verdict.DROPPED)
                .setIsReply(BoolValue.of(false));
        assertEquals(
                "{\"uuid\":\"u\",\"verdict\":\"DROPPED\",\"l4\":{\"TCP\":{}},\"is_reply\":false,\"Summary\":\"s\"}",
                FlowJson.print(flow));
        assertEquals("{}", FlowJson.print(Flow.getDefaultInstance()));
    }

    @Test
    void numbers() {
        assertEquals(
                "{\"source\":\"HUBBLE_RING_BUFFER\",\"num_events_lost\":\"18446744073709551615\",\"cpu\":-1}",
                FlowJson.print(LostEvent.newBuilder()
                        .setSource(LostEventSource.HUBBLE_RING_BUFFER)
                        .setNumEventsLost(-1)
                        .setCpu(Int32Value.of(-1))));
        assertEquals(
                "{\"trace_id\":\"9\",\"ip_option_type\":4294967295}",
                FlowJson.print(IPTraceID.newBuilder().setTraceId(9).setIpOptionType(-1)));
        assertEquals(
                "{\"num_connected_nodes\":0,\"flows_rate\":1.5}",
                FlowJson.print(ServerStatusResponse.newBuilder()
                        .setNumConnectedNodes(UInt32Value.of(0))
                        .setFlowsRate(1.5)));
        assertEquals(
                "{\"flows_rate\":3}",
                FlowJson.print(ServerStatusResponse.newBuilder().setFlowsRate(3)));
    }

    @Test
    void listsBooleansAndUnknownNumbers() {
        assertEquals(
                "{\"verdict\":[\"AUDIT\",99],\"event_type\":[{\"type\":4,\"match_sub_type\":true},{}],\"reply\":[true,false]}",
                FlowJson.print(FlowFilter.newBuilder()
                        .addVerdict(Verdict.AUDIT)
                        .addVerdictValue(99)
                        .addEventType(EventTypeFilter.newBuilder().setType(4).setMatchSubType(true))
                        .addEventType(EventTypeFilter.getDefaultInstance())
                        .addReply(true)
                        .addReply(false)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a\"b | a\\\"b",
                "a\\b | a\\\\b",
                "<a&b> | \\u003ca\\u0026b\\u003e",
                "~a\n\t\r\b\f~ | a\\n\\t\\r\\b\\f",
                "a\u001bb | a\\u001bb",
                "a\u2028b | a\\u2028b",
                "käse | käse"
            })
    void escapes(String text, String expected) {
        assertEquals(
                "{\"Summary\":\"" + expected + "\"}",
                FlowJson.print(Flow.newBuilder().setSummary(text)));
    }

    @Test
    void extensionsKeepTheirBytes() {
        var any = Any.newBuilder().setTypeUrl("x/y").setValue(ByteString.copyFromUtf8("hi"));
        assertEquals(
                "{\"extensions\":{\"@type\":\"x/y\",\"value\":\"aGk=\"}}",
                FlowJson.print(Flow.newBuilder().setExtensions(any)));
    }

    @Test
    void unknownFieldsArePassedOverInFlowsAndRefusedInFilters() throws InvalidProtocolBufferException {
        var flow = Flow.newBuilder();
        FlowJson.read("{\"uuid\":\"u\",\"newer\":1}", flow);
        assertEquals("u", flow.getUuid());
        assertThrows(
                InvalidProtocolBufferException.class,
                () -> FlowJson.readStrictly("{\"sauce_pod\":[\"x\"]}", FlowFilter.newBuilder()));
    }
}
