// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"

static int compare_names(const void *a, const void *b)
{
	const struct audit_call *const *x = a, *const *y = b;
	int c = strcmp((*x)->name, (*y)->name);

	return c ? c : strcmp((*x)->file, (*y)->file);
}

static int compare_counts(const void *a, const void *b)
{
	const struct audit_count *x = a, *y = b;

	if (x->row->role != y->row->role)
		return x->row->role < y->row->role ? -1 : 1;
	if (x->calls != y->calls)
		return x->calls > y->calls ? -1 : 1;
	return strcmp(x->name, y->name);
}

void census_make(const audit_call_vec *calls, audit_count_vec *ret)
{
	autofree const struct audit_call **sorted =
		xcalloc(calls->n + 1, sizeof(const struct audit_call *));

	for (size_t i = 0; i < calls->n; i++)
		sorted[i] = &calls->v[i];
	qsort(sorted, calls->n, sizeof(*sorted), compare_names);
	for (size_t i = 0; i < calls->n; i++) {
		const struct audit_call *c = sorted[i];
		bool same = i && !strcmp(sorted[i - 1]->name, c->name);

		if (!same)
			vec_push(ret, (struct audit_count){.name = c->name,
							   .row = c->row});
		vec_last(ret)->calls++;
		vec_last(ret)->files +=
			!same || strcmp(sorted[i - 1]->file, c->file) != 0;
	}
	if (ret->n)
		qsort(ret->v, ret->n, sizeof(*ret->v), compare_counts);
}
