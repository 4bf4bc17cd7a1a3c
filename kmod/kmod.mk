# SPDX-License-Identifier: GPL-2.0-or-later
#
# make kmod           build dmalias.ko for the kernel that runs
# make kmod KDIR=DIR  for the kernel whose headers are in DIR
#
# The module is built in $(O)/kmod/NAME, a folder of links to the sources.

KDIR ?= /lib/modules/$(shell uname -r)/build
KMOD_NAME ?= $(notdir $(patsubst %/,%,$(KDIR:%/build=%)))
kmod_folder = $(O)/kmod/$(KMOD_NAME)
# the kernel's Makefiles fail where BTF is wanted and pahole is not there
kbuild_btf := $(if $(shell command -v pahole),,CONFIG_DEBUG_INFO_BTF_MODULES=)

kmod:
	$(Q)test -e $(KDIR)/Makefile || { echo "no kernel headers in $(KDIR)"; \
		echo "install them (linux-headers-...) or set KDIR="; exit 1; }
	$(Q)mkdir -p $(kmod_folder)/core $(kmod_folder)/arch/x86
	$(Q)find $(kmod_folder) -xtype l -delete
	$(Q)for f in $$(cd kmod && find . -name '*.[ch]' -o -name Kbuild); do \
		ln -sf $(CURDIR)/kmod/$$f $(kmod_folder)/$$f; done
	$(Q)ln -sf $(CURDIR)/runtime/core/*.[ch] $(kmod_folder)/core/
	$(Q)$(MAKE) $(quiet) -C $(KDIR) O= M=$(abspath $(kmod_folder)) \
		$(if $(filter 1,$(V)),V=1) $(kbuild_btf) \
		$(KMOD_MAKE) modules
	$(call say,KMOD,$(kmod_folder)/dmalias.ko)

.PHONY: kmod
