# SPDX-License-Identifier: GPL-2.0-or-later
#
# make check-ctl      what dmaliasctl prints, on folders and recordings

make_recording := $(O)/tests/ctl/make_recording

$(make_recording): tests/ctl/make_recording.c $(O)/libdmr.a
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(rt_cflags) -o $@ $^ -pthread $(LDFLAGS)

check-ctl: $(O)/dmaliasctl $(make_recording)
	$(call run,ctl,DMALIASCTL=$(O)/dmaliasctl \
		MAKE_RECORDING=$(make_recording) tests/golden/run \
		$(wildcard tests/ctl/*.test))

.PHONY: check-ctl
