/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_SCAN_MODULE_RESULT_H
#define DMALIAS_SCAN_MODULE_RESULT_H

#include "base/strbuf.h"
#include "findings/finding.h"
#include "flow/flow.h"

struct dm_error;

/* A unit whose facts could not be had. */
struct lost_unit {
	uint32_t unit; /* its number */
	char *reason;
};

/* What the analysis of one module gives. Zeroed is nothing. */
struct module_result {
	struct flow_stats stats;
	char *failure; /* why there is no result at all, or NULL */
	VEC(struct lost_unit) lost;
	finding_vec findings;
	struct strbuf inspected; /* what scan_options.inspect() left */
};

/* To bytes, and back: the parent does not trust a child that crashed. */
void module_result_write(const struct module_result *r, struct strbuf *out);
struct dm_error *module_result_read(const void *data, size_t len,
				    struct module_result *ret);
void module_result_deinit(struct module_result *r);

#endif
