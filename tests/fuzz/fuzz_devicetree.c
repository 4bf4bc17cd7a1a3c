// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reading a compiled device tree: any bytes give an error or regions that can
 * be used, joined with themselves and looked up without a further look.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engines/devicetree/join.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_region(const struct dt_region *r)
{
	if (!r->path || r->path[0] != '/')
		abort();
	if (!dt_linear_text(dt_region_linear(r)))
		abort();
	if (dt_region_defect(r) != DT_DEFECT_NONE &&
	    !dt_defect_text(dt_region_defect(r)))
		abort();
	vec_for_each(&r->users, u)
		if (!u->path || !u->property || u->path[0] != '/')
			abort();
}

/* Two trees that are the same have the same regions. */
static void check_join(const uint8_t *data, size_t size, size_t n)
{
	struct devicetree dt = {};
	struct dt_join join = {};

	for (uint32_t tree = 0; tree < 2; tree++) {
		dt_region_vec regions = {};

		if (dt_blob_read(data, size, &regions))
			abort();
		dt_join_add(&join, &regions, tree);
	}
	dt_join_end(&join, &dt);
	if (dt.regions.n > n)
		abort();
	vec_for_each(&dt.regions, r)
		if (r->trees.n != 2)
			abort();
	devicetree_deinit(&dt);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	dt_region_vec regions = {};
	struct dm_error *err = dt_blob_read(data, size, &regions);
	size_t n = regions.n;

	if (err && (!*err->message || regions.n))
		abort();
	vec_for_each(&regions, r)
		check_region(r);
	dt_region_vec_deinit(&regions);
	if (!err)
		check_join(data, size, n);
	dm_error_destroy(err);
	return 0;
}
