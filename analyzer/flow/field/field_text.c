// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/field/field.h"

/* enum dma_data_direction, include/linux/dma-direction.h */
static const char *const directions[] = {
	"DMA_BIDIRECTIONAL",
	"DMA_TO_DEVICE",
	"DMA_FROM_DEVICE",
	"DMA_NONE",
};

/* The field that holds nothing but what a parameter or an answer was. */
static value_id holder_of(value_id atom, void *ctx)
{
	struct field_table *t = ctx;

	if (!canon_is_local(&t->canon, atom))
		return atom;
	vec_for_each(&t->list, f)
		if (f->only == atom)
			return canon_leaf(&t->canon,
					  &(struct canon_place){f->record,
								f->field});
	return atom;
}

char *field_value_text(struct field_table *t, const struct facts *facts,
		       value_id v)
{
	value_id held = canon_replace(&t->canon, v, holder_of, t);

	return canon_text(facts, &t->canon, held ? held : v);
}

char *field_arg_text(struct field_table *t, const struct facts *facts,
		     enum model_arg arg, value_id v)
{
	int64_t num;

	if (!v)
		return xstrdup("?");
	if (!value_is_const(&t->canon, v, &num))
		return field_value_text(t, facts, v);
	if (arg == ARG_DIR && num >= 0 && (size_t)num < ARRAY_SIZE(directions))
		return xstrdup(directions[num]);
	if (arg == ARG_DEV && !num)
		return xstrdup("NULL");
	return field_value_text(t, facts, v);
}
