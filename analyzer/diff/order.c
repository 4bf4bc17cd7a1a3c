// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/map.h"
#include "diff/order.h"

static void add_name(struct strmap *order, const char *path)
{
	if (path && !strmap_get(order, path, NULL))
		strmap_put(order, path, order->n);
}

static void read_order(struct strmap *order, const change_vec *changes,
		       const struct series *series)
{
	vec_for_each(&series->patches, p)
		vec_for_each(&p->patch.files, f)
			add_name(order, f->to);
	vec_for_each(changes, c)
		add_name(order, c->to);
}

void order_by_patch(finding_vec *findings, const change_vec *changes,
		    const struct series *series)
{
	struct strmap order = {};
	finding_vec sorted = {};

	read_order(&order, changes, series);
	/* they are sorted by path and line: what is left is the files */
	for (uint32_t n = 0; n <= order.n; n++)
		vec_for_each(findings, f) {
			uint32_t at = order.n;

			strmap_get(&order, f->place.path, &at);
			if (at == n)
				vec_push(&sorted, *f);
		}
	vec_deinit(findings);
	*findings = sorted;
	strmap_deinit(&order);
}
