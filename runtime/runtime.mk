# SPDX-License-Identifier: GPL-2.0-or-later
#
# make ctl            $(O)/dmaliasctl; without files and lines where libdw is missing
# make ctl STATIC=1   without libdw, linked statically, for a board:
#                     make ctl STATIC=1 CC=aarch64-linux-gnu-gcc O=build-arm64
#
# Of runtime/ nothing depends on analyzer/: no LLVM is needed here.

STATIC ?= 0
libdw := $(if $(filter 1,$(STATIC)),,$(shell \
	$(PKG_CONFIG) --exists libdw 2>/dev/null && echo 1))
rt_sources := $(sort $(wildcard runtime/core/*.c))
ctl_sources := $(sort $(wildcard runtime/ctl/*.c))
rt_objects := $(rt_sources:%.c=$(O)/%.o)
ctl_main := $(O)/runtime/ctl/main.o
ctl_objects := $(filter-out $(ctl_main),$(ctl_sources:%.c=$(O)/%.o))
rt_cflags = -std=gnu11 -D_GNU_SOURCE $(WARNINGS) -Iruntime -I$(O)/gen/runtime \
	-DDMALIAS_VERSION='"$(VERSION)"' -pthread $(CFLAGS) $(EXTRA_CFLAGS) \
	$(if $(libdw),-DHAVE_LIBDW)
ctl_libs = -pthread $(LDFLAGS) $(if $(filter 1,$(STATIC)),-static) \
	$(if $(libdw),-ldw -lelf)

ctl: $(O)/dmaliasctl
	$(if $(libdw)$(filter 1,$(STATIC)),,@echo \
		"dmaliasctl names no files and lines: libdw-dev is missing")

$(O)/libdmr.a: $(rt_objects)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

# for the fuzzers too
$(O)/libdmctl.a: $(ctl_objects)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(O)/dmaliasctl: $(ctl_main) $(O)/libdmctl.a $(O)/libdmr.a
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ $(ctl_libs)

# what the rules say of themselves, for what is written of findings
rule_yaml := $(sort $(wildcard rules/*/*/rule.yaml))
$(O)/gen/runtime/rule_texts.h: runtime/ctl/rule_texts.awk $(rule_yaml)
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D) && LC_ALL=C awk -f $< $(rule_yaml) >$@

$(O)/runtime/ctl/rules.o: $(O)/gen/runtime/rule_texts.h

$(O)/runtime/%.o: runtime/%.c $(O)/runtime-flags
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(rt_cflags) -MMD -MP -c -o $@ $<

$(O)/runtime-flags: force
	$(Q)mkdir -p $(O)
	$(Q)echo '$(CC) $(rt_cflags) $(ctl_libs)' | cmp -s - $@ || \
		echo '$(CC) $(rt_cflags) $(ctl_libs)' >$@

.PHONY: ctl
