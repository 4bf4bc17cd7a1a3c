# SPDX-License-Identifier: GPL-2.0-or-later
#
# make                build $(O)/dmalias
# make demo           set this machine up, build, scan a part of Linux 6.1
# make check          set this machine up, build, pass every test
# make bench          measure against sparse, spatch and clang
# make lint           say what does not keep to the style
#
# O=DIR     build folder (build)      V=1   show commands
# local.mk  private settings, read first when it is there

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

PACKAGES := jansson libcyaml libxxhash libzstd
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare \
	-Wno-missing-field-initializers -Wmissing-prototypes \
	-Wstrict-prototypes -Wpointer-arith -Wshadow -Wvla
# deferred, so that targets that install the packages come first
dm_cflags = -std=gnu11 -D_GNU_SOURCE $(WARNINGS) -Ianalyzer -I$(O)/gen \
	-DDMALIAS_VERSION='"$(VERSION)"' -DDMALIAS_PREFIX='"$(PREFIX)"' \
	-DDMALIAS_CLANG='"$(CLANG)"' \
	$(shell $(PKG_CONFIG) --cflags $(PACKAGES)) $(CFLAGS) $(EXTRA_CFLAGS)
dm_libs = $(shell $(PKG_CONFIG) --libs $(PACKAGES)) \
	-L$(LLVM_PREFIX)/lib -Wl,-rpath,$(LLVM_PREFIX)/lib -lclang-19 \
	$(LDFLAGS)

sources := $(sort $(wildcard analyzer/*/*.c))
rule_folders := $(sort $(patsubst %/rule.yaml,%,$(wildcard rules/*/*/rule.yaml)))
rule_sources := $(wildcard $(addsuffix /check.c,$(rule_folders)))
main_object := $(O)/analyzer/cli/main.o
lib_objects := $(filter-out $(main_object),$(sources:%.c=$(O)/%.o)) \
	$(rule_sources:%.c=$(O)/%.o) $(O)/gen/rule_table.o
unit_tests := $(patsubst %.c,$(O)/%,$(wildcard tests/unit/test_*.c))

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:

all: $(O)/dmalias

$(O)/dmalias: $(main_object) $(O)/libdmalias.a
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ $(dm_libs)

$(O)/libdmalias.a: $(lib_objects)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

# flags are written to a file so that a change of them rebuilds
$(O)/%.o: %.c $(O)/flags | probe
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(dm_cflags) -MMD -MP -c -o $@ $<

$(O)/gen/%.o: $(O)/gen/%.c $(O)/flags
	$(call say,CC,$@)
	$(Q)$(CC) $(dm_cflags) -MMD -MP -c -o $@ $<

$(O)/flags: force | probe
	$(Q)mkdir -p $(O)/gen
	$(Q)echo '$(CC) $(dm_cflags)' | cmp -s - $@ || \
		echo '$(CC) $(dm_cflags)' >$@

# rule folders become one table: ids, texts and check functions
rule_table_base := base/error base/file base/map base/mem base/strbuf base/vec base/yaml
$(O)/rule-table: analyzer/findings/gen/rule_table.c \
		$(rule_table_base:%=$(O)/analyzer/%.o)
	$(call say,LD,$@)
	$(Q)$(CC) $(dm_cflags) -o $@ $^ $(shell $(PKG_CONFIG) --libs $(PACKAGES))

$(O)/gen/rule_table.c: $(O)/rule-table $(rule_folders:%=%/rule.yaml) \
		$(rule_folders:%=%/rule.md) $(rule_sources)
	$(call say,GEN,$@)
	$(Q)$(O)/rule-table $@ $(rule_folders)

$(O)/tests/unit/%: $(O)/tests/unit/%.o $(O)/libdmalias.a
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^ $(dm_libs) $(shell $(PKG_CONFIG) --libs cmocka)

check-unit: $(unit_tests) $(O)/dmalias
	$(Q)set -e; for t in $(unit_tests); do \
		DMALIAS=$(O)/dmalias $$t; done

# say what is missing before the compiler does
probe:
	$(Q)for p in $(PACKAGES); do $(PKG_CONFIG) --exists $$p || \
		{ echo "missing: $$p (see ci/install-packages)"; exit 1; }; done
	$(Q)test -e $(LLVM_PREFIX)/include/clang-c/Index.h || \
		{ echo "missing: libclang-19-dev (see ci/install-packages)"; \
		exit 1; }

clean:
	$(Q)rm -rf $(O)

.PHONY: all check-unit probe clean force

-include $(shell [ -d $(O) ] && find $(O) -name '*.d')
