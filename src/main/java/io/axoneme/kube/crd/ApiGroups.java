// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.crd;

/** Groups and versions of the custom resources. */
public final class ApiGroups {

    /** Group of the public API: policies, identities, endpoints, nodes. */
    public static final String CILIUM = "cilium.io";

    /** The only version of {@link #CILIUM} that is served. */
    public static final String CILIUM_VERSION = "v2";

    /** Group of what has no counterpart in the public API. */
    public static final String AXONEME = "axoneme.io";

    /** The only version of {@link #AXONEME} that is served. */
    public static final String AXONEME_VERSION = "v1alpha1";

    private ApiGroups() {}
}
