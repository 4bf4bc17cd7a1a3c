# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every suite writes "passed failed skipped" to $(RESULTS)/<suite> and fails
# when one of its tests does. 'make check' adds them up; a suite that wrote
# nothing did not run, and counts as failed.

RESULTS ?= $(O)/results
SUITE ?=
JOBS ?= $(shell nproc)
# as many jobs as there are processors, unless make was told
parallel = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(JOBS))
quiet := --no-print-directory

# ---------------------------------------------------------------------- check

suites := unit golden diff ctl corpus-selftest guest-selftest corpus mutation real \
	attributes guest fuzz asan-unit asan-ctl asan-corpus

# the suites run one after another: each uses all processors by itself
check:
	$(Q)ci/install-packages build kernel source test fuzz
	$(Q)rm -rf $(RESULTS)
	$(Q)$(MAKE) $(quiet) $(parallel) all unit-tests || :
	$(Q)$(MAKE) $(quiet) -k -j1 check-unit check-golden check-diff \
		check-ctl check-corpus-selftest check-guest-selftest check-corpus \
		check-mutation \
		check-asan check-runtime check-asan-runtime \
		check-tsan-runtime || :
	$(Q)$(MAKE) $(quiet) check-real REAL_ARCHS=x86 || :
	$(Q)$(MAKE) $(quiet) check-attributes || :
	$(Q)$(MAKE) $(quiet) check-guest || :
	$(Q)$(MAKE) $(quiet) fuzz FUZZ_SECONDS=5 || :
	$(Q)tests/summary $(RESULTS) $(suites)

