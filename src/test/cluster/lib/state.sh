# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# shellcheck disable=SC2034 # the other stages read what is set here
#
# Names, addresses and folders. Every address lives in network namespaces of the box's own, so boxes with different
# names share them all; only the forwarder's port on 127.0.0.1 differs.

readonly BRIDGE_ADDRESS=10.200.0.1
readonly NODE_SUBNET=10.200.0.0/24
readonly POD_CIDR=10.244.0.0/16
readonly SERVICE_CIDR=10.96.0.0/16
readonly SERVICE_FIRST=10.96.0.1
readonly DNS_ADDRESS=10.96.0.10
readonly WORLD_ROUTER=198.51.100.1
readonly WORLD_ADDRESS=198.51.100.10
readonly WORLD_ADDRESS_2=198.51.100.20
readonly API_PORT=6443
readonly REGISTRY=$BRIDGE_ADDRESS:5000
readonly MAX_NODES=9

say() { printf 'box: %s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

# state_init: sets the names that hang on BOX_NAME; makes nothing.
state_init() {
  [[ $BOX_NAME =~ ^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$ ]] ||
    die "--name $BOX_NAME: want 1 to 20 of a-z, 0-9 and -, not - at either end"
  BOX_CACHE=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/axoneme/box
  BOX_ROOT=${AXONEME_BOX_DIR:-/var/tmp/axoneme-box}
  BOX_STATE=$BOX_ROOT/$BOX_NAME
  BOX_PREFIX=axobox-$BOX_NAME # of namespaces and cgroups, on this machine unique to this box
  BOX_LOGS=$BOX_STATE/log
  BOX_KUBECONFIG=$BOX_STATE/kubeconfig
}

need_root() { [[ $EUID -eq 0 ]] || die "$1: must run as root (namespaces, mounts, cgroups)"; }

need_box() { [[ -f $BOX_KUBECONFIG ]] || die "no box \"$BOX_NAME\" here; start it with: box up --name $BOX_NAME"; }

# node_names: the nodes this box knows, running or not.
node_names() {
  local dir
  for dir in "$BOX_STATE"/nodes/*/; do
    [[ -d $dir ]] && basename "$dir"
  done
  return 0
}

node_address() { printf '10.200.0.%d\n' $((10 + ${1#node})); }

# wait_for SECONDS WHAT COMMAND...: until the command succeeds; fails naming WHAT.
wait_for() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS >= deadline)); then
      say "waited in vain for $what"
      return 1
    fi
    sleep 0.1
  done
}

kubectl_inside() { "$BOX_BIN/cluster" kubectl --kubeconfig "$BOX_KUBECONFIG" "$@"; }
