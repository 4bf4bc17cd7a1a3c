/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_SCAN_UNIT_RESULT_H
#define DMALIAS_SCAN_UNIT_RESULT_H

#include "facts/cache.h"

struct dm_error;
struct strbuf;

/* What parsing one unit gives. Zeroed is nothing. */
struct unit_result {
	struct unit_counts {
		uint32_t errors; /* diagnostics of error or worse */
		uint32_t functions;
		uint32_t incomplete; /* functions not wholly understood */
		uint32_t opaque; /* expressions not understood */
		uint32_t pch_used;
		uint32_t cached; /* the cache has the facts */
		struct cache_key key; /* of them */
		struct cache_counts cache; /* what this unit did to the cache */
	} counts;
	char *failure; /* why there is no result at all, or NULL */
	char *first_error; /* first diagnostic, or NULL */
	void *facts; /* as facts_write() gives them, when not cached */
	uint32_t facts_len;
};

/* To bytes, and back: the parent does not trust a child that crashed. */
void unit_result_write(const struct unit_result *r, struct strbuf *out);
struct dm_error *unit_result_read(const void *data, size_t len,
				  struct unit_result *ret);
void unit_result_deinit(struct unit_result *r);

#endif
