// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.admin;

import java.util.ArrayList;
import java.util.List;

/** What stood behind a verb: {@code -o json} or {@code --output json} anywhere, and the rest in order. */
final class Arguments {

    /** A command line that is not understood; the message says why. */
    static final class Misunderstood extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Misunderstood(String message) {
            super(message);
        }
    }

    private final String verb;
    private final List<String> rest = new ArrayList<>();
    private boolean json;

    Arguments(String verb, List<String> args) {
        this.verb = verb;
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            boolean output = arg.equals("-o") || arg.equals("--output");
            if (output && i + 1 < args.size() && args.get(i + 1).equals("json")) {
                json = true;
                i++;
            } else if (output) {
                throw new Misunderstood(verb + ": " + arg + ": json is wanted");
            } else {
                rest.add(arg);
            }
        }
    }

    boolean json() {
        return json;
    }

    List<String> rest() {
        return List.copyOf(rest);
    }

    /** The only argument. */
    String one(String what) {
        if (rest.size() != 1) {
            throw new Misunderstood(verb + ": " + what + " is wanted");
        }
        return rest.getFirst();
    }

    void noneLeft() {
        if (!rest.isEmpty()) {
            throw new Misunderstood(verb + ": \"" + rest.getFirst() + "\" is not wanted");
        }
    }
}
