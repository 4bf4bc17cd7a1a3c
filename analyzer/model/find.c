// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "model/model.h"

static bool row_holds(const struct model_row *row,
		      const struct model_context *context)
{
	if (context->arch && row->archs && !(row->archs & 1u << context->arch))
		return false;
	if (!context->version)
		return true;
	return row->since <= context->version &&
	       (!row->until || context->version < row->until);
}

const struct model_row *model_find(const struct model *m, const char *function,
				   const struct model_context *context)
{
	const struct model_row *row, *end = m->rows.v + m->rows.n;
	uint32_t first;

	if (!strmap_get(&m->index, function, &first))
		return NULL;
	for (row = &m->rows.v[first - 1];
	     row < end && !strcmp(row->function, function); row++)
		if (row_holds(row, context))
			return row;
	return NULL;
}

bool model_is_list(const struct model_row *row)
{
	return row->memory == MEMORY_SG || row->memory == MEMORY_SGTABLE ||
	       row->memory == MEMORY_REQUEST;
}

bool model_pairs(const struct model_row *made, const struct model_row *undo)
{
	for (size_t i = 0; i < made->n_pairs; i++)
		if (!strcmp(made->pairs[i], undo->function))
			return true;
	return false;
}

void model_names(const struct model *m, struct strmap *ret)
{
	for (size_t i = 0; i < m->rows.n; i++)
		strmap_put(ret, m->rows.v[i].function, 1);
}

void model_key_names(const struct model *m, struct strmap *ret)
{
	for (size_t i = 0; i < m->rows.n; i++)
		if (!(m->rows.v[i].flags & (MODEL_CONTEXT | MODEL_BESIDE)))
			strmap_put(ret, m->rows.v[i].function, 1);
}

void model_beside_names(const struct model *m, struct strmap *ret)
{
	for (size_t i = 0; i < m->rows.n; i++)
		if (m->rows.v[i].flags & MODEL_BESIDE)
			strmap_put(ret, m->rows.v[i].function, 1);
}
