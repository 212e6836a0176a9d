// SPDX-License-Identifier: Apache-2.0
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** What there is in the cluster at first: one of each kind that agent and operator read. */
final class Seed {

    private Seed() {}

    /** Path to object. */
    static Map<String, ObjectNode> objects() {
        var objects = new LinkedHashMap<String, ObjectNode>();
        put(objects, "/api/v1/namespaces/kube-system", "Namespace", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        put(objects, "/api/v1/namespaces/demo", "Namespace", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        put(objects, "/api/v1/nodes/node1", "Node", node("10.200.0.11", "10.244.0.0/24"));
        put(objects, "/api/v1/nodes/node2", "Node", node("10.200.0.12", "10.244.1.0/24"));
        for (var pod : new String[] {"api", "database", "frontend"}) {
            put(objects, "/api/v1/namespaces/demo/pods/" + pod, "Pod", pod(pod));
        }
        put(objects, "/api/v1/namespaces/demo/services/api", "Service", SERVICE);
        put(objects, "/apis/discovery.k8s.io/v1/namespaces/demo/endpointslices/api-1", "EndpointSlice", SLICE);
        put(objects, "/apis/networking.k8s.io/v1/namespaces/demo/networkpolicies/closed", "NetworkPolicy", NETWORK_POLICY);
        put(objects, CILIUM + "/namespaces/demo/ciliumnetworkpolicies/api", "CiliumNetworkPolicy", POLICY);
        put(objects, CILIUM + "/namespaces/demo/ciliumnetworkpolicies/bad", "CiliumNetworkPolicy", BAD_POLICY);
        put(objects, CILIUM + "/ciliumclusterwidenetworkpolicies/dns", "CiliumClusterwideNetworkPolicy", DNS_POLICY);
        put(objects, CILIUM + "/ciliumcidrgroups/office", "CiliumCIDRGroup", "{\"spec\":{\"externalCIDRs\":[\"198.51.100.0/24\"]}}");
        put(objects, CILIUM + "/ciliumidentities/4000", "CiliumIdentity", GONE);
        put(objects, CILIUM + "/ciliumidentities/4001", "CiliumIdentity", IDENTITY);
        return objects;
    }

    private static final String CILIUM = "/apis/cilium.io/v2";

    private static final String SERVICE = """
            {"spec":{"clusterIP":"10.96.0.20","clusterIPs":["10.96.0.20"],"type":"ClusterIP","selector":{"app":"api"},
             "ports":[{"name":"web","port":3000,"protocol":"TCP","targetPort":3000}]}}""";

    private static final String SLICE = """
            {"metadata":{"labels":{"kubernetes.io/service-name":"api"}},"addressType":"IPv4",
             "endpoints":[{"addresses":["10.244.0.5"],"conditions":{"ready":true},"nodeName":"node1"}],
             "ports":[{"name":"web","port":3000,"protocol":"TCP"}]}""";

    private static final String NETWORK_POLICY = """
            {"spec":{"podSelector":{"matchLabels":{"app":"database"}},"policyTypes":["Ingress","Egress"],
             "ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"api"}}},{"namespaceSelector":{}}],
              "ports":[{"port":5432,"protocol":"TCP"}]}],"egress":[{"to":[{"ipBlock":{"cidr":"10.0.0.0/8"}}]}]}}""";

    private static final String POLICY = """
            {"spec":{"endpointSelector":{"matchLabels":{"app":"api"}},
             "ingress":[{"fromEndpoints":[{"matchLabels":{"app":"frontend"},
               "matchExpressions":[{"key":"tier","operator":"NotIn","values":["x"]}]}],
              "toPorts":[{"ports":[{"port":"3000","protocol":"TCP"},{"port":"4000","endPort":4100,"protocol":"TCP"}]}]},
              {"fromEntities":["host","world"],"icmps":[{"fields":[{"type":8,"family":"IPv4"}]}]}],
             "ingressDeny":[{"fromCIDRSet":[{"cidr":"198.51.100.0/24","except":["198.51.100.20/32"]},{"cidrGroupRef":"office"}]}],
             "egress":[{"toEndpoints":[{}],"toPorts":[{"ports":[{"port":"web","protocol":"TCP"}]}]},{"toCIDR":["192.0.2.0/24"]}]}}""";

    private static final String BAD_POLICY = """
            {"spec":{"endpointSelector":{"matchLabels":{"app":"api"}},
             "ingress":[{"toPorts":[{"ports":[{"port":"99999","protocol":"TCP"}]}]}]}}""";

    private static final String DNS_POLICY = """
            {"spec":{"endpointSelector":{},"egress":[{"toEntities":["dns"],"toPorts":[{"ports":[{"port":"53","protocol":"ANY"}]}]}]}}""";

    private static final String GONE = """
            {"security-labels":{"k8s:app":"gone","k8s:io.kubernetes.pod.namespace":"demo"}}""";

    /** Of pod api, so that its start need not wait for an operator. */
    private static final String IDENTITY = """
            {"security-labels":{"k8s:app":"api","k8s:io.kubernetes.pod.namespace":"demo",
             "k8s:io.cilium.k8s.namespace.labels.a":"b","k8s:io.cilium.k8s.policy.serviceaccount":"default",
             "k8s:io.cilium.k8s.policy.cluster":"default","gen:io.cilium.k8s.named-ports":"web.TCP.3000"}}""";

    private static String node(String address, String range) {
        return """
                {"metadata":{"labels":{"kubernetes.io/os":"linux"}},"spec":{"podCIDR":"%2$s","podCIDRs":["%2$s"],
                 "taints":[{"key":"node.cilium.io/agent-not-ready","effect":"NoSchedule"}]},
                 "status":{"addresses":[{"type":"InternalIP","address":"%1$s"}],"conditions":[]}}"""
                .formatted(address, range);
    }

    private static String pod(String name) {
        return """
                {"metadata":{"labels":{"app":"%1$s"}},"spec":{"nodeName":"node1","serviceAccountName":"default",
                 "containers":[{"name":"c","image":"i","ports":[{"name":"web","containerPort":3000,"protocol":"TCP"}]}]},
                 "status":{"phase":"Pending"}}""".formatted(name);
    }

    private static void put(Map<String, ObjectNode> objects, String path, String kind, String json) {
        try {
            var object = (ObjectNode) ObjectStore.JSON.readTree(json);
            var group = path.startsWith("/api/") ? "v1" : path.replaceFirst("/apis/([^/]+/[^/]+)/.*", "$1");
            objects.put(path, object.put("kind", kind).put("apiVersion", group));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(path, e);
        }
    }
}
