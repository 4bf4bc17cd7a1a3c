# SPDX-License-Identifier: GPL-2.0-or-later
# Calls a checker as kbuild does (scripts/Makefile.build of Linux 6.1,
# cmd_checksrc) with the words of a GCC build: what clang does not know, quotes,
# and no compiler's name. src= the tree, include= its headers.
objects := foo.o ring.o
CHECKFLAGS := -D__linux__ -Dlinux -D__STDC__ -Dunix -D__unix__ -Wbitwise \
	-Wno-return-void -Wno-unknown-attribute --arch=x86 -mlittle-endian -m64
c_flags = -Wp,-MMD,./.$(basename $@).o.d -nostdinc -I$(include) -I./include \
	-D__KERNEL__ -std=gnu11 -fno-strict-aliasing -mno-sse \
	-mpreferred-stack-boundary=3 -mskip-rax-setup -fconserve-stack \
	-fplugin=./scripts/gcc-plugins/latent_entropy_plugin.so \
	-fno-allow-store-data-races -Wimplicit-fallthrough=5 -mrecord-mcount \
	--param=allow-store-data-races=0 -DMODULE \
	-DKBUILD_MODFILE='"drivers/demo"' -DKBUILD_BASENAME='"$*"' \
	-DKBUILD_MODNAME='"demo"' -D__KBUILD_MODNAME=kmod_demo

all: $(objects)

%.o: $(src)/drivers/%.c force
	@$(CHECK) $(CHECKFLAGS) $(c_flags) $<

force:
.PHONY: all force
