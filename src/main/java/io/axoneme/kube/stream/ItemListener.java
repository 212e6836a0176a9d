// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.stream;

import java.util.List;

/** Hears of one kind. Called by the reflector's thread, one call at a time; what it throws ends the watch and brings a new list. */
public interface ItemListener<T> {

    /** These are all there are; what was there before and is not among them is gone. */
    void replaced(List<T> all);

    /** This one is new or different. A record with another uid under a known name also means that the older one is gone. */
    void changed(T record);

    /** This one is gone; the record is its last state. */
    void deleted(T record);
}
