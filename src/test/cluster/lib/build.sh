# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The binaries: built from the two Go modules beside this file, cached outside the checkout under a hash of their
# sources, so that a fresh clone finds them and a changed source does not.

readonly KUBERNETES_VERSION=v1.34.4

# binaries_dir: where the binaries of the present sources are or will be.
binaries_dir() {
  local key
  key=$(cd "$BOX_HOME" && sha256sum go/*.go go/go.mod go/go.sum coredns/*.go coredns/go.mod coredns/go.sum |
    sha256sum | cut -c1-16)
  printf '%s/bin-%s\n' "$BOX_CACHE" "$key"
}

# build_binaries: makes them unless they are there. Two callers at once: the second waits, then finds them.
build_binaries() {
  local dir
  dir=$(binaries_dir)
  if [[ -x $dir/coredns && -x $dir/cluster ]]; then return; fi
  mkdir -p "$dir"
  (
    flock 9
    [[ -x $dir/cluster ]] || compile go cluster "$dir" "$(version_flags)"
    [[ -x $dir/coredns ]] || compile coredns coredns "$dir" ''
  ) 9>"$dir/.lock"
}

# compile MODULE NAME DIR LDFLAGS. -trimpath stays fixed: another value misses the whole build cache.
compile() {
  local started=$SECONDS
  say "building $2 (minutes on an empty Go cache)"
  (cd "$BOX_HOME/$1" && CGO_ENABLED=0 nice -n 5 go build -trimpath -buildvcs=false -ldflags "-s -w $4" -o "$3/.$2.new" .)
  mv "$3/.$2.new" "$3/$2"
  say "built $2 in $((SECONDS - started)) s"
}

# The version the API server reports; clients choose features by it, so an unset one (v0.0.0-master) breaks them.
version_flags() {
  local package=k8s.io/component-base/version minor
  minor=${KUBERNETES_VERSION#v1.}
  printf -- '-X %s.gitVersion=%s -X %s.gitMajor=1 -X %s.gitMinor=%s -X %s.gitTreeState=clean -X %s.gitVersion=%s' \
    $package $KUBERNETES_VERSION $package $package "${minor%%.*}" $package k8s.io/client-go/pkg/version $KUBERNETES_VERSION
}
