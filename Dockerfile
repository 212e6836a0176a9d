# SPDX-License-Identifier: Apache-2.0
# `make image` makes target/image-root, and packs it without a Docker engine too (src/build/image-pack).
FROM scratch
COPY target/image-root/ /
ENV PATH=/usr/sbin:/usr/bin
WORKDIR /
USER 10464:10464
ENTRYPOINT ["/usr/bin/axoneme"]
