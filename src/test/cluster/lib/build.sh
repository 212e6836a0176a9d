# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The binaries: built from the two Go modules beside this file, cached outside the checkout under a hash of their
# sources, so that a fresh clone finds them and a changed source does not.

readonly KUBERNETES_VERSION=v1.34.4

# binary_path MODULE: where the binary of that module's present sources is or will be.
binary_path() {
  local key
  key=$(cd "$BOX_HOME/$1" && sha256sum ./*.go go.mod go.sum | sha256sum | cut -c1-16)
  printf '%s/%s-%s\n' "$BOX_CACHE" "$1" "$key"
}

# build_binaries: makes them unless they are there. Two callers at once: the second waits, then finds them.
build_binaries() {
  mkdir -p "$BOX_CACHE"
  build_binary go "$(version_flags)"
  build_binary coredns ''
}

# build_binary MODULE LDFLAGS. -trimpath stays fixed: another value misses the whole build cache.
build_binary() {
  local file started=$SECONDS
  file=$(binary_path "$1")
  [[ ! -x $file ]] || return 0
  (
    flock 9
    [[ ! -x $file ]] || exit 0
    command -v go >/dev/null || die "go: not found; install Go 1.26 or newer to build the cluster's binaries"
    say "building $1 (minutes on an empty Go cache)"
    cd "$BOX_HOME/$1" || exit
    CGO_ENABLED=0 nice -n 5 go build -trimpath -buildvcs=false -ldflags "-s -w $2" -o "$file.new" .
    mv "$file.new" "$file"
    say "built $1 in $((SECONDS - started)) s"
  ) 9>"$BOX_CACHE/.$1.lock"
}

# cache_prune: drops what no checkout has used for two weeks.
cache_prune() {
  touch "$(binary_path go)" "$(binary_path coredns)" "$(images_dir)"
  find "$BOX_CACHE" -mindepth 1 -maxdepth 1 \( -name 'go-*' -o -name 'coredns-*' -o -name 'images-*' \) -mtime +14 \
    -exec rm -rf {} +
}

# install_binaries DIR: the box's own names for them, so that a later build does not pull them from under it.
install_binaries() {
  mkdir -p "$1"
  ln "$(binary_path go)" "$1/cluster" 2>/dev/null || cp "$(binary_path go)" "$1/cluster"
  ln "$(binary_path coredns)" "$1/coredns" 2>/dev/null || cp "$(binary_path coredns)" "$1/coredns"
}

# The version the API server reports; clients choose features by it, so an unset one (v0.0.0-master) breaks them.
version_flags() {
  local package=k8s.io/component-base/version minor
  minor=${KUBERNETES_VERSION#v1.}
  printf -- '-X %s.gitVersion=%s -X %s.gitMajor=1 -X %s.gitMinor=%s -X %s.gitTreeState=clean -X %s.gitVersion=%s' \
    $package $KUBERNETES_VERSION $package $package "${minor%%.*}" $package k8s.io/client-go/pkg/version $KUBERNETES_VERSION
}
