// SPDX-License-Identifier: Apache-2.0
package io.axoneme.hubble;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Int32Value;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.util.FieldMaskUtil;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import java.util.Base64;
import java.util.List;

/**
 * Messages of the public API as JSON in one line, byte for byte as Hubble's command line prints it: the protobuf JSON mapping with the
 * protos' own field names, fields in the order in which they are declared (protobuf's own printer orders by number), fields with
 * default values left out.
 */
public final class FlowJson {

    private static final JsonFormat.Parser STRICT = JsonFormat.parser();
    private static final JsonFormat.Parser LENIENT = JsonFormat.parser().ignoringUnknownFields();

    private final StringBuilder out = new StringBuilder();

    private FlowJson() {}

    /** The message as JSON, without a line end. */
    public static String print(MessageOrBuilder message) {
        var json = new FlowJson();
        json.message(message);
        return json.out.toString();
    }

    /**
     * Reads JSON into a message. Fields that are not known, as newer versions may have, are left out.
     *
     * @throws InvalidProtocolBufferException when it is not JSON, or not of that message
     */
    public static void read(String json, Message.Builder message) throws InvalidProtocolBufferException {
        LENIENT.merge(json, message);
    }

    /**
     * Reads JSON that a person wrote: an unknown field is an error.
     *
     * @throws InvalidProtocolBufferException when it is not JSON, or not of that message
     */
    public static void readStrictly(String json, Message.Builder message) throws InvalidProtocolBufferException {
        STRICT.merge(json, message);
    }

    private void message(MessageOrBuilder message) {
        switch (message) {
            case Timestamp time -> string(Timestamps.toString(time));
            case BoolValue value -> out.append(value.getValue());
            case Int32Value value -> out.append(value.getValue());
            case UInt32Value value -> out.append(Integer.toUnsignedString(value.getValue()));
            case FieldMask mask -> string(FieldMaskUtil.toJsonString(mask));
            case Any any -> any(any);
            default -> fields(message);
        }
    }

    private void fields(MessageOrBuilder message) {
        char separator = '{';
        for (var field : message.getDescriptorForType().getFields()) {
            boolean set = field.isRepeated() ? message.getRepeatedFieldCount(field) > 0 : isSet(message, field);
            if (set) {
                out.append(separator);
                separator = ',';
                string(field.getName());
                out.append(':');
                value(field, message.getField(field));
            }
        }
        out.append(separator == '{' ? "{}" : "}");
    }

    private static boolean isSet(MessageOrBuilder message, FieldDescriptor field) {
        return field.hasPresence()
                ? message.hasField(field)
                : !message.getField(field).equals(field.getDefaultValue());
    }

    private void value(FieldDescriptor field, Object value) {
        if (!(value instanceof List<?> values)) {
            single(field, value);
            return;
        }
        char separator = '[';
        for (var element : values) {
            out.append(separator);
            separator = ',';
            single(field, element);
        }
        out.append(']');
    }

    private void single(FieldDescriptor field, Object value) {
        switch (field.getJavaType()) {
            case MESSAGE -> message((Message) value);
            case STRING -> string((String) value);
            case BYTE_STRING -> string(Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
            case ENUM -> enumValue((EnumValueDescriptor) value);
            case INT -> out.append(unsigned32(field) ? Integer.toUnsignedString((Integer) value) : value.toString());
            case LONG -> string(unsigned64(field) ? Long.toUnsignedString((Long) value) : value.toString());
            case BOOLEAN -> out.append(value);
            case FLOAT, DOUBLE -> number(((Number) value).doubleValue());
        }
    }

    private static boolean unsigned32(FieldDescriptor field) {
        return field.getType() == FieldDescriptor.Type.UINT32 || field.getType() == FieldDescriptor.Type.FIXED32;
    }

    private static boolean unsigned64(FieldDescriptor field) {
        return field.getType() == FieldDescriptor.Type.UINT64 || field.getType() == FieldDescriptor.Type.FIXED64;
    }

    /** Numbers without a name, as newer versions may send, stay numbers. */
    private void enumValue(EnumValueDescriptor value) {
        if (value.getIndex() < 0) {
            out.append(value.getNumber());
        } else {
            string(value.getName());
        }
    }

    private void number(double value) {
        if (!Double.isFinite(value)) {
            string(Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            out.append((long) value);
        } else {
            out.append(value);
        }
    }

    /** Extensions come from others; without their types only the bytes can be shown. */
    private void any(Any any) {
        out.append("{\"@type\":");
        string(any.getTypeUrl());
        out.append(",\"value\":");
        string(Base64.getEncoder().encodeToString(any.getValue().toByteArray()));
        out.append('}');
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            character(text.charAt(i));
        }
        out.append('"');
    }

    private void character(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> plain(c);
        }
    }

    /** Hubble's encoder also escapes what could end a script in a web page, and the two line ends that JavaScript knows besides. */
    private void plain(char c) {
        if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
            out.append(String.format("\\u%04x", (int) c));
        } else {
            out.append(c);
        }
    }
}
