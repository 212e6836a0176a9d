# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What comes from outside to the loader and the CNI plugin, fuzzed by libFuzzer with address and undefined-behaviour sanitizers.
#
#   make test-fuzz              each target over its corpus, and a bounded number of runs from it
#   make fuzz FUZZ_SECONDS=60   each target for so long, and the loader itself on this kernel (root); FUZZ_SEED=7 repeats a run
#   make fuzz-corpus            what a run found goes into the corpus, if it reaches what nothing there does

FUZZ_SECONDS ?= 60
FUZZ_SEED ?= 0
FUZZ_RUNS := 20000
FUZZ_TARGETS := loader cni
F := $(B)/tests/fuzz
FUZZ_CFLAGS := $(HOST_CFLAGS) -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
# Statement expressions of glibc's headers and libbpf's macros, which gcc takes as they are
FUZZ_CFLAGS += -Wno-gnu-variable-sized-type-not-at-end
WRAPPED := axo_pin_open bpf_obj_get_info_by_fd bpf_map_update_batch bpf_map_delete_elem bpf_map_lookup_batch bpf_map_create libbpf_num_possible_cpus \
	libbpf_probe_bpf_prog_type libbpf_probe_bpf_helper nft_ctx_new nft_ctx_free nft_ctx_buffer_error nft_run_cmd_from_buffer
# What opens sockets of the kernel's: gets none
FUZZED_SOCKETS := host/rtnetlink.c loader/flows.c
FUZZED_SOURCES := $(filter-out loader/main.c loader/server.c $(FUZZED_SOCKETS),$(LOADER_SOURCES) $(HOST_SOURCES))

.PHONY: fuzz test-fuzz fuzz-corpus
test: test-fuzz

$(F):
	@mkdir -p $@

$(F)/loader: tests/fuzz/loader_fuzz.c tests/fuzz/kernel.c tests/fuzz/fuzz.h $(LOADER_SOURCES) $(HOST_SOURCES) $(wildcard loader/*.h loader/*.def host/*.h include/*) $(B)/axoneme.skel.h $(B)/layout.inc Makefile tests/fuzz/fuzz.mk | $(F)
	$(Q)$(foreach source,$(FUZZED_SOCKETS),$(CLANG) $(FUZZ_CFLAGS) -fsanitize=fuzzer-no-link -Dsocket=fuzz_no_socket -c $(source) -o $(F)/$(notdir $(source:.c=.o)) &&) true
	$(Q)$(CLANG) $(FUZZ_CFLAGS) -o $@ $< tests/fuzz/kernel.c $(patsubst %.c,$(F)/%.o,$(notdir $(FUZZED_SOCKETS))) $(FUZZED_SOURCES) $(WRAPPED:%=-Wl,--wrap=%) $(HOST_LIBRARIES) -lnftables

$(F)/cni: tests/fuzz/cni_fuzz.c $(CNI_SOURCES) $(wildcard host/*.h include/*) Makefile tests/fuzz/fuzz.mk | $(F)
	$(Q)$(CLANG) $(FUZZ_CFLAGS) -o $@ $<

# $(call fuzz,TARGET,HOW LONG): new inputs go to the first folder, findings to files crash-… beside the programs
fuzz = mkdir -p $(F)/found-$(1) && $(F)/$(1) $(2) -timeout=10 -rss_limit_mb=2048 -artifact_prefix=$(F)/$(1)- -print_final_stats=1 $(F)/found-$(1) tests/fuzz/corpus/$(1)

test-fuzz: $(FUZZ_TARGETS:%=$(F)/%)
	@for target in $(FUZZ_TARGETS); do rm -rf $(F)/found-$$target; done
	@$(foreach target,$(FUZZ_TARGETS),($(call fuzz,$(target),-seed=1 -runs=$(FUZZ_RUNS))) >$(F)/$(target).log 2>&1 || { tail -n 40 $(F)/$(target).log; exit 1; };)
	@$(foreach target,$(FUZZ_TARGETS),sed -n 's/^Done \([0-9]*\) runs.*/ok fuzz $(target): \1 runs/p' $(F)/$(target).log;)

fuzz: $(FUZZ_TARGETS:%=$(F)/%) $(T)/fuzz_test $(T)/axoneme-loader-sanitized
	@$(foreach target,$(FUZZ_TARGETS),$(call fuzz,$(target),-seed=$(FUZZ_SEED) -max_total_time=$(FUZZ_SECONDS)) &&) true
	@[ "$$(id -u)" != 0 ] || AXO_LOADER=$(T)/axoneme-loader-sanitized AXO_CNI=$(OUT)/axoneme-cni FUZZ_SECONDS=$(FUZZ_SECONDS) $(T)/fuzz_test

fuzz-corpus: $(FUZZ_TARGETS:%=$(F)/%)
	@$(foreach target,$(FUZZ_TARGETS),$(F)/$(target) -merge=1 tests/fuzz/corpus/$(target) $(F)/found-$(target) &&) true
