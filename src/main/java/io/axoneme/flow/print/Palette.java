// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.print;

import io.axoneme.flow.FlowVerdict;

/** Colours of the parts of a flow, as terminals understand them, or none. */
public enum Palette {
    NONE {
        @Override
        String paint(Colour colour, String text) {
            return text;
        }
    },
    ANSI {
        @Override
        String paint(Colour colour, String text) {
            return "\u001b[" + colour.code + "m" + text + "\u001b[0m";
        }
    };

    enum Colour {
        RED(31),
        GREEN(32),
        YELLOW(33),
        MAGENTA(35),
        CYAN(36);

        private final int code;

        Colour(int code) {
            this.code = code;
        }
    }

    abstract String paint(Colour colour, String text);

    String host(String text) {
        return paint(Colour.CYAN, text);
    }

    String port(String text) {
        return paint(Colour.YELLOW, text);
    }

    String identity(String text) {
        return paint(Colour.MAGENTA, text);
    }

    String verdict(FlowVerdict verdict, String text) {
        return switch (verdict) {
            case FORWARDED, REDIRECTED -> paint(Colour.GREEN, text);
            case DROPPED, ERROR -> paint(Colour.RED, text);
            case AUDIT, TRACED, TRANSLATED -> paint(Colour.YELLOW, text);
            case UNKNOWN -> text;
        };
    }
}
