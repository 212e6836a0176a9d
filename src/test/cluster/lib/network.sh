# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Namespaces and links:
#
#   box (router, control plane)          br0 10.200.0.1/24 ── veth ── node1 eth0 10.200.0.11 ...
#                                        world0 198.51.100.1/24 ── veth ── world eth0 198.51.100.10, .20
#
# Neither the box nor the world has a route to any pod CIDR, as on a network that knows nothing of Kubernetes: a pod
# that is not masqueraded gets no answer from either.

# netns_name [PART]: the box's own namespace, or that of a node or of the world. A dot cannot occur in a box's name.
netns_name() { printf '%s\n' "$BOX_PREFIX${1:+.$1}"; }

netns_path() { printf '/run/netns/%s\n' "$(netns_name "$@")"; }

# inside PART|'' COMMAND...: plain nsenter, since `ip netns exec` hides /sys/fs/bpf and /sys/fs/cgroup.
inside() {
  local part=$1
  shift
  nsenter --net="$(netns_path "$part")" -- "$@"
}

netns_add() {
  # `ip netns add` turns /run/netns into a mount; remember who made it, so that the last box can undo that.
  mountpoint -q /run/netns || touch "$BOX_ROOT/.made-run-netns"
  ip netns add "$(netns_name "$@")"
  inside "${1:-}" ip link set lo up
}

network_up() {
  netns_add
  inside '' sh -c "ip link add br0 type bridge && ip link set br0 up &&
    ip addr add $BRIDGE_ADDRESS/24 dev br0 && sysctl -qw net.ipv4.ip_forward=1"
  netns_add world
  ip link add world0 netns "$(netns_name)" type veth peer name eth0 netns "$(netns_name world)"
  inside '' sh -c "ip addr add $WORLD_ROUTER/24 dev world0 && ip link set world0 up"
  inside world sh -c "ip addr add $WORLD_ADDRESS/24 dev eth0 && ip addr add $WORLD_ADDRESS_2/24 dev eth0 &&
    ip link set eth0 up && ip route add $NODE_SUBNET via $WORLD_ROUTER"
}

# network_node NODE: its namespace and its cable to the bridge.
network_node() {
  local node=$1
  netns_add "$node"
  ip link add "$node" netns "$(netns_name)" type veth peer name eth0 netns "$(netns_name "$node")"
  inside '' sh -c "ip link set $node master br0 && ip link set $node up"
  inside "$node" sh -c "ip addr add $(node_address "$node")/24 dev eth0 && ip link set eth0 up &&
    ip route add default via $BRIDGE_ADDRESS && sysctl -qw net.ipv4.ip_forward=1"
}

# network_remove PART|'': a namespace and with it the cables that end in it.
network_remove() {
  [[ -e $(netns_path "$1") ]] || return 0
  ip netns delete "$(netns_name "$1")"
}

# network_list: parts of this box that have a namespace; the box's own prints as an empty line.
network_list() {
  local file
  for file in /run/netns/"$BOX_PREFIX" /run/netns/"$BOX_PREFIX".*; do
    [[ -e $file ]] && printf '%s\n' "${file#/run/netns/"$BOX_PREFIX"}" | sed 's/^\.//'
  done
  return 0
}

# network_forget: undo the /run/netns mount if boxes made it and nobody else uses it by now.
network_forget() {
  [[ -e $BOX_ROOT/.made-run-netns ]] || return 0
  [[ -z $(ls -A /run/netns 2>/dev/null) ]] || return 0
  if mountpoint -q /run/netns; then
    umount /run/netns || return 0 # somebody stands in it; the next box tries again
  fi
  rmdir /run/netns 2>/dev/null || true
  rm -f "$BOX_ROOT/.made-run-netns"
}
