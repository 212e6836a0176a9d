# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# etcd, API server, controller manager, scheduler, and the small programs beside them, in the box's own network
# namespace and in its "control" cgroups.

# spawn NAME PART|'' COMMAND...: in the background, in the control cgroups, in a namespace of the box; log by NAME.
spawn() {
  local name=$1 part=$2
  shift 2
  (
    cgroup_join control
    cd "$BOX_STATE" || exit
    exec setsid nsenter --net="$(netns_path "$part")" -- "$@"
  ) </dev/null >>"$BOX_LOGS/$name.log" 2>&1 8>&- &
}

etcd_up() {
  spawn etcd '' "$BOX_BIN/cluster" etcd --data-dir "$BOX_STATE/etcd" --unsafe-no-fsync --log-level error \
    --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
    --listen-peer-urls http://127.0.0.1:2380 --initial-advertise-peer-urls http://127.0.0.1:2380 \
    --initial-cluster default=http://127.0.0.1:2380
}

apiserver_up() {
  spawn kube-apiserver '' "$BOX_BIN/cluster" kube-apiserver \
    --etcd-servers http://127.0.0.1:2379 --allow-privileged \
    --bind-address "$BRIDGE_ADDRESS" --advertise-address "$BRIDGE_ADDRESS" --secure-port "$API_PORT" \
    --service-cluster-ip-range "$SERVICE_CIDR" \
    --tls-cert-file "$PKI/apiserver.crt" --tls-private-key-file "$PKI/apiserver.key" \
    --client-ca-file "$PKI/ca.crt" --token-auth-file "$PKI/tokens.csv" \
    --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction \
    --service-account-issuer https://kubernetes.default.svc.cluster.local \
    --service-account-key-file "$PKI/sa.pub" --service-account-signing-key-file "$PKI/sa.key" \
    --kubelet-client-certificate "$PKI/kubelet-client.crt" --kubelet-client-key "$PKI/kubelet-client.key" \
    --kubelet-preferred-address-types InternalIP \
    --requestheader-client-ca-file "$PKI/front-proxy-ca.crt" --requestheader-allowed-names front-proxy-client \
    --requestheader-extra-headers-prefix X-Remote-Extra- --requestheader-group-headers X-Remote-Group \
    --requestheader-username-headers X-Remote-User \
    --proxy-client-cert-file "$PKI/front-proxy-client.crt" --proxy-client-key-file "$PKI/front-proxy-client.key"
}

control_check() { [[ ${1:-} == etcd || ${1:-} == kube-apiserver ]] || die "$2: want etcd or kube-apiserver, not \"${1:-}\""; }

# control_pid NAME: the process of the control plane that runs this program, or nothing.
control_pid() {
  local pid words
  while read -r pid; do
    mapfile -d '' -t words <"/proc/$pid/cmdline" 2>/dev/null || continue
    if [[ ${words[0]:-} == "$BOX_STATE/bin/cluster" && ${words[1]:-} == "$1" ]]; then
      echo "$pid"
      return 0
    fi
  done <"$CGROUP_ROOT/unified/$BOX_PREFIX/control/cgroup.procs"
}

control_gone() { [[ -z $(control_pid "$1") ]]; }

api_ready() { inside '' curl -sf --max-time 2 --cacert "$PKI/ca.crt" "https://$BRIDGE_ADDRESS:$API_PORT/readyz"; }

# controllers_up ALLOCATE: whether nodes get spec.podCIDR from the controller manager (true) or from an operator (false).
controllers_up() {
  kubeconfig_write "$PKI/controller-manager.kubeconfig" controller-manager "https://$BRIDGE_ADDRESS:$API_PORT"
  kubeconfig_write "$PKI/scheduler.kubeconfig" scheduler "https://$BRIDGE_ADDRESS:$API_PORT"
  spawn kube-controller-manager '' "$BOX_BIN/cluster" kube-controller-manager \
    --kubeconfig "$PKI/controller-manager.kubeconfig" --authentication-kubeconfig "$PKI/controller-manager.kubeconfig" \
    --authorization-kubeconfig "$PKI/controller-manager.kubeconfig" \
    --service-account-private-key-file "$PKI/sa.key" --root-ca-file "$PKI/ca.crt" --use-service-account-credentials \
    --allocate-node-cidrs="$1" --cluster-cidr "$POD_CIDR" --leader-elect=false --bind-address 127.0.0.1 \
    --kube-api-qps 500 --kube-api-burst 1000
  spawn kube-scheduler '' "$BOX_BIN/cluster" kube-scheduler \
    --kubeconfig "$PKI/scheduler.kubeconfig" --authentication-kubeconfig "$PKI/scheduler.kubeconfig" \
    --authorization-kubeconfig "$PKI/scheduler.kubeconfig" --leader-elect=false --bind-address 127.0.0.1 \
    --kube-api-qps 500 --kube-api-burst 1000
}

# forward_up: gives the API a port on the machine's own 127.0.0.1, 6443 or the first free one above it.
forward_up() {
  local port
  for port in {6443..6499}; do
    (
      cgroup_join control
      exec setsid "$BOX_BIN/cluster" forward "127.0.0.1:$port" "$(netns_path)" "$BRIDGE_ADDRESS:$API_PORT"
    ) </dev/null >>"$BOX_LOGS/forward.log" 2>&1 8>&- &
    if wait_for_listener "$port" $!; then
      echo "$port" >"$BOX_STATE/port"
      return 0
    fi
  done
  die "forward: no free port from 6443 to 6499 on 127.0.0.1"
}

# wait_for_listener PORT PID: 0 once that very process listens there, 1 when it has ended (the port was taken).
wait_for_listener() {
  while kill -0 "$2" 2>/dev/null; do
    if ss -Hltnp "sport = :$1" | grep -q "pid=$2,"; then return 0; fi
    sleep 0.05
  done
  return 1
}

# world_up: an HTTP server (80, 8080) and a name server (53) beyond the cluster.
world_up() {
  cat >"$BOX_STATE/Corefile.world" <<COREFILE
.:53 {
    errors
    hosts {
        $WORLD_ADDRESS world.test www.world.test
        $WORLD_ADDRESS_2 other.test www.other.test
    }
}
COREFILE
  spawn world world "$BOX_BIN/cluster" world :80 :8080
  spawn world-dns world "$BOX_BIN/coredns" -conf "$BOX_STATE/Corefile.world"
}
