# SPDX-License-Identifier: GPL-2.0-or-later
#
# make                build $(O)/dmalias and $(O)/dmaliasctl
# make ctl            build $(O)/dmaliasctl, which needs no LLVM
# make kmod           build dmalias.ko (KDIR=: for which kernel)
# make demo           set this machine up, build, scan a part of Linux 6.1
# make check          set this machine up, build, pass every test
# make bench          measure against sparse, spatch and clang
# make lint           say what does not keep to the style
# make fuzz           run every fuzzer for FUZZ_SECONDS
# make install        into $(DESTDIR)$(PREFIX); make uninstall takes it away
#
# O=DIR     build folder (build)      V=1   show commands
# local.mk  private settings, read first when it is there
#
# The tests, bench, lint and fuzz are in tests/tests.mk.

-include local.mk

VERSION := 0.1.0
O ?= build
V ?= 0
Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@printf '  %-7s %s\n' '$(1)' '$(patsubst $(O)/%,%,$(2))')

CC ?= cc
PKG_CONFIG ?= pkg-config
LLVM_PREFIX ?= /usr/lib/llvm-19
CLANG ?= $(LLVM_PREFIX)/bin/clang
PREFIX ?= /usr/local
DESTDIR ?=

# ---------------------------------------------------------------- the program

# pkg-config name:Debian package
LIBRARIES := jansson:libjansson-dev libcyaml:libcyaml-dev \
	yaml-0.1:libyaml-dev \
	libxxhash:libxxhash-dev libzstd:libzstd-dev
packages := $(foreach l,$(LIBRARIES),$(firstword $(subst :, ,$(l))))
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare \
	-Wno-missing-field-initializers -Wmissing-prototypes \
	-Wstrict-prototypes -Wpointer-arith -Wshadow -Wvla
# what is missing is said by 'probe', not by pkg-config
dm_cflags := -std=gnu11 -D_GNU_SOURCE $(WARNINGS) -Ianalyzer -I$(O)/gen \
	-I$(LLVM_PREFIX)/include -DDMALIAS_VERSION='"$(VERSION)"' \
	-DDMALIAS_PREFIX='"$(PREFIX)"' -DDMALIAS_CLANG='"$(CLANG)"' \
	$(shell $(PKG_CONFIG) --cflags $(packages) 2>/dev/null) \
	$(CFLAGS) $(EXTRA_CFLAGS)
base_libs := $(shell $(PKG_CONFIG) --libs $(packages) 2>/dev/null) $(LDFLAGS)
dm_libs := $(base_libs) -L$(LLVM_PREFIX)/lib -Wl,-rpath,$(LLVM_PREFIX)/lib \
	-lclang-19 -lfdt

sources := $(filter-out analyzer/findings/gen/%,\
	$(sort $(wildcard analyzer/*/*.c analyzer/*/*/*.c)))
rule_folders := $(sort $(patsubst %/rule.yaml,%,$(wildcard rules/*/*/rule.yaml)))
rule_sources := $(wildcard $(addsuffix /check.c,$(rule_folders)))
main_object := $(O)/analyzer/cli/main.o
lib_objects := $(filter-out $(main_object),$(sources:%.c=$(O)/%.o)) \
	$(rule_sources:%.c=$(O)/%.o) $(O)/gen/rule_table.o

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:

all: $(O)/dmalias $(O)/dmaliasctl

$(O)/dmalias: $(main_object) $(O)/libdmalias.a
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ $(dm_libs)

$(O)/libdmalias.a: $(lib_objects)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(O)/%.o: %.c $(O)/flags | probe
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(dm_cflags) -MMD -MP -c -o $@ $<

$(O)/gen/%.o: $(O)/gen/%.c $(O)/flags
	$(call say,CC,$@)
	$(Q)$(CC) $(dm_cflags) -MMD -MP -c -o $@ $<

# flags are written to a file so that a change of them rebuilds
$(O)/flags: force | probe
	$(Q)mkdir -p $(O)/gen
	$(Q)echo '$(CC) $(dm_cflags)' | cmp -s - $@ || \
		echo '$(CC) $(dm_cflags)' >$@

