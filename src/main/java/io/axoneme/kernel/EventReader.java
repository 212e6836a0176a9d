// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kernel;

import io.axoneme.abi.Event;
import io.axoneme.abi.LostKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Decodes what comes on an event connection and hands it to a sink, until the connection ends. */
final class EventReader {
    private final LoaderConnection connection;
    private final EventSink sink;

    EventReader(LoaderConnection connection, EventSink sink) {
        this.connection = connection;
        this.sink = sink;
    }

    /** Reads until the other side closes, or {@link LoaderConnection#close()} is called by another thread: always ends with an exception. */
    void run() throws IOException {
        while (true) {
            deliver(connection.receive(), sink);
        }
    }

    /** Hands on what one frame says, all of it or (with an exception) nothing. */
    static void deliver(Frame frame, EventSink sink) throws ProtocolException {
        PayloadReader payload = frame.payload();
        if (frame.type() == RequestType.EVENTS.number()) {
            List<Event> events = events(payload);
            checkEnd(payload);
            sink.events(events);
        } else if (frame.type() == RequestType.LOST.number()) {
            Map<LostKey, Long> lost = lost(payload);
            checkEnd(payload);
            sink.lost(lost);
        } else {
            throw new ProtocolException("a frame of type " + frame.type() + " among events");
        }
    }

    private static void checkEnd(PayloadReader payload) throws ProtocolException {
        if (payload.hasMore()) {
            throw new ProtocolException("a payload goes on after its last event");
        }
    }

    private static List<Event> events(PayloadReader payload) throws ProtocolException {
        int count = payload.count(1 + Event.CODEC.size());
        List<Event> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            // The ring: the event's type says the same.
            payload.u8();
            events.add(payload.value(Event.CODEC));
        }
        return events;
    }

    private static Map<LostKey, Long> lost(PayloadReader payload) throws ProtocolException {
        int count = payload.count(LostKey.CODEC.size() + Long.BYTES);
        Map<LostKey, Long> lost = new HashMap<>();
        for (int i = 0; i < count; i++) {
            LostKey key = payload.value(LostKey.CODEC);
            lost.merge(key, payload.u64(), Long::sum);
        }
        return lost;
    }
}
