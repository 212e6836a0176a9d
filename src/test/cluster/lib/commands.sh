# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The subcommands of `box`, each a page at most.

command_build() {
  need_tools
  build_binaries
  build_images
  cache_prune
}

# need_tools: says at once, and all together, what is missing.
need_tools() {
  local tool missing=()
  for tool in cc containerd runc docker-registry busybox openssl curl jq ip nsenter unshare flock apt-get dpkg-deb; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  ((${#missing[@]} == 0)) || die "not on this machine: ${missing[*]}; install the packages in $BOX_HOME/debian-packages.txt"
  loopback_plugin >/dev/null
}

command_up() {
  local nodes=2 allocate=true
  while (($# > 0)); do
    case $1 in
      --nodes) nodes=${2:-} && shift 2 ;;
      --name) die "--name comes right after the command: box up --name NAME ..." ;;
      --no-node-cidrs) allocate=false && shift ;;
      *) die "up: unknown option $1" ;;
    esac
  done
  [[ $nodes =~ ^[1-9]$ ]] || die "--nodes $nodes: want 1 to $MAX_NODES"
  need_root up
  cgroup_check
  command_build
  lock_box
  if [[ -d $BOX_STATE ]]; then
    up_again
  else
    up_anew "$nodes" "$allocate"
  fi
  printf 'export KUBECONFIG=%s\n' "$BOX_KUBECONFIG"
}

up_again() {
  box_load
  kubectl_inside get --raw /readyz >/dev/null 2>&1 || die "box \"$BOX_NAME\" is there but does not answer; run: box down --name $BOX_NAME"
  say "box \"$BOX_NAME\" is up already, with $(node_names | xargs)"
}

# up_anew NODES ALLOCATE: the work is done by a child inside the box's own cgroup, so that whatever is left of it when
# this shell is killed falls to the next `down` like all else.
up_anew() {
  trap 'up_failed $?' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  mkdir -p "$BOX_LOGS"
  cgroup_make control
  up_steps "$@" 8>&- &
  wait $!
  trap - EXIT INT TERM
}

up_steps() {
  local nodes=$1 allocate=$2 started=$SECONDS node
  cgroup_join control
  BOX_BIN=$BOX_STATE/bin
  install_binaries "$BOX_BIN"
  up_control_plane
  for ((node = 1; node <= nodes; node++)); do
    node_create "node$node"
    node_start "node$node"
  done
  wait_for 120 "the API server (log: $BOX_LOGS/kube-apiserver.log)" api_ready
  controllers_up "$allocate"
  say "API server ready after $((SECONDS - started)) s"
  kubectl_inside apply -f "$BOX_HOME/config/coredns.yaml" >/dev/null
  for ((node = 1; node <= nodes; node++)); do
    wait_for 120 "node$node to register (log: $BOX_STATE/nodes/node$node/var-log/kubelet.log)" kubectl_inside get node "node$node"
  done
  # Pods are refused before it is there; the controller manager makes it a moment after it starts.
  wait_for 60 "the default service account (log: $BOX_LOGS/kube-controller-manager.log)" kubectl_inside get serviceaccount default
  say "$nodes nodes registered after $((SECONDS - started)) s; they are NotReady until a network plugin is installed"
}

up_control_plane() {
  pki_make
  network_up
  etcd_up
  apiserver_up
  registry_up "$(images_dir)"
  world_up
  forward_up
  kubeconfig_write "$BOX_KUBECONFIG" admin "https://127.0.0.1:$(<"$BOX_STATE/port")"
}

# up_failed STATUS: shows why, then clears away. BOX_KEEP=1 leaves everything as it stands.
up_failed() {
  trap - EXIT INT TERM
  say "up failed (status $1); last lines of each log:"
  tail -n 5 "$BOX_LOGS"/*.log "$BOX_STATE"/nodes/*/var-log/*.log >&2 2>/dev/null || true
  [[ -n ${BOX_KEEP:-} ]] || teardown
}

command_down() {
  need_root down
  lock_box
  teardown
}

# box_load: what the commands on a running box need.
box_load() {
  BOX_BIN=$BOX_STATE/bin
  # shellcheck disable=SC2034 # for the stages that make kubeconfigs
  PKI=$BOX_STATE/pki
}

command_status() {
  need_box
  box_load
  cat <<TEXT
box         $BOX_NAME ($BOX_STATE, logs in $BOX_LOGS)
kubeconfig  $BOX_KUBECONFIG (https://127.0.0.1:$(<"$BOX_STATE/port"))
API server  https://$BRIDGE_ADDRESS:$API_PORT from nodes and pods
services    $SERVICE_CIDR, DNS $DNS_ADDRESS
pods        $POD_CIDR
nodes       $NODE_SUBNET, node1 is $(node_address node1)
registry    http://$REGISTRY from nodes, in place of every registry
world       $WORLD_ADDRESS (world.test), $WORLD_ADDRESS_2 (other.test): HTTP on 80 and 8080, DNS on 53
namespaces  $(network_list | while read -r part; do printf '%s ' "$(netns_name "$part")"; done)
TEXT
  kubectl_inside get nodes -o wide
}

command_kubeconfig() {
  need_box
  printf '%s\n' "$BOX_KUBECONFIG"
}

command_kubectl() {
  need_box
  box_load
  exec "$BOX_BIN/cluster" kubectl --kubeconfig "$BOX_KUBECONFIG" "$@"
}

# The registry serves pull policy Always; the import serves the other policies, and spares the first pod the pull.
command_load_image() {
  local file node
  need_root load-image
  need_box
  (($# > 0)) || die "load-image: want one or more docker-archive files"
  for file in "$@"; do
    [[ -f $file ]] || die "load-image: $file: no such file"
    registry_archive "$BOX_STATE/registry" "$file"
    for node in $(node_names); do
      [[ -n $(node_init_pid "$node") ]] || continue # powered off; it pulls when it is on again
      (node_enter "$node" ctr --namespace k8s.io images import - <"$file" >/dev/null) ||
        die "load-image: $node did not take $file"
    done
    say "$(basename "$file"): in the registry and on $(node_names | xargs)"
  done
}

command_node_exec() {
  need_root node-exec
  (($# > 1)) || die "node-exec: want NODE CMD..."
  node_enter "$@"
}

command_world_exec() {
  need_root world-exec
  need_box
  (($# > 0)) || die "world-exec: want CMD..."
  exec nsenter --net="$(netns_path world)" -- "$@"
}

command_control_exec() {
  need_root control-exec
  need_box
  (($# > 0)) || die "control-exec: want CMD..."
  exec nsenter --net="$(netns_path)" -- "$@"
}

node_check() { [[ ${1:-} =~ ^node[1-9]$ ]] || die "$2: want a node, node1 to node$MAX_NODES, not \"${1:-}\""; }

command_kill_node() {
  need_root kill-node
  need_box
  node_check "${1:-}" kill-node
  [[ -n $(node_init_pid "$1") ]] || die "kill-node: $1 is not running"
  node_stop "$1"
}

command_start_node() {
  need_root start-node
  need_box
  node_check "${1:-}" start-node
  box_load
  [[ -z $(node_init_pid "$1") ]] || die "start-node: $1 is running"
  [[ -d $BOX_STATE/nodes/$1 ]] || node_create "$1"
  node_start "$1"
}

command_kill_control() {
  need_root kill-control
  need_box
  control_check "${1:-}" kill-control
  local pid
  pid=$(control_pid "$1")
  [[ -n $pid ]] || die "kill-control: $1 is not running"
  kill -KILL "$pid"
  wait_for 10 "the end of $1" control_gone "$1"
}

command_start_control() {
  need_root start-control
  need_box
  control_check "${1:-}" start-control
  box_load
  [[ -z $(control_pid "$1") ]] || die "start-control: $1 is running"
  case $1 in
    etcd) etcd_up ;;
    kube-apiserver) apiserver_up ;;
  esac
}

command_logs() {
  need_box
  local file found=()
  for file in "$BOX_LOGS/${1:-}.log" "$BOX_STATE/nodes/${1:-}"/var-log/{containerd,kubelet}.log; do
    [[ ! -f $file ]] || found+=("$file")
  done
  ((${#found[@]} > 0)) || die "logs: want one of: $(cd "$BOX_LOGS" && echo *.log | sed 's/\.log//g')"
  tail -n 200 "${found[@]}"
}
