# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Images out of Debian packages, by unpacking and without running any package's scripts: a base layer with the tools
# people use inside pods, and on it nginx and PostgreSQL under the names of the images they stand in for.

# dig is in the toolbox images only: with what it needs it weighs as much as all the rest.
readonly IMAGE_TOOLS=(base-files bash ca-certificates coreutils curl dash findutils grep hostname iproute2
  iputils-ping libc-bin mawk netbase netcat-openbsd procps sed util-linux)
# What the packages above and below ask for but nothing here runs: installers, Perl, and a compiler of 100 MB.
readonly IMAGE_UNWANTED='^(debconf|dpkg|tar|passwd|adduser|usrmerge|init-system-helpers|sysvinit-utils|lsb-base|ucf|ssl-cert|sensible-utils|perl.*|lib.*-perl|libperl.*|libgdbm.*|libdb5.3|postgresql-common|postgresql-client-common|locales|libc-l10n|libllvm.*|libz3-.*|libsemanage.*|libsepol.*|gcc-.*-base)$'
readonly COREDNS_TAG=v1.14.7
readonly PAUSE_TAG=3.10

# images_dir: the registry storage with the images of the present sources. CoreDNS is part of them.
images_dir() {
  local key
  key=$(cd "$BOX_HOME" && { cat lib/images.sh lib/registry.sh images/* && basename "$(binary_path coredns)"; } | sha256sum | cut -c1-16)
  printf '%s/images-%s\n' "$BOX_CACHE" "$key"
}

# build_images: makes them unless they are there.
build_images() {
  local dir work
  dir=$(images_dir)
  [[ ! -d $dir ]] || return 0
  mkdir -p "$BOX_CACHE/debs"
  (
    flock 9
    [[ ! -d $dir ]] || exit 0
    say "building images from Debian packages"
    rm -rf "$BOX_CACHE"/work.* # of a build that was killed; the lock says there is no other
    work=$(mktemp -d "$BOX_CACHE/work.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    mkdir "$work/store"
    image_pause "$work"
    image_coredns "$work"
    image_busybox "$work"
    image_base "$work"
    image_toolbox "$work"
    image_nginx "$work"
    image_postgres "$work"
    mv "$work/store" "$dir"
  ) 9>"$BOX_CACHE/.images.lock"
}

# closure PACKAGE...: all packages an empty system would get, as "name=version".
closure() {
  local plan
  plan=$(apt-get --simulate -o Dir::State::status=/dev/null -o APT::Install-Recommends=0 install "$@") ||
    die "apt knows no way to install $*; bring its lists up to date: apt-get update"
  awk '$1 == "Inst" { sub(/^\(/, "", $3); print $2 "=" $3 }' <<<"$plan" | awk -F= -v no="$IMAGE_UNWANTED" '$1 !~ no' | sort
}

# unpack ROOT LIST: fetches what the cache lacks (apt verifies it) and unpacks on a merged-/usr root.
unpack() {
  local root=$1 package file dir missing=()
  for dir in bin sbin lib lib64; do
    mkdir -p "$root/usr/$dir"
    ln -sfn "usr/$dir" "$root/$dir"
  done
  mkdir -p "$root/var" "$root/run"
  ln -sfn ../run "$root/var/run"
  for package in $2; do deb_file "$package" >/dev/null || missing+=("$package"); done
  if ((${#missing[@]} > 0)); then
    (cd "$BOX_CACHE/debs" && apt-get -qq -o APT::Sandbox::User=root download "${missing[@]}") ||
      die "packages did not download; if the mirror has newer ones: apt-get update"
  fi
  for package in $2; do
    file=$(deb_file "$package") || die "$package: not downloaded"
    dpkg-deb --fsys-tarfile "$file" | tar -x --keep-directory-symlink -C "$root"
  done
  rm -rf "$root"/usr/share/{doc,man,locale,info,lintian,bug,bash-completion} "$root"/var/cache/* \
    "$root"/usr/lib/*/gconv
}

# deb_file NAME=VERSION: the file in the cache (a colon in the version is %3a there); fails if there is none.
deb_file() {
  local version=${1#*=} file
  for file in "$BOX_CACHE/debs/${1%%=*}_${version//:/%3a}"_*.deb; do
    [[ -f $file ]] || return 1
    printf '%s\n' "$file"
    return 0
  done
}

# layer ROOT FILE: a tar that is the same bytes for the same contents.
layer() {
  tar --sort=name --mtime=@0 --numeric-owner --owner=0 --group=0 --format=gnu -cf "$2" -C "$1" .
}

# image WORK NAME:TAG CONFIG-JSON LAYER...
image() {
  local work=$1 name=$2 settings=$3 file diff='[]'
  shift 3
  for file in "$@"; do
    diff=$(jq -c --arg id "sha256:$(sha256sum "$file" | cut -d' ' -f1)" '. + [$id]' <<<"$diff")
  done
  jq -cn --argjson config "$settings" --argjson diff "$diff" --arg arch "$(dpkg --print-architecture)" \
    '{architecture: $arch, os: "linux", config: $config, rootfs: {type: "layers", diff_ids: $diff}}' >"$work/config.json"
  registry_image "$work/store" "${name%:*}" "${name##*:}" "$work/config.json" "$@"
}

image_pause() {
  mkdir "$1/pause"
  cc -Wall -Wextra -Werror -Os -static -s -o "$1/pause/pause" "$BOX_HOME/images/pause.c"
  layer "$1/pause" "$1/pause.tar"
  image "$1" "pause:$PAUSE_TAG" '{"Entrypoint":["/pause"],"User":"65535:65535"}' "$1/pause.tar"
}

image_coredns() {
  mkdir -p "$1/coredns/etc"
  cp "$(binary_path coredns)" "$1/coredns/coredns"
  layer "$1/coredns" "$1/coredns.tar"
  image "$1" "coredns/coredns:$COREDNS_TAG" '{"Entrypoint":["/coredns"]}' "$1/coredns.tar"
}

image_busybox() {
  local root=$1/busybox program
  mkdir -p "$root"/{bin,etc,tmp,root}
  cp "$(command -v busybox)" "$root/bin/busybox"
  for program in $("$root/bin/busybox" --list); do
    [[ $program == busybox ]] || ln -s busybox "$root/bin/$program"
  done
  accounts "$root"
  layer "$root" "$1/busybox.tar"
  image "$1" library/busybox:latest '{"Cmd":["sh"],"Env":["PATH=/bin"]}' "$1/busybox.tar"
}

# accounts ROOT: the few names the images' programs look up.
accounts() {
  printf '%s\n' root:x:0:0:root:/root:/bin/sh www-data:x:33:33::/var/www:/bin/false \
    postgres:x:999:999::/var/lib/postgresql:/bin/bash nobody:x:65534:65534::/nonexistent:/bin/false >"$1/etc/passwd"
  printf '%s\n' root:x:0: tty:x:5: www-data:x:33: postgres:x:999: nogroup:x:65534: >"$1/etc/group"
  echo 'hosts: files dns' >"$1/etc/nsswitch.conf"
}

image_base() {
  local root=$1/base
  BASE_PACKAGES=$(closure "${IMAGE_TOOLS[@]}")
  unpack "$root" "$BASE_PACKAGES"
  mkdir -p "$root"/{tmp,run,root,proc,sys,dev,etc/ssl/certs}
  chmod 1777 "$root/tmp"
  accounts "$root"
  # What the packages' own scripts would have done.
  ln -sf dash "$root/usr/bin/sh"
  ln -sf mawk "$root/usr/bin/awk"
  ln -sf nc.openbsd "$root/usr/bin/nc"
  find "$root/usr/share/ca-certificates" -name '*.crt' -exec cat {} + >"$root/etc/ssl/certs/ca-certificates.crt"
  layer "$root" "$1/base.tar"
}

image_toolbox() {
  local root=$1/toolbox packages name
  packages=$(beyond_base bind9-dnsutils)
  unpack "$root" "$packages"
  layer "$root" "$1/toolbox.tar"
  for name in library/debian:latest library/debian:12 curlimages/curl:latest nicolaka/netshoot:latest; do
    image "$1" $name '{"Cmd":["bash"],"Env":["PATH=/usr/sbin:/usr/bin"]}' "$1/base.tar" "$1/toolbox.tar"
  done
}

# beyond_base PACKAGE...: its closure without what the base layer has.
beyond_base() {
  local all
  all=$(closure "$@")
  comm -13 <(printf '%s\n' "$BASE_PACKAGES") <(printf '%s\n' "$all")
}

image_nginx() {
  local root=$1/nginx packages
  packages=$(beyond_base nginx)
  unpack "$root" "$packages"
  mkdir -p "$root/var/lib/nginx" "$root/var/log/nginx" "$root/usr/share/nginx/html"
  cp "$BOX_HOME/images/nginx.conf" "$root/etc/nginx/nginx.conf"
  layer "$root" "$1/nginx.tar"
  image "$1" library/nginx:latest '{"Cmd":["nginx","-g","daemon off;"],"Env":["PATH=/usr/sbin:/usr/bin"],
    "ExposedPorts":{"80/tcp":{}},"StopSignal":"SIGQUIT"}' "$1/base.tar" "$1/nginx.tar"
}

image_postgres() {
  local root=$1/postgres packages tag
  packages=$(beyond_base postgresql-15 postgresql-client-15)
  unpack "$root" "$packages"
  mkdir -p "$root/var/lib/postgresql" "$root/usr/local/bin"
  rm -rf "$root"/usr/lib/postgresql/15/lib/bitcode
  install -m 755 "$BOX_HOME/images/postgres-entrypoint" "$root/usr/local/bin/docker-entrypoint.sh"
  layer "$root" "$1/postgres.tar"
  for tag in 15 latest; do
    image "$1" library/postgres:$tag '{"Entrypoint":["docker-entrypoint.sh"],"Cmd":["postgres"],
      "Env":["PATH=/usr/local/bin:/usr/lib/postgresql/15/bin:/usr/sbin:/usr/bin","PGDATA=/var/lib/postgresql/data"],
      "ExposedPorts":{"5432/tcp":{}},"StopSignal":"SIGINT"}' "$1/base.tar" "$1/postgres.tar"
  done
}
