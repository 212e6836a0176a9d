# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Pid 1 of a node, in fresh mount, uts, ipc, pid, cgroup and network namespaces. Builds the node's file system over a
# copy-on-write view of the machine's, moves into it, then supervises containerd and the kubelet as systemd would.
#
# From the environment: NODE ADDRESS DISK BINARIES API NAMESERVER REGISTRY CONFIG.
set -euo pipefail

# The upper layer is a tmpfs because an overlay cannot lie on an overlay, nor inside its own lower layer.
mount_root() {
  mount -t tmpfs -o mode=755 tmpfs "$DISK/mnt"
  mkdir "$DISK/mnt/upper" "$DISK/mnt/work" "$DISK/mnt/root"
  mount -t overlay -o "lowerdir=/,upperdir=$DISK/mnt/upper,workdir=$DISK/mnt/work" overlay "$DISK/mnt/root"
  cd "$DISK/mnt/root"
}

mount_kernel() {
  mount -t proc proc proc
  mount -t sysfs sysfs sys
  mount --rbind /dev dev
  mount -t tmpfs -o mode=755 tmpfs sys/fs/cgroup
  mount_cgroups
  mount -t bpf -o mode=700 bpf sys/fs/bpf
  if [[ -d sys/kernel/tracing ]]; then mount -t tracefs tracefs sys/kernel/tracing; fi
}

# Each hierarchy mounted anew shows the node's own cgroup as its root.
mount_cgroups() {
  local names directory
  mkdir sys/fs/cgroup/unified
  mount -t cgroup2 cgroup2 sys/fs/cgroup/unified
  while IFS=: read -r _ names _; do
    [[ -n $names ]] || continue
    directory=${names#name=}
    [[ -d /sys/fs/cgroup/$directory ]] || continue
    mkdir "sys/fs/cgroup/$directory"
    mount -t cgroup -o "${names/#name=/none,name=}" cgroup "sys/fs/cgroup/$directory"
  done </proc/self/cgroup
}

# The disk (images, logs, leases, CNI conf) is the machine's file system, so that it outlives a power-off.
mount_disk() {
  mount -t tmpfs -o mode=755 tmpfs run
  mkdir -p run/netns run/lock run/box opt/cni/bin etc/cni/net.d opt/box/bin
  mount --bind "$DISK/var-lib" var/lib
  mount --bind "$DISK/var-log" var/log
  mount --bind "$DISK/cni-bin" opt/cni/bin
  mount --bind "$DISK/cni-conf" etc/cni/net.d
  mount --bind "$BINARIES" opt/box/bin
  for program in kubelet kubectl kube-proxy; do ln -sf /opt/box/bin/cluster "usr/local/bin/$program"; done
}

write_etc() {
  rm -rf etc/resolv.conf etc/containerd
  echo "nameserver $NAMESERVER" >etc/resolv.conf
  printf '127.0.0.1 localhost\n%s %s\n' "$ADDRESS" "$NODE" >etc/hosts
  mkdir -p etc/containerd/certs.d/_default
  cp "$CONFIG/containerd.toml" etc/containerd/config.toml
  # "_default" stands for every registry there is: the box's own has all images, by the same names.
  printf '[host."http://%s"]\n  capabilities = ["pull", "resolve"]\n' "$REGISTRY" >etc/containerd/certs.d/_default/hosts.toml
}

# The kubelet sets these at start; they belong to the whole machine, so it gets files that say they are set already.
shield_sysctls() {
  local setting
  for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1; do
    local file=run/box/${setting%%=*}
    mkdir -p "${file%/*}"
    echo "${setting#*=}" >"$file"
    mount --bind "$file" "proc/sys/${setting%%=*}"
  done
}

# rshared: mounts made later by one party (a pod's network namespace under /run/netns) reach containers that asked for
# HostToContainer propagation.
move_in() {
  mkdir .machine
  pivot_root . .machine
  cd /
  umount -l /.machine
  rmdir /.machine
  mount --make-rshared /
}

# supervise NAME COMMAND...: for ever, with a second between two lives.
supervise() {
  local name=$1
  shift
  while :; do
    "$@" >>"/var/log/$name.log" 2>&1 && echo "$name ended" || echo "$name ended with $?"
    sleep 1
  done
}

run_kubelet() {
  until [[ -S /run/containerd/containerd.sock ]] && curl -skf --max-time 2 "$API/readyz" >/dev/null; do sleep 0.2; done
  # exec -a: the process is to be called kubelet, as an agent or a person looking for it expects.
  exec -a kubelet /opt/box/bin/cluster --config /var/lib/kubelet/config.yaml --kubeconfig /var/lib/kubelet/kubeconfig --node-ip "$ADDRESS"
}

hostname "$NODE"
mount_root
mount_kernel
mount_disk
write_etc
shield_sysctls
move_in
supervise containerd containerd --config /etc/containerd/config.toml &
export -f run_kubelet
supervise kubelet bash -c run_kubelet &
echo "$NODE: started"
# As pid 1 bash also reaps every orphan here.
while :; do wait -n || true; done
