# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The loader and the CNI plugin under test: one program a file *_test.c, each with a loader of its own (root).
#
#   make test-loader            all of them; LOADER_TESTS="maps_test …" for some
#   make sanitize               the same against a loader built with address and undefined-behaviour sanitizers
#   FUZZ_SECONDS=60 FUZZ_SEED=7 for the fuzz test

LOADER_TESTS ?= $(patsubst tests/loader/%.c,%,$(wildcard tests/loader/*_test.c))
T := $(B)/tests/loader
SAN := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer

.PHONY: test-loader sanitize
test: test-loader

$(T):
	mkdir -p $@

$(T)/%_test: tests/loader/%_test.c tests/loader/harness.c tests/loader/pods.c tests/loader/harness.h $(wildcard include/*) Makefile | $(T)
	$(CC) $(HOST_CFLAGS) -DPLUGIN='"$(abspath $(OUT))/axoneme-cni"' -o $@ $< tests/loader/harness.c tests/loader/pods.c $(LIBBPF)

test-loader: $(LOADER_TESTS:%=$(T)/%) loader cni $(T)/axoneme-loader-sanitized
	@for test in $(LOADER_TESTS); do AXO_LOADER=$(OUT)/axoneme-loader $(T)/$$test || exit 1; done
	@AXO_LOADER=$(T)/axoneme-loader-sanitized $(T)/fuzz_test

sanitize: $(LOADER_TESTS:%=$(T)/%) cni $(T)/axoneme-loader-sanitized
	@for test in $(LOADER_TESTS); do AXO_LOADER=$(T)/axoneme-loader-sanitized $(T)/$$test || exit 1; done

$(T)/axoneme-loader-sanitized: $(LOADER_SOURCES) $(wildcard loader/*.h loader/*.def) $(wildcard include/*) $(B)/axoneme.skel.h $(B)/layout.inc Makefile | $(T)
	$(CC) $(HOST_CFLAGS) $(SAN) -o $@ $(LOADER_SOURCES) $(LIBBPF) -lnftables
