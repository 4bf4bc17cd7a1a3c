# SPDX-License-Identifier: GPL-2.0-or-later
#
# make check-guest    the kernel module in guests of QEMU, see tests/guest/
# make soak-guest     the same and more, for long
# make bench-guest    what watching costs, in instructions of a guest
#
# KERNELS="6.1 6.12"  series of Debian kernels, the newest of each is taken
# GUEST_CASES="..."   which of tests/guest/cases/

KERNELS ?= 6.1 6.12
# a guest is one process that computes, with two virtual processors at most
GUEST_JOBS ?= $(shell n=$$(nproc); [ $$n -lt 2 ] && echo 1 || echo 2)
GUEST_CASES ?= $(basename $(notdir $(wildcard tests/guest/cases/*.sh)))
guest_ctl := $(O)/guest/ctl/dmaliasctl

guest-ctl:
	$(Q)ci/install-packages guest
	$(Q)$(MAKE) $(quiet) O=$(O)/guest/ctl STATIC=1 ctl

check-guest: guest-ctl
	$(call run,guest,DMALIASCTL=$(guest_ctl) tests/guest/run \
		--out $(O)/guest -j $(GUEST_JOBS) --cases "$(GUEST_CASES)" \
		$(KERNELS))

check-guest-selftest:
	$(call run,guest-selftest,tests/guest/selftest)

.PHONY: guest-ctl check-guest check-guest-selftest
