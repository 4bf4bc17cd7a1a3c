# SPDX-License-Identifier: GPL-2.0-or-later
#
# make check-runtime        tests of runtime/, suite 'runtime'
# make check-asan-runtime   with AddressSanitizer and UBSan
# make check-tsan-runtime   the ones with threads, with ThreadSanitizer
# make bench-runtime        events a second, bytes for 100,000 mappings

suites += runtime asan-runtime tsan-runtime

runtime_helpers := $(patsubst %.c,$(O)/%.o,\
	$(filter-out tests/runtime/test_%,$(wildcard tests/runtime/*.c)))
runtime_tests := $(patsubst %.c,$(O)/%,$(wildcard tests/runtime/test_*.c))
runtime_threads := $(filter %/test_threads,$(runtime_tests))

$(O)/tests/runtime/%.o: tests/runtime/%.c $(O)/runtime-flags
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(rt_cflags) -MMD -MP -c -o $@ $<

$(runtime_tests): $(O)/%: $(O)/%.o $(runtime_helpers) $(O)/libdmr.a
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ -pthread $(LDFLAGS) \
		$(shell $(PKG_CONFIG) --libs cmocka)

runtime-tests: $(runtime_tests)

check-runtime: $(runtime_tests)
	$(call run,runtime,tests/unit/run $(runtime_tests))

check-runtime-threads: $(runtime_threads)
	$(call run,runtime,tests/unit/run $(runtime_threads))

check-asan-runtime:
	+$(Q)$(asan_make) $(parallel) runtime-tests
	+$(Q)UBSAN_OPTIONS=print_stacktrace=1 $(asan_make) -j1 check-runtime

tsan_make = $(MAKE) $(quiet) O=$(O)/tsan RESULTS=$(RESULTS) SUITE=tsan- \
	CFLAGS='-O1 -g' LDFLAGS=-fsanitize=thread EXTRA_CFLAGS=-fsanitize=thread

check-tsan-runtime:
	+$(Q)$(tsan_make) $(parallel) $(runtime_threads:$(O)/%=$(O)/tsan/%)
	+$(Q)TSAN_OPTIONS=halt_on_error=1 $(tsan_make) -j1 check-runtime-threads

runtime_bench := $(patsubst %,$(O)/tests/bench/%.o,replay_events driver_load)

$(runtime_bench): $(O)/%.o: %.c $(O)/runtime-flags
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(rt_cflags) -MMD -MP -c -o $@ $<

$(O)/tests/bench/replay_events: $(runtime_bench) $(O)/libdmr.a
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ -pthread $(LDFLAGS)

bench-runtime: $(O)/tests/bench/replay_events
	$(Q)$<

.PHONY: runtime-tests check-runtime check-runtime-threads check-asan-runtime \
	check-tsan-runtime bench-runtime
