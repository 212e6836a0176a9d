# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# A node: cgroups, a network namespace with a cable, a disk (a folder that outlives kill-node), and an init process in
# namespaces of its own that starts containerd and the kubelet (lib/node-init.sh).

# node_create NODE: disk and credentials; once in the life of a node.
node_create() {
  local node=$1 disk=$BOX_STATE/nodes/$1
  mkdir -p "$disk"/{var-lib/kubelet,var-log,cni-bin,cni-conf,mnt}
  cp "$(loopback_plugin)" "$disk/cni-bin/loopback"
  cp "$BOX_HOME/config/kubelet.yaml" "$disk/var-lib/kubelet/config.yaml"
  cp "$PKI/ca.crt" "$disk/var-lib/kubelet/ca.crt"
  kubeconfig_write "$disk/var-lib/kubelet/kubeconfig" "$node" "https://$BRIDGE_ADDRESS:$API_PORT"
}

# Every sandbox needs `loopback`, whatever network plugin there is; the rest of the package stays out of the nodes.
loopback_plugin() {
  local file
  for file in /usr/lib/cni/loopback /opt/cni/bin/loopback; do
    if [[ -x $file ]]; then
      echo "$file"
      return
    fi
  done
  die "no CNI plugin \"loopback\" on this machine: install the packages in debian-packages.txt"
}

# node_start NODE: power on. Cgroups are joined before the namespaces are made: the cgroup namespace takes the
# process's present cgroups as its root.
node_start() {
  local node=$1
  cgroup_make "$node"
  network_node "$node"
  (
    cgroup_join "$node"
    cd /
    exec setsid nsenter --net="$(netns_path "$node")" -- \
      unshare --mount --uts --ipc --pid --cgroup --fork --kill-child --propagation private -- \
      env -i PATH="/opt/box/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" HOME=/root \
      NODE="$node" ADDRESS="$(node_address "$node")" DISK="$BOX_STATE/nodes/$node" BINARIES="$BOX_BIN" \
      API="https://$BRIDGE_ADDRESS:$API_PORT" NAMESERVER="$WORLD_ADDRESS" REGISTRY="$REGISTRY" CONFIG="$BOX_HOME/config" \
      bash "$BOX_HOME/lib/node-init.sh"
  ) </dev/null >>"$BOX_LOGS/$node.log" 2>&1 8>&- &
}

# node_stop NODE: power off. What lived in the node's namespaces goes with its processes; the disk stays.
node_stop() {
  cgroup_kill "$1"
  network_remove "$1"
  cgroup_remove "$1"
}

# node_init_pid NODE: the machine's pid of the node's init, or nothing. It is the one process of the node's cgroup
# that is pid 1 in a pid namespace one level down; a container's would be further down still.
node_init_pid() {
  local pid procs=$CGROUP_ROOT/unified/$BOX_PREFIX/$1/cgroup.procs
  [[ -f $procs ]] || return 0
  while read -r pid; do
    if awk '$1 == "NSpid:" { exit !(NF == 3 && $3 == 1) }' "/proc/$pid/status" 2>/dev/null; then
      echo "$pid"
      return 0
    fi
  done <"$procs"
}

# node_enter NODE COMMAND...: replaces the calling (sub)shell. Cgroups come first, else /proc/self/cgroup shows paths
# outside the namespace and the container runtime refuses to work.
node_enter() {
  local node=$1 pid
  shift
  pid=$(node_init_pid "$node")
  [[ -n $pid ]] || die "$node: not running"
  cgroup_join "$node"
  exec nsenter --target "$pid" --mount --uts --ipc --net --pid --cgroup -- \
    env PATH="/opt/box/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" "$@"
}
