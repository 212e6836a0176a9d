# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Images are written straight into the storage folder of a docker-registry (its documented file layout), without a
# server or a container runtime; the registry reads that folder afresh on each request.

# registry_blob STORE FILE: adds the file's contents (by hard link where possible), prints its digest.
registry_blob() {
  local hash dir
  hash=$(sha256sum "$2" | cut -d' ' -f1)
  dir=$1/docker/registry/v2/blobs/sha256/${hash:0:2}/$hash
  if [[ ! -f $dir/data ]]; then
    mkdir -p "$dir"
    cp "$2" "$dir/.data.new"
    mv "$dir/.data.new" "$dir/data"
  fi
  printf 'sha256:%s\n' "$hash"
}

# registry_link FILE DIGEST
registry_link() {
  mkdir -p "${1%/*}"
  rm -f "$1"
  printf %s "$2" >"$1"
}

# registry_image STORE REPOSITORY TAG CONFIG-FILE LAYER-FILE...: layers as tar or tar.gz.
registry_image() {
  local store=$1 repository=$2 tag=$3 config=$4 base layers='[]' digest file manifest
  shift 4
  base=$store/docker/registry/v2/repositories/$repository
  for file in "$@"; do
    digest=$(registry_blob "$store" "$file")
    registry_link "$base/_layers/sha256/${digest#*:}/link" "$digest"
    layers=$(jq -c --arg type "$(layer_type "$file")" --arg digest "$digest" --argjson size "$(stat -Lc %s "$file")" \
      '. + [{mediaType: $type, digest: $digest, size: $size}]' <<<"$layers")
  done
  digest=$(registry_blob "$store" "$config")
  registry_link "$base/_layers/sha256/${digest#*:}/link" "$digest"
  manifest=$(mktemp)
  jq -cn --arg digest "$digest" --argjson size "$(stat -Lc %s "$config")" --argjson layers "$layers" \
    '{schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json",
      config: {mediaType: "application/vnd.oci.image.config.v1+json", digest: $digest, size: $size},
      layers: $layers}' >"$manifest"
  digest=$(registry_blob "$store" "$manifest")
  rm -f "$manifest"
  registry_link "$base/_manifests/revisions/sha256/${digest#*:}/link" "$digest"
  registry_link "$base/_manifests/tags/$tag/index/sha256/${digest#*:}/link" "$digest"
  registry_link "$base/_manifests/tags/$tag/current/link" "$digest"
}

layer_type() {
  local kind=application/vnd.oci.image.layer.v1.tar
  if [[ $(head -c 2 "$1" | od -An -tx1) == " 1f 8b" ]]; then kind+=+gzip; fi
  printf '%s\n' "$kind"
}

# registry_archive STORE FILE: every image of a docker-archive, under each of its names.
registry_archive() {
  local store=$1 file=$2 dir image config name layers
  dir=$(mktemp -d "$BOX_STATE/archive.XXXXXX")
  tar -xf "$file" -C "$dir"
  [[ -f $dir/manifest.json ]] || die "$file: no manifest.json in it: not a docker-archive"
  while read -r image; do
    config=$dir/$(jq -r .Config <<<"$image")
    mapfile -t layers < <(jq -r --arg dir "$dir" '.Layers[] | $dir + "/" + .' <<<"$image")
    while read -r name; do
      [[ -n $name ]] || die "$file: an image without a name (RepoTags)"
      name=$(image_name "$name")
      registry_image "$store" "${name%:*}" "${name##*:}" "$config" "${layers[@]}"
    done < <(jq -r '.RepoTags[]' <<<"$image")
  done < <(jq -c '.[]' "$dir/manifest.json")
  rm -rf "$dir"
}

# image_name NAME: repository path and tag as a node asks for them: without the registry's host, official images under
# library/, the tag written out.
image_name() {
  local name=$1 first=${1%%/*}
  [[ ${name##*/} == *:* ]] || name=$name:latest
  if [[ $name == */* && ($first == *.* || $first == *:* || $first == localhost) ]]; then
    name=${name#*/}
    [[ $first != docker.io || $name == */* ]] || name=library/$name
  elif [[ $name != */* ]]; then
    name=library/$name
  fi
  printf '%s\n' "$name"
}

# registry_up: the box's own copy of the built images. Blobs are never written twice, so links to the cache will do;
# tags are copied, since load-image replaces them.
registry_up() {
  local from=$1 store=$BOX_STATE/registry v2=docker/registry/v2
  mkdir -p "$store/$v2"
  cp -rl "$from/$v2/blobs" "$store/$v2/" 2>/dev/null || cp -r "$from/$v2/blobs" "$store/$v2/"
  cp -r "$from/$v2/repositories" "$store/$v2/"
  cat >"$BOX_STATE/registry.yaml" <<YAML
version: 0.1
log: {level: warn}
storage:
  filesystem: {rootdirectory: $store}
http: {addr: "$REGISTRY"}
YAML
  spawn registry '' docker-registry serve "$BOX_STATE/registry.yaml"
}
