# SPDX-License-Identifier: Apache-2.0
# The verbs of the tree: `make help` lists them.

JAVA_HOME := $(shell src/build/find-java 2>/dev/null)
export JAVA_HOME
export PATH := $(PATH):/usr/local/go/bin:/usr/sbin:/sbin

MVN := ./mvnw -B -q
JAR := target/axoneme-runner.jar
SOURCES := pom.xml $(shell find src/main -type f)
BPF := $(if $(wildcard bpf/Makefile),$(MAKE) --no-print-directory -C bpf OUT=../target,@:)
BOX := src/test/cluster/box
NODES ?= 2
FUZZ_SECONDS ?= 60

.DEFAULT_GOAL := help
.PHONY: help deps build native test it fuzz demo cluster cluster-down bench figures soak upgrade format verify image clean java
.DELETE_ON_ERROR:

help: ## list the verbs
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS='	' read -r verb what; do printf '  make %-13s %s\n' "$$verb" "$$what"; done

deps: ## install the Debian packages that are missing (root); nothing the second time
	@src/build/deps

build: target/axoneme target/verb.aot native ## the programs: target/axoneme, target/axoneme-loader, target/axoneme-cni

test: java ## everything that can run on this machine; kernel and cluster tests when root
	@src/build/run-tests

it: java native ## the integration tests alone, without a cluster
	@src/test/cluster/apiserver $(MVN) verify -Dunit.skip=true

fuzz: java native ## fuzz targets, FUZZ_SECONDS=60 each: loader protocol, CNI input, event decoder, policy documents; as root also the loader on this kernel
	$(BPF) fuzz FUZZ_SECONDS=$(FUZZ_SECONDS)
	@$(MVN) test -Dtest='*FuzzTest' -Dfuzz.seconds=$(FUZZ_SECONDS) -Dfuzz.seed=$$(date +%s)

demo: image ## the documented exercise on a cluster in a box (root); KEEP=1 leaves the cluster
	@src/test/cluster/demo

cluster: ## a Kubernetes cluster on this machine (root), NODES=2
	@$(BOX) up --nodes $(NODES)

cluster-down: ## end it and remove every trace of it
	@$(BOX) down

conformance: image ## the network tests of Kubernetes itself, on a cluster in a box (root); FOCUS=RE picks
	@src/test/conformance/run $(if $(FOCUS),--focus "$(FOCUS)")

bench: java native ## benchmarks: the datapath's cost per packet, and the control plane's
	$(BPF) bench
	@src/build/bench

figures: image ## memory, start and latency of the control plane on a cluster in a box (root)
	@src/build/figures

soak: java ## policies and pods come and go for ten minutes beside traffic that must not notice (root)
	@src/build/run-tests soak

upgrade: image ## a rollout to a build with other map layouts and back, under traffic, on a cluster in a box (root)
	@src/test/upgrade/run

format: java ## bring sources into their format
	@$(MVN) spotless:apply
	$(BPF) format

verify: java native ## formats kept, generated files as committed
	@src/build/verify

image: build target/axoneme-image.tar ## the container image: target/image-root and target/axoneme-image.tar (axoneme:dev)

clean: ## remove everything that was built
	@rm -rf target

native:
	$(BPF) all

java:
	@src/build/find-java >/dev/null

$(JAR): $(SOURCES) | java
	@$(MVN) package -Dmaven.test.skip=true
	@touch $@

target/axoneme: src/build/launcher.sh $(wildcard src/build/jvm/*) $(JAR)
	@mkdir -p target/jvm && cp src/build/jvm/* target/jvm
	@sed 's#@JAVA_HOME@#$(JAVA_HOME)#' $< >$@ && chmod +x $@

target/verb.aot: $(JAR) src/build/train src/build/StackMaps.java src/build/jvm/verb.args
	@$(JAVA_HOME)/bin/java src/build/StackMaps.java target/lib/info.picocli.picocli-*.jar
	@src/build/train $(JAVA_HOME)/bin/java $(JAR) verb $@

target/axoneme-image.tar: $(JAR) $(wildcard target/axoneme-loader target/axoneme-cni src/build/jvm/*) src/build/image-root src/build/image-pack src/build/launcher.c src/build/train src/build/StackMaps.java $(wildcard src/build/training/*)
	@src/build/image-root $(JAVA_HOME) target
	@src/build/image-pack target/image-root axoneme:dev $@
