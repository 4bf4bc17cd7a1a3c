# SPDX-License-Identifier: GPL-2.0-or-later
#
# make check-guest    the kernel module in guests of QEMU, see tests/guest/
# make soak-guest     the same and more, for long
# make bench-guest    what watching costs, in instructions of a guest
#
# KERNELS="6.1 6.12"  series of Debian kernels, the newest of each is taken; 6.1-rt
#                     and 6.12-rt are those with PREEMPT_RT
# GUEST_CASES="..."   which of tests/guest/cases/

KERNELS ?= 6.1 6.12
# a guest is one process that computes, with two virtual processors at most
GUEST_JOBS ?= $(shell n=$$(nproc); [ $$n -lt 2 ] && echo 1 || echo 2)
GUEST_CASES ?= $(basename $(notdir $(wildcard tests/guest/cases/*.sh)))
guest_ctl := $(O)/guest/ctl/dmaliasctl

guest-ctl:
	$(Q)ci/install-packages guest
	$(Q)$(MAKE) $(quiet) O=$(O)/guest/ctl STATIC=1 ctl

export GUEST_SLOW GUEST_APPEND

check-guest: guest-ctl
	$(call run,guest,DMALIASCTL=$(guest_ctl) tests/guest/run \
		--out $(O)/guest -j $(GUEST_JOBS) --cases "$(GUEST_CASES)" \
		$(KERNELS))

check-guest-selftest:
	$(call run,guest-selftest,tests/guest/selftest)

.PHONY: guest-ctl check-guest check-guest-selftest

# ten times as long where a case has a length, and with PREEMPT_RT too
soak-guest: KERNELS += 6.1-rt
soak-guest:
	$(Q)$(MAKE) $(quiet) check-guest SUITE=soak- GUEST_SLOW=12 \
		GUEST_APPEND=scale=10 KERNELS="$(KERNELS)"

bench-guest: guest-ctl
	$(call run,bench-guest,DMALIASCTL=$(guest_ctl) tests/guest/run \
		--out $(O)/guest -j $(GUEST_JOBS) --cases bench $(KERNELS))
	$(Q)awk -f tests/guest/bench/table.awk \
		$(KERNELS:%=$(O)/guest/%/guests/bench.bench)

.PHONY: soak-guest bench-guest
