// SPDX-License-Identifier: Apache-2.0
package io.axoneme.model;

import java.util.List;

/**
 * A named list of prefixes (CiliumCIDRGroup).
 *
 * @param labels of the object, with source k8s
 * @param cidrs sorted, without doubles
 */
public record CidrGroup(String name, Labels labels, List<Cidr> cidrs) {

    public CidrGroup {
        cidrs = cidrs.stream().distinct().sorted().toList();
    }
}
