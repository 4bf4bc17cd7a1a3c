/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_KALLSYMS_H
#define DMALIAS_CTL_KALLSYMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ctl/mem.h"

/* The functions of a running kernel, by address */
struct kallsyms {
	struct kallsyms_entry {
		uint64_t address;
		size_t name; /* offset in names: "foo_probe" */
		size_t module; /* "foo", 0: the kernel */
	} *v;
	size_t n;
	struct buf names; /* begins with an empty string */
	bool restricted; /* all addresses read as 0 */
};

/*
 * kallsyms_load - read PROCFS/kallsyms, in place of what was loaded before.
 * False: it cannot be read, or gives no addresses (kptr_restrict, not root);
 * *kallsyms is empty then.
 */
bool kallsyms_load(struct kallsyms *kallsyms, const char *procfs);

/* kallsyms_line - take one line; kallsyms_sort() after the last one */
void kallsyms_line(struct kallsyms *kallsyms, const char *line);
void kallsyms_sort(struct kallsyms *kallsyms);

/*
 * kallsyms_name - "foo_probe+0x1c4 [foo]"; false: no function is there
 */
bool kallsyms_name(const struct kallsyms *kallsyms, uint64_t address, char *buf,
		   size_t size);
void kallsyms_free(struct kallsyms *kallsyms);

#endif
