# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The loader and the CNI plugin under test: one program a file *_test.c, each with a loader of its own (root).
#
#   make test-loader            all of them; LOADER_TESTS="maps_test …" for some
#   make sanitize               the same against loader and plugin built with address and undefined-behaviour sanitizers
#   FUZZ_SECONDS=60 FUZZ_SEED=7 for the fuzz test

ALL_LOADER_TESTS := $(patsubst tests/loader/%.c,%,$(wildcard tests/loader/*_test.c))
LOADER_TESTS ?= $(ALL_LOADER_TESTS)
T := $(B)/tests/loader
SAN := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer

.PHONY: test-loader sanitize
test: test-loader sanitize

$(T):
	@mkdir -p $@

$(T)/%_test: tests/loader/%_test.c $(HARNESS) tests/loader/harness.h $(wildcard host/*.h include/*) $(B)/host/fields.o Makefile | $(T)
	$(Q)$(CC) $(HOST_CFLAGS) -o $@ $< $(HARNESS) $(B)/host/fields.o $(LIBBPF)

# Every refusal of the table must have been met by the tests: one that none of them provokes is not known to work.
test-loader: $(LOADER_TESTS:%=$(T)/%) loader cni
	@rm -f $(T)/refusals.met
	@for test in $(LOADER_TESTS); do AXO_LOADER=$(OUT)/axoneme-loader AXO_CNI=$(OUT)/axoneme-cni AXO_REFUSALS=$(T)/refusals.met $(T)/$$test || exit 1; done
	@$(if $(filter-out $(LOADER_TESTS),$(ALL_LOADER_TESTS)),:,tests/loader/refusals-met loader/refusals.def $(T)/refusals.met)

sanitize: $(LOADER_TESTS:%=$(T)/%) $(T)/axoneme-loader-sanitized $(T)/axoneme-cni-sanitized
	@for test in $(LOADER_TESTS); do AXO_LOADER=$(T)/axoneme-loader-sanitized AXO_CNI=$(T)/axoneme-cni-sanitized $(T)/$$test || exit 1; done

$(T)/axoneme-loader-sanitized: $(LOADER_SOURCES) $(HOST_SOURCES) $(wildcard loader/*.h loader/*.def host/*.h) $(wildcard include/*) $(B)/axoneme.skel.h $(B)/layout.inc Makefile | $(T)
	$(Q)$(CC) $(HOST_CFLAGS) $(SAN) -o $@ $(LOADER_SOURCES) $(HOST_SOURCES) $(HOST_LIBRARIES) -lnftables

$(T)/axoneme-cni-sanitized: $(CNI_SOURCES) $(wildcard host/*.h include/*) Makefile | $(T)
	$(Q)$(CC) $(HOST_CFLAGS) $(SAN) -o $@ $<