# Facts in the cache are good as long as what makes them is the same: other
# rules do not parse a tree again.
front_end := $(sort $(wildcard analyzer/frontend/*.[ch] analyzer/facts/*.[ch] \
	analyzer/base/*.[ch]))
$(O)/gen/front_end_id.h: $(front_end) | $(O)/flags
	$(call say,GEN,$@)
	$(Q)printf '#define FRONT_END_ID "%s"\n' \
		"$$(cat $(front_end) | sha256sum | cut -c1-32)" >$@
$(O)/analyzer/facts/cache.o: $(O)/gen/front_end_id.h

# rule folders become one table: ids, texts and check functions
rule_table_base := base/error base/file base/map base/mem base/strbuf \
	base/vec base/yaml
$(O)/rule-table: analyzer/findings/gen/rule_table.c $(O)/flags \
		$(rule_table_base:%=$(O)/analyzer/%.o)
	$(call say,LD,$@)
	$(Q)$(CC) $(dm_cflags) -o $@ $(filter-out %/flags,$^) $(base_libs)

# the folders are in a file of their own: one that goes away rebuilds too
$(O)/rule-folders: force
	$(Q)mkdir -p $(O)
	$(Q)echo '$(rule_folders)' | cmp -s - $@ || echo '$(rule_folders)' >$@

$(O)/gen/rule_table.c: $(O)/rule-table $(O)/rule-folders \
		$(rule_folders:%=%/rule.yaml) $(rule_folders:%=%/rule.md) \
		$(rule_sources)
	$(call say,GEN,$@)
	$(Q)$(O)/rule-table $@ $(rule_folders)

# say all that is missing, and what has it, before the compiler does
probe:
	$(Q)missing=; \
	for l in $(LIBRARIES); do \
		$(PKG_CONFIG) --exists $${l%:*} 2>/dev/null || \
			missing="$$missing $${l#*:}"; \
	done; \
	command -v $(PKG_CONFIG) >/dev/null || missing=" pkg-config$$missing"; \
	test -e $(LLVM_PREFIX)/include/clang-c/Index.h || \
		missing="$$missing libclang-19-dev"; \
	test -x $(CLANG) || missing="$$missing clang-19"; \
	echo '#include <libfdt.h>' | $(CC) -E - >/dev/null 2>&1 || \
		missing="$$missing libfdt-dev"; \
	test -z "$$missing" || { \
		echo "missing:$$missing"; \
		echo "'ci/install-packages build' installs them"; exit 1; }

# -------------------------------------------------------------------- install

bindir = $(DESTDIR)$(PREFIX)/bin
datadir = $(DESTDIR)$(PREFIX)/share/dmalias
mandir = $(DESTDIR)$(PREFIX)/share/man/man1

# a manual page only where docutils is there (package python3-docutils)
RST2MAN := $(firstword $(shell command -v rst2man 2>/dev/null))
manual := $(if $(RST2MAN),$(patsubst docs/%.rst,$(O)/%,$(wildcard docs/*.1.rst)))

$(O)/%.1: docs/%.1.rst
	$(call say,MAN,$@)
	$(Q)mkdir -p $(@D) && $(RST2MAN) $< $@

install: all $(manual)
	install -d $(bindir) $(datadir)/model
	install -m 755 $(O)/dmalias $(bindir)/dmalias
	install -m 755 $(O)/dmaliasctl $(bindir)/dmaliasctl
	install -m 644 $(wildcard rules/model/*.yaml) $(datadir)/model
	install -d $(datadir)/model/memory-types
	install -m 644 $(wildcard rules/model/memory-types/*.yaml) \
		$(datadir)/model/memory-types
	install -d $(datadir)/bare
	install -m 644 rules/bare/kernel.h $(datadir)/bare
	install -d $(datadir)/legacy
	install -m 644 rules/legacy/kinds.yaml rules/legacy/calls.cocci \
		$(datadir)/legacy
	$(if $(manual),install -d $(mandir) && \
		install -m 644 $(manual) $(mandir),\
		@echo "no manual page: rst2man is missing (python3-docutils)")

uninstall:
	rm -f $(bindir)/dmalias $(bindir)/dmaliasctl \
		$(mandir)/dmalias.1 $(mandir)/dmaliasctl.1
	rm -rf $(datadir)

clean:
	$(Q)rm -rf $(O)

include runtime/runtime.mk
include kmod/kmod.mk
include tests/tests.mk

.PHONY: all probe install uninstall clean force

-include $(shell [ -d $(O) ] && find $(O) -name '*.d')
