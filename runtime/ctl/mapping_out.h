/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_MAPPING_OUT_H
#define DMALIAS_CTL_MAPPING_OUT_H

#include "ctl/command.h"
#include "ctl/keyvalue.h"
#include "ctl/mem.h"
#include "ctl/symbols.h"
#include "ctl/table.h"

/*
 * Mappings as the module's files have them: a table of the columns that people
 * look for, with keys that are not known after them, and the stacks below; or
 * JSON with all.
 */
struct mapping_out {
	const struct common *common;
	struct symbols *symbols; /* for files and lines */
	struct table table;
	struct buf stacks; /* lines to follow the table */
	size_t n;
};

void mapping_out_begin(struct mapping_out *out, const struct common *common,
		       struct symbols *symbols);
void mapping_out_add(struct mapping_out *out, const struct kv_line *line);
void mapping_out_end(struct mapping_out *out); /* prints the table */

#endif
