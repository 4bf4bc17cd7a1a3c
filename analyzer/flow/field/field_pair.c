// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/field/field_pair.h"
#include "flow/path/walk.h"

#define MAX_STEPS 5

/*
 * Attributes that have to be the same on both sides. The others are for one
 * side only or change nothing for the other: DMA_ATTR_SKIP_CPU_SYNC,
 * DMA_ATTR_NO_WARN (Documentation/core-api/dma-attributes.rst).
 */
#define ATTR_WRITE_COMBINE (UINT64_C(1) << 2)
#define ATTR_NO_KERNEL_MAPPING (UINT64_C(1) << 4)

static bool attrs_differ(const struct values *canon, value_id x, value_id y)
{
	int64_t a, b;

	return value_is_const(canon, x, &a) && value_is_const(canon, y, &b) &&
	       ((a ^ b) & (ATTR_WRITE_COMBINE | ATTR_NO_KERNEL_MAPPING));
}

/*
 * One number for a mapping whose size is computed or kept: the size of the
 * pointer or of the counter instead of what it stands for. The two may be
 * equal; a parameter is most often the number that all callers give.
 */
static bool is_constant_size(const struct field_table *t,
			     const struct field_use *undo,
			     const struct field_use *maker)
{
	return undo->row->role == ROLE_UNMAP && undo->args[ARG_SIZE] &&
	       maker->args[ARG_SIZE] &&
	       value_is_const(&t->canon, undo->args[ARG_SIZE], NULL) &&
	       !value_is_const(&t->canon, maker->args[ARG_SIZE], NULL) &&
	       !canon_is_local(&t->canon, maker->args[ARG_SIZE]);
}

static bool arg_differs(const struct flow_end *end,
			const struct field_use *undo,
			const struct field_use *maker, enum model_arg arg)
{
	const struct field_table *t = end_fields(end);
	value_id x = undo->args[arg], y = maker->args[arg];

	if (!x || !y)
		return false;
	if (arg == ARG_DEV &&
	    ((undo->row->flags | maker->row->flags) & MODEL_OTHER_DEV))
		return false;
	if (arg == ARG_ATTRS)
		return attrs_differ(&t->canon, x, y);
	if (arg == ARG_SIZE && is_constant_size(t, undo, maker))
		return true;
	return field_differs(t, end_module(end)->facts, arg, x, y);
}

/* What a pair is compared by; what comes first tells two apart most. */
static const enum model_arg compared[] = {
	ARG_NR, ARG_DEV, ARG_POOL, ARG_DIR, ARG_SIZE, ARG_COUNT, ARG_ATTRS};

/* The first of @compared that the two disagree about, or their number when
 * they may belong together. */
static size_t find_misfit(const struct flow_end *end,
			  const struct field_use *undo,
			  const struct field_use *maker)
{
	size_t i = 0;

	if (maker->arg != undo->arg)
		return ARRAY_SIZE(compared);
	if (maker->row->n_pairs && !model_pairs(maker->row, undo->row))
		return 0;
	for (i = 1; i < ARRAY_SIZE(compared); i++)
		if (arg_differs(end, undo, maker, compared[i]))
			break;
	return i;
}

/* Whether the use fits none of the makers; @ret: the nearest, and why not. */
static bool fits_none(const struct flow_end *end, const struct field_use *undo,
		      struct field_pair *ret)
{
	size_t best = 0;

	vec_for_each(&ret->makers.list, maker) {
		size_t misfit = find_misfit(end, undo, *maker);

		if (misfit == ARRAY_SIZE(compared))
			return false;
		if (!ret->nearest || misfit > best) {
			ret->nearest = *maker;
			best = misfit;
		}
	}
	ret->arg = compared[best];
	return ret->nearest;
}

/* Whether the same call, with the arguments of another path, fits one. */
static bool fits_elsewhere(const struct flow_end *end,
			   const struct field *field,
			   const struct field_use *undo,
			   const struct field_pair *pair)
{
	vec_for_each(&field->uses, other) {
		struct field_pair again = {.makers = pair->makers};

		if (other->act == undo->act && other->op == undo->op &&
		    other->via == undo->via && other->arg == undo->arg &&
		    !fits_none(end, other, &again))
			return true;
	}
	return false;
}

