/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CLI_FIELD_ROWS_H
#define DMALIAS_CLI_FIELD_ROWS_H

#include "base/strbuf.h"
#include "base/vec.h"
#include "flow/flow.h"

/* One thing that a module does with the field, as it is shown. */
struct field_row {
	char *act; /* "made" */
	char *as; /* argument that the field is, or holds: "dma" */
	char *call; /* function called; NULL for a plain store or test */
	char *place; /* "path:line:col" */
	char *function; /* that does it */
	char *args; /* "dev=&pci_dev.dev, size=ring.count * 16" */
};

/* What field_rows_collect() looks for. */
struct field_query {
	const char *name; /* "RECORD.FIELD", or a global variable */
};

/* For scan_options.inspect: the rows of the field in one module, and the
 * names of its fields that are like it. @ctx: struct field_query. */
void field_rows_collect(const struct module *m, struct flow_result *r,
			struct strbuf *out, void *ctx);

struct field_rows {
	VEC(struct field_row) list;
	VEC(char *) near;
};

/* What was collected of all modules; each row and each name once. */
struct dm_error *field_rows_read(const struct strbuf *bytes,
				 struct field_rows *ret);
void field_rows_deinit(struct field_rows *r);

#endif
