// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.pod;

import java.util.Map;

/**
 * What is kept of a namespace.
 *
 * @param labels all of its labels, since each belongs to the identity of its pods
 * @param audit whether its policies are audited: judged and reported, not enforced
 */
public record NamespaceRecord(String name, Map<String, String> labels, boolean audit) {}