static bool makers_agree(const struct field_makers *m, enum model_arg arg)
{
	const struct field_use *first = m->list.v[0];

	vec_for_each(&m->list, it) {
		const struct field_use *u = *it;

		if (arg == ARG_NR ? u->row != first->row :
				    u->args[arg] != first->args[arg])
			return false;
	}
	return true;
}

bool field_pair_check(const struct flow_end *end, const struct field *field,
		      const struct field_use *undo, struct field_pair *ret)
{
	*ret = (struct field_pair){};
	field_makers(end_fields(end), field, &ret->makers);
	if (ret->makers.unknown || !fits_none(end, undo, ret) ||
	    fits_elsewhere(end, field, undo, ret))
		return false;
	/* a scatterlist may be mapped by another name, too */
	ret->certain = makers_agree(&ret->makers, ret->arg) &&
		       ret->nearest->stored &&
		       (ret->arg != ARG_SIZE ||
			!is_constant_size(end_fields(end), undo, ret->nearest));
	return true;
}

void field_pair_deinit(struct field_pair *p)
{
	field_makers_deinit(&p->makers);
}

const char *field_pair_name(struct flow_end *end, const struct field *field)
{
	struct canon_place place = {field->record, field->field};

	return end_text(end, canon_leaf(&end->ret->fields.canon, &place));
}

static bool made_before(const struct field_makers *makers,
			const struct field_use *const *it)
{
	for (const struct field_use *const *old = makers->list.v; old < it;
	     old++)
		if ((*old)->op == (*it)->op)
			return true;
	return false;
}

void field_pair_steps(struct flow_end *end, struct finding *finding,
		      const struct field_makers *makers, const char *made)
{
	int n = 0;

	vec_for_each(&makers->list, it) {
		if (made_before(makers, it) || n++ == MAX_STEPS)
			continue;
		end_step(end, finding, (*it)->op, "%s here by '%s' in '%s'",
			 made, end_call_name(end, (*it)->op),
			 facts_str(end_module(end)->facts,
				   end_module(end)
					   ->facts->funcs.v[(*it)->func]
					   .name));
	}
}

const char *field_pair_what(enum model_arg arg)
{
	switch (arg) {
	case ARG_DEV:
		return "device";
	case ARG_POOL:
		return "pool";
	case ARG_SIZE:
		return "size";
	case ARG_DIR:
		return "direction";
	case ARG_COUNT:
		return "number of entries";
	case ARG_ATTRS:
		return "attributes";
	default:
		return "function";
	}
}

bool field_makers_have(const struct field_makers *makers, op_id op)
{
	vec_for_each(&makers->list, it)
		if ((*it)->op == op)
			return true;
	return false;
}

bool field_makers_share(const struct field_makers *x,
			const struct field_makers *y)
{
	vec_for_each(&x->list, it)
		if (field_makers_have(y, (*it)->op))
			return true;
	return false;
}

const struct field *field_of_handle(const struct field_table *t,
				    const struct field_use *undo)
{
	struct canon_place place;

	if (!undo->args[ARG_DMA] ||
	    !canon_is_leaf(&t->canon, undo->args[ARG_DMA], &place))
		return NULL;
	return field_find(t, place.record, place.field);
}

bool field_pair_is_shared(const struct field_table *t,
			  const struct field_use *undo,
			  const struct field_makers *makers)
{
	const struct field *sg = NULL;
	struct canon_place place;

	if (undo->args[ARG_CPU] &&
	    canon_is_place(&t->canon, undo->args[ARG_CPU], &place))
		sg = field_find(t, place.record, place.field);
	if (!sg)
		return false;
	vec_for_each(&sg->uses, use)
		if (use->act == FIELD_MADE &&
		    !field_makers_have(makers, use->op))
			return true;
	return false;
}
