# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Cgroups: one folder per box and below it one per node (and "control") in each v1 hierarchy and in cgroup2.
# They are the list of the box's processes: whatever the box started is in them or below, and nothing else is, so that
# teardown never has to trust a pid file.

readonly CGROUP_ROOT=/sys/fs/cgroup
readonly CGROUP_V1=(cpu cpuacct cpuset memory devices freezer blkio pids systemd)

cgroup_check() {
  [[ -d $CGROUP_ROOT/unified && -f $CGROUP_ROOT/unified/cgroup.procs && -d $CGROUP_ROOT/memory ]] ||
    die "$CGROUP_ROOT: want v1 controllers with cgroup2 at $CGROUP_ROOT/unified (hybrid); a machine with cgroup2 alone is not supported"
}

# cgroup_make LEAF: in every hierarchy; LEAF is "control" or a node.
cgroup_make() {
  local controller dir
  for controller in "${CGROUP_V1[@]}" unified; do
    [[ -d $CGROUP_ROOT/$controller ]] || continue
    dir=$CGROUP_ROOT/$controller/$BOX_PREFIX
    mkdir -p "$dir/$1"
    if [[ $controller == cpuset ]]; then
      cpuset_inherit "$dir"
      cpuset_inherit "$dir/$1"
    fi
  done
}

# A new cpuset is empty and takes no process until it has CPUs and memory nodes.
cpuset_inherit() {
  local file
  for file in cpuset.cpus cpuset.mems; do
    cat "$1/../$file" >"$1/$file"
  done
}

# cgroup_join LEAF: moves the calling (sub)shell; what it execs stays inside.
cgroup_join() {
  local controller
  for controller in "${CGROUP_V1[@]}" unified; do
    [[ -d $CGROUP_ROOT/$controller ]] || continue
    echo "$BASHPID" >"$CGROUP_ROOT/$controller/$BOX_PREFIX/$1/cgroup.procs"
  done
}

# cgroup_kill [LEAF]: SIGKILL to all in the box (or in one leaf), at once and in spite of forks; waits until they are gone.
cgroup_kill() {
  local dir=$CGROUP_ROOT/unified/$BOX_PREFIX${1:+/$1}
  [[ -d $dir ]] || return 0
  echo 1 >"$dir/cgroup.kill"
  wait_for 30 "the end of all processes in $dir" grep -q '^populated 0' "$dir/cgroup.events"
}

# cgroup_remove [LEAF]: depth first. A folder stays busy for a moment after its last process has gone.
cgroup_remove() {
  local controller
  for controller in "${CGROUP_V1[@]}" unified; do
    wait_for 20 "cgroup $controller/$BOX_PREFIX${1:+/$1} to empty" \
      cgroup_remove_tree "$CGROUP_ROOT/$controller/$BOX_PREFIX${1:+/$1}"
  done
}

cgroup_remove_tree() {
  [[ -d $1 ]] || return 0
  find "$1" -depth -type d -delete 2>/dev/null || true # the caller tries again
  [[ ! -d $1 ]]
}
