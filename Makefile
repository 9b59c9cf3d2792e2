# Everyday commands. Each sets up what it needs; the build itself is CMake's
# (CMakePresets.json), which can be called directly as well.
BUILD := build
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

.PHONY: help build demo test bench lint format clean setup

help:
	@echo "make demo     watch a ticket shop lose data, and rowlock-tidy repair it"
	@echo "make build    build the plugin, rowlock-tidy and rowlock in $(BUILD)/"
	@echo "make test     build and run all tests"
	@echo "make bench    measure what the checks cost; best on a machine that is idle"
	@echo "make lint     run the project's own clang-tidy configuration"
	@echo "make format   format the sources with clang-format"
	@echo "make clean    remove the build folders"

setup:
	@cmake/setup.sh

$(BUILD)/build.ninja: | setup
	cmake --preset release

build: setup $(BUILD)/build.ninja
	cmake --build $(BUILD) -j $(JOBS)

demo: setup $(BUILD)/build.ninja
	cmake --build $(BUILD) -j $(JOBS) --target rowlock-tidy
	@test/demo/run $(BUILD)/bin/rowlock-tidy $(BUILD)/demo

test: build
	@test/run.py $(BUILD)

bench: setup $(BUILD)/build.ninja
	cmake --build $(BUILD) -j $(JOBS) --target rowlock-19 rowlock-tidy rowlock-bench-empty
	@bench/bench.py $(BUILD)

lint: build
	run-clang-tidy-19 -quiet -p $(BUILD) -j $(JOBS) '/(lib|checks|tools)/.*\.cpp$$'

format: setup
	find lib checks tools bench -name '*.cpp' -o -name '*.h' | xargs clang-format-19 -i

clean:
	rm -rf $(BUILD) build-sanitize
