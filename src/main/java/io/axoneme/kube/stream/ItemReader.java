// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.stream;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Reads one kind. Called by one thread. */
@FunctionalInterface
public interface ItemReader<T> {

    /**
     * Reads an object.
     *
     * @param json stands on the object's first brace; left on its last one
     * @throws IOException when the stream breaks or is no JSON; never for an object that lacks something
     */
    Item<T> read(JsonParser json) throws IOException;
}