unit_helpers := $(patsubst %.c,$(O)/%.o,\
	$(filter-out tests/unit/test_%,$(wildcard tests/unit/*.c)))
unit_tests := $(patsubst %.c,$(O)/%,$(wildcard tests/unit/test_*.c))

$(unit_tests): $(O)/%: $(O)/%.o $(unit_helpers) $(O)/libdmalias.a
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ $(dm_libs) $(shell $(PKG_CONFIG) --libs cmocka)

unit-tests: $(unit_tests)

# $(call run,<suite>,<runner and its arguments>)
run = $(Q)mkdir -p $(RESULTS) && \
	RESULT=$(RESULTS)/$(SUITE)$(1) DMALIAS=$(O)/dmalias \
	DMALIAS_MODEL=$(CURDIR)/rules/model $(2)

check-unit: $(unit_tests) $(O)/dmalias
	$(call run,unit,tests/unit/run $(unit_tests))

check-golden: $(O)/dmalias
	$(call run,golden,tests/golden/run $(wildcard tests/golden/*.test))

check-diff: $(O)/dmalias
	$(call run,diff,tests/diff/run $(O)/diff)

check-corpus: $(O)/dmalias
	$(call run,corpus,tests/corpus/run --out $(O)/corpus -j $(JOBS))

check-corpus-selftest:
	$(call run,corpus-selftest,tests/corpus/selftest $(O)/corpus-selftest)

# all of them, or the first of each operator
mutation: $(O)/dmalias
	$(call run,mutation,tests/mutation/run --out $(O)/mutation -j $(JOBS))

check-mutation: $(O)/dmalias
	$(call run,mutation,tests/mutation/run --out $(O)/mutation \
		-j $(JOBS) --slice 2)

include tests/ctl/ctl.mk

# ------------------------------------------------------- with sanitizers, fuzz

asan_make = $(MAKE) $(quiet) O=$(O)/asan RESULTS=$(RESULTS) SUITE=asan- \
	CFLAGS='-O1 -g -fno-omit-frame-pointer' LDFLAGS='$(sanitize)' \
	EXTRA_CFLAGS='$(sanitize) -fno-sanitize-recover=all'
sanitize := -fsanitize=address,undefined

check-asan:
	+$(Q)$(asan_make) $(parallel) all unit-tests
	+$(Q)UBSAN_OPTIONS=print_stacktrace=1 \
	LSAN_OPTIONS=suppressions=tests/lsan.supp,print_suppressions=0 \
		$(asan_make) -k -j1 check-unit check-ctl check-corpus

FUZZ_SECONDS ?= 60
fuzz_sanitize := address,undefined
fuzzers := $(patsubst %.c,$(O)/%,$(wildcard tests/fuzz/fuzz_*.c))
fuzz_make = $(MAKE) $(quiet) O=$(O)/fuzz CC=$(CLANG) CFLAGS='-O1 -g' \
	EXTRA_CFLAGS='-fsanitize=fuzzer-no-link,$(fuzz_sanitize)'

# of runtime/: they have nothing of analyzer/
rt_fuzzers := $(filter $(addprefix $(O)/tests/fuzz/fuzz_,ctl_% record% stream%),\
	$(fuzzers))

fuzz-library: | probe
	+$(Q)$(fuzz_make) $(parallel) $(O)/fuzz/libdmalias.a

rt-fuzz-library:
	+$(Q)$(fuzz_make) $(parallel) $(O)/fuzz/libdmctl.a $(O)/fuzz/libdmr.a

$(rt_fuzzers): $(O)/%: %.c rt-fuzz-library
	$(call say,FUZZ,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(rt_cflags) -fsanitize=fuzzer,$(fuzz_sanitize) -o $@ \
		$< $(O)/fuzz/libdmctl.a $(O)/fuzz/libdmr.a $(ctl_libs)

$(filter-out $(rt_fuzzers),$(fuzzers)): $(O)/%: %.c fuzz-library
	$(call say,FUZZ,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(dm_cflags) -fsanitize=fuzzer,$(fuzz_sanitize) -o $@ \
		$< $(O)/fuzz/libdmalias.a $(dm_libs)

fuzz:
	$(Q)ci/install-packages build fuzz
	$(Q)$(MAKE) $(quiet) $(parallel) $(fuzzers)
	$(call run,fuzz,tests/fuzz/run $(FUZZ_SECONDS) $(O)/fuzz $(fuzzers))

include tests/runtime/runtime-tests.mk

# --------------------------------------------------------------- a real kernel

REAL_ARCHS ?= x86 arm64 arm

$(O)/tests/real/digest: $(O)/tests/real/digest.o
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ $(base_libs)

check-real: $(O)/dmalias $(O)/tests/real/digest
	$(Q)ci/install-packages kernel source
	$(call run,real,DIGEST=$(O)/tests/real/digest tests/real/run --out $(O)/real -j $(JOBS) $(REAL_ARCHS))

# changes between two releases through 'dmalias diff'; OLD is one unpacked
DIFFS ?= 20

real-diffs: $(O)/dmalias
	$(Q)ci/install-packages kernel source test
	$(Q)test -n "$(OLD)" || { echo "OLD=DIR: an older Linux 6.1"; exit 1; }
	$(call run,real-diffs,DMALIAS_CACHE=$(abspath $(O))/real/cache \
		tests/real/diffs $(OLD) $$(ci/kernel-source) \
		$(O)/real-diffs $(DIFFS))

# the labels of tests/real/attributes.yaml against the files that they name
check-attributes:
	$(Q)ci/install-packages source
	$(Q)kernel=$$(ci/kernel-source) && mkdir -p $(RESULTS) && \
	KERNEL=$$kernel RESULT=$(abspath $(RESULTS))/attributes \
		tests/real/test_attributes.py

# all of them against the whole tree, and the rules against the labels
ATTRIBUTES_PATHS ?= drivers sound fs/pstore
ATTRIBUTES_ARCH ?= x86

attributes: $(O)/dmalias
	$(Q)ci/install-packages kernel source
	$(Q)kernel=$$(ci/kernel-source) && mkdir -p $(O)/attributes && \
	tests/real/attribute_sites $$kernel && \
	{ cd $$kernel && DMALIAS_MODEL=$(CURDIR)/rules/model \
		$(abspath $(O))/dmalias scan --kernel . \
		--arch $(ATTRIBUTES_ARCH) --cache $(abspath $(O))/attributes/cache \
		-j $(JOBS) --json $(ATTRIBUTES_PATHS) \
		>$(abspath $(O))/attributes/scan.json; cd $(CURDIR); } && \
	tests/real/attributes_judge --tree $$kernel \
		$(O)/attributes/scan.json $(ATTRIBUTES_PATHS) && \
	tests/real/attributes_judge --tree $$kernel --table \
		$(O)/attributes/scan.json $(ATTRIBUTES_PATHS)

demo:
	$(Q)ci/install-packages build kernel source
	$(Q)echo "building $(O)/dmalias"
	$(Q)$(MAKE) $(quiet) $(parallel) all
	$(Q)DMALIAS_MODEL=$(CURDIR)/rules/model ci/demo $(O)/dmalias $(O)/demo

# ------------------------------------------------------------- kernel in a guest

include tests/guest/guest.mk

# ---------------------------------------------------------------- bench, lint

$(O)/tests/bench/measure: $(O)/tests/bench/measure.o
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ $(LDFLAGS)

BENCH_UNITS ?= 0
BENCH_RUNS ?= 3

bench:
	$(Q)ci/install-packages build kernel source bench
	$(Q)$(MAKE) $(quiet) $(parallel) all $(O)/tests/bench/measure
	$(Q)DMALIAS_MODEL=$(CURDIR)/rules/model tests/bench/run --program $(O)/dmalias --out $(O)/bench \
		--measure $(O)/tests/bench/measure \
		--units $(BENCH_UNITS) --runs $(BENCH_RUNS)

lint: export LINT_CFLAGS = $(dm_cflags)
lint: export LINT_RUNTIME_CFLAGS = $(rt_cflags)
lint:
	$(Q)ci/install-packages build lint guest
	$(Q)$(MAKE) $(quiet) $(parallel) all
	$(Q)kernel=$$(ci/guest-kernel 6.1) && mkdir -p $(O)/kmod/lint && \
	$(MAKE) $(quiet) kmod KDIR=$$kernel/headers KMOD_NAME=lint \
		KMOD_MAKE="C=2 CHECK=sparse" \
		2>$(abspath $(O))/kmod/lint/sparse.log && \
	LINT_KERNEL=$$kernel/headers LINT_KMOD=$(abspath $(O))/kmod/lint \
	DMALIAS=$(abspath $(O))/dmalias DMALIAS_MODEL=$(CURDIR)/rules/model \
		tests/lint/run

# put all C into the one format, but for files whose lines are tested
format:
	$(Q)git ls-files 'analyzer/*.[ch]' 'rules/*.[ch]' 'tests/*.[ch]' \
		'runtime/*.[ch]' 'kmod/*.[ch]' | \
		grep -v -e /bad- -e /good- -e /fixed- | \
		xargs clang-format-19 -i

.PHONY: real-diffs check unit-tests check-unit check-golden check-diff check-corpus \
	check-corpus-selftest check-asan check-real demo bench lint format \
	mutation check-mutation attributes check-attributes \
	fuzz fuzz-library rt-fuzz-library
