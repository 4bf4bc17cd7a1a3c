/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_LINES_H
#define DMALIAS_CTL_LINES_H

#include "ctl/symbols.h"

/*
 * File and line from DWARF: of modules (.ko, .ko.debug) and vmlinux under the
 * folder of --debug-dir, /lib/modules/RELEASE and /usr/lib/debug. A program
 * built without libdw finds none.
 */
struct lines;

struct lines_question {
	struct symbol symbol;
	u64 address;
	u64 text_start; /* where the module's text begins, 0: not known */
	bool call; /* it is a return address: the line before it is wanted */
};

/* @live: what /sys says of modules is true of the addresses */
struct lines *lines_create(const struct common *common, const char *release,
			   bool live);
void lines_free(struct lines *lines);

bool lines_find(struct lines *lines, const struct lines_question *question,
		struct symbol_place *ret);

#endif
