# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The end of a box, from whatever state it is in. Works from names alone (cgroups, namespaces, one folder), never from
# what a start wrote down, so it is as good after a crash and harmless when there is nothing.

teardown() {
  cgroup_kill
  local part
  while read -r part; do
    network_remove "$part"
  done < <(network_list)
  cgroup_remove
  rm -rf "${BOX_STATE:?}"
  network_forget
  rm -f "$BOX_ROOT/$BOX_NAME.lock"
  rmdir "$BOX_ROOT" 2>/dev/null || true # another box is in it
}

# lock_box: one up or down of a box at a time. Nothing the box starts may inherit descriptor 8.
lock_box() {
  mkdir -p "$BOX_ROOT"
  exec 8>"$BOX_ROOT/$BOX_NAME.lock"
  flock -w 120 8 || die "another up or down of box \"$BOX_NAME\" is running"
}
