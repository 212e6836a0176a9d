// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.filter;

import io.axoneme.model.Cidr;
import io.axoneme.model.IpAddress;

/** An address, or a CIDR of addresses. Families never match each other. */
final class AddressPattern {

    private final Cidr prefix;

    private AddressPattern(Cidr prefix) {
        this.prefix = prefix;
    }

    /**
     * Understands {@code 10.0.0.1}, {@code 10.0.0.0/8}, {@code fd00::1}, {@code fd00::/8}.
     *
     * @throws FilterException when it is none of them
     */
    static AddressPattern parse(String text) {
        try {
            return new AddressPattern(text.contains("/") ? Cidr.parse(text) : Cidr.host(IpAddress.parse(text)));
        } catch (IllegalArgumentException e) {
            throw new FilterException("expected an IP address or a CIDR: " + e.getMessage(), e);
        }
    }

    /** An address in text; what is not an address matches nothing. */
    boolean matches(String address) {
        try {
            return prefix.contains(IpAddress.parse(address));
        } catch (IllegalArgumentException _) {
            // Flows of other programs may carry no address, or a zone that no pattern can name.
            return false;
        }
    }
}
