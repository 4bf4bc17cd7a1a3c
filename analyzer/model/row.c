// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/model.h"

static char *copy(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

void model_row_copy(struct model_row *to, const struct model_row *from)
{
	*to = *from;
	to->function = copy(from->function);
	to->family = copy(from->family);
	to->error_test = copy(from->error_test);
	to->doc = copy(from->doc);
	to->file = copy(from->file);
	to->pairs = xcalloc(from->n_pairs, sizeof(*to->pairs));
	for (size_t i = 0; i < from->n_pairs; i++)
		to->pairs[i] = copy(from->pairs[i]);
}

void model_row_deinit(struct model_row *row)
{
	for (size_t i = 0; i < row->n_pairs; i++)
		free(row->pairs[i]);
	free(row->pairs);
	free(row->function);
	free(row->family);
	free(row->doc);
	free(row->error_test);
	free(row->file);
}

static enum model_origin origin_of_alloc(enum model_memory memory)
{
	switch (memory) {
	case MEMORY_KMALLOC:
	case MEMORY_KVMALLOC:
		return ORIGIN_SLAB;
	case MEMORY_PAGES:
	case MEMORY_PAGE:
	case MEMORY_PAGE_ARRAY:
	case MEMORY_FRAG:
	case MEMORY_SKB:
		return ORIGIN_PAGES;
	case MEMORY_VMALLOC:
		return ORIGIN_VMALLOC;
	case MEMORY_USER:
		return ORIGIN_PINNED;
	default:
		return ORIGIN_UNKNOWN;
	}
}

enum model_origin model_origin(const struct model_row *row)
{
	if (row->origin != ORIGIN_UNKNOWN)
		return row->origin;
	switch (row->role) {
	case ROLE_MEM_ALLOC:
		return origin_of_alloc(row->memory);
	case ROLE_ALLOC:
		if (row->flags & MODEL_NEEDS_SYNC)
			return ORIGIN_DMA_PAGES;
		return row->memory == MEMORY_COHERENT ? ORIGIN_COHERENT :
							ORIGIN_POOL;
	case ROLE_RESERVE:
		return row->flags & MODEL_NOMAP ? ORIGIN_NOMAP : ORIGIN_BOOT;
	case ROLE_IOMAP:
		return ORIGIN_MMIO;
	default:
		return ORIGIN_UNKNOWN;
	}
}

static bool same_text(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

bool model_row_says_same(const struct model_row *a, const struct model_row *b)
{
	for (int i = 0; i < ARG_NR; i++)
		if (a->arg[i] != b->arg[i] ||
		    a->has_const[i] != b->has_const[i] ||
		    (a->has_const[i] && a->constant[i] != b->constant[i]))
			return false;
	return a->role == b->role && same_text(a->family, b->family) &&
	       a->returns == b->returns && a->memory == b->memory &&
	       a->from == b->from && a->type == b->type &&
	       a->origin == b->origin && a->copies == b->copies &&
	       a->flags == b->flags && a->since == b->since &&
	       a->until == b->until && a->archs == b->archs &&
	       same_text(a->error_test, b->error_test);
}

/* By name; rows of one name stay as they were. */
struct ranked {
	struct model_row row;
	size_t rank;
};

static int compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	int c = strcmp(x->row.function, y->row.function);

	return c ? c : (x->rank > y->rank) - (x->rank < y->rank);
}

static void sort_rows(struct model *m)
{
	autofree struct ranked *rows = xcalloc(m->rows.n, sizeof(*rows));

	for (size_t i = 0; i < m->rows.n; i++)
		rows[i] = (struct ranked){m->rows.v[i], i};
	qsort(rows, m->rows.n, sizeof(*rows), compare_ranked);
	strmap_deinit(&m->index);
	for (size_t i = 0; i < m->rows.n; i++) {
		m->rows.v[i] = rows[i].row;
		if (!strmap_get(&m->index, rows[i].row.function, NULL))
			strmap_put(&m->index, rows[i].row.function, i + 1);
	}
}

void model_add(struct model *m, const struct model_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strmap_get(&m->index, rows[i].function, NULL))
			model_row_copy(vec_add(&m->rows), &rows[i]);
	if (n)
		sort_rows(m);
}
