# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Keys, certificates, tokens and kubeconfigs of one box. All are made anew by each `up` and live in its state folder.

pki_make() {
  PKI=$BOX_STATE/pki
  mkdir -p "$PKI"
  chmod 700 "$PKI"
  certificate_authority ca
  certificate apiserver /CN=kube-apiserver \
    "subjectAltName=DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local,DNS:localhost,IP:127.0.0.1,IP:$BRIDGE_ADDRESS,IP:$SERVICE_FIRST" \
    serverAuth
  # The second authority, for API servers behind this one, is what kubeadm sets up too.
  certificate_authority front-proxy-ca
  certificate front-proxy-client /CN=front-proxy-client '' clientAuth front-proxy-ca
  certificate kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client '' clientAuth
  openssl genrsa -out "$PKI/sa.key" 2048 2>/dev/null
  openssl rsa -in "$PKI/sa.key" -pubout -out "$PKI/sa.pub" 2>/dev/null
  tokens_make
}

certificate_authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=axoneme-box-$1" \
    -keyout "$PKI/$1.key" -out "$PKI/$1.crt" -addext keyUsage=critical,keyCertSign,digitalSignature 2>/dev/null
}

# certificate NAME SUBJECT SAN-EXTENSION USAGE [AUTHORITY]
certificate() {
  local ca=${5:-ca} extensions=(-addext "extendedKeyUsage=$4" -addext "basicConstraints=critical,CA:FALSE")
  [[ -z $3 ]] || extensions+=(-addext "$3")
  openssl req -x509 -CA "$PKI/$ca.crt" -CAkey "$PKI/$ca.key" -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -days 3650 -subj "$2" -keyout "$PKI/$1.key" -out "$PKI/$1.crt" "${extensions[@]}" 2>/dev/null
}

# tokens_make: the static token file of the API server, with a line for every node there may ever be, since the server
# reads it only once.
tokens_make() {
  local i
  {
    token_line admin admin '"system:masters"'
    token_line system:kube-controller-manager controller-manager ''
    token_line system:kube-scheduler scheduler ''
    for ((i = 1; i <= MAX_NODES; i++)); do
      token_line "system:node:node$i" "node$i" '"system:nodes"'
    done
  } >"$PKI/tokens.csv"
}

token_line() { printf '%s,%s,%s,%s\n' "$(openssl rand -hex 16)" "$1" "$2" "$3"; }

token_of() { awk -F, -v uid="$1" '$3 == uid { print $1 }' "$PKI/tokens.csv"; }

# kubeconfig_write FILE UID SERVER
kubeconfig_write() {
  (
    umask 077
    cat >"$1.new" <<YAML
apiVersion: v1
kind: Config
current-context: axoneme-$BOX_NAME
clusters:
- name: axoneme-$BOX_NAME
  cluster:
    server: $3
    certificate-authority-data: $(base64 -w0 "$PKI/ca.crt")
contexts:
- name: axoneme-$BOX_NAME
  context: {cluster: axoneme-$BOX_NAME, user: $2}
users:
- name: $2
  user: {token: $(token_of "$2")}
YAML
  )
  mv "$1.new" "$1"
}
