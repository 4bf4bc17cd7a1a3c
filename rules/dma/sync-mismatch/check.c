// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/field/field_pair.h"
#include "flow/query/direction.h"

/* enum dma_data_direction, include/linux/dma-direction.h */
#define DMA_BIDIRECTIONAL 0

static const char *const directions[] = {"DMA_BIDIRECTIONAL", "DMA_TO_DEVICE",
					 "DMA_FROM_DEVICE", "DMA_NONE"};

static bool is_sync(const struct model_row *row)
{
	return (row->role == ROLE_SYNC_CPU || row->role == ROLE_SYNC_DEVICE) &&
	       row->memory != MEMORY_DMABUF;
}

/* Whether a mapping of one direction is synced for another; the two. */
static bool direction_differs(const struct values *vs, value_id made,
			      value_id synced, const char *ret[2])
{
	int64_t was, is;

	if (!made || !synced || !value_is_const(vs, made, &was) ||
	    !value_is_const(vs, synced, &is) || was < 0 || was > 3 || is < 0 ||
	    is > 3)
		return false;
	ret[0] = directions[was];
	ret[1] = directions[is];
	return was != is && was != DMA_BIDIRECTIONAL;
}

/* Whether offset plus size is known to be more than the mapping has. */
static bool range_exceeds(const struct values *vs, const value_id *made,
			  const value_id *synced, int64_t *has, int64_t *gets)
{
	int64_t offset = 0;

	if (!made[ARG_SIZE] || !synced[ARG_SIZE] ||
	    !value_is_const(vs, made[ARG_SIZE], has) ||
	    !value_is_const(vs, synced[ARG_SIZE], gets))
		return false;
	if (synced[ARG_OFFSET] &&
	    !value_is_const(vs, synced[ARG_OFFSET], &offset))
		offset = 0;
	*gets += offset;
	return *has > 0 && *gets > *has;
}

static void step_mapped(struct flow *f, struct finding *finding,
			const struct flow_object *o)
{
	if (finding)
		flow_step(f, finding, o->op, "mapped here by '%s'",
			  flow_call_name(f, o->op));
}

static void check_direction(struct flow *f, const struct flow_call *call)
{
	const struct flow_object *o = call->object;
	const char *name[2];
	bool told;

	if (!direction_differs(flow_values(f), o->args[ARG_DIR],
			       call->args[ARG_DIR], name))
		return;
	/* two called functions, each told a direction: whether the two calls
	 * are ever for one transfer, only the caller's conditions say */
	told = o->via && call->via && o->via != call->via &&
	       flow_direction_at(f, call->op) == NO_WAY;
	step_mapped(f,
		    flow_report(f, call->op,
				told ? CONFIDENCE_MEDIUM : CONFIDENCE_HIGH,
				"'%s' syncs a mapping for %s, it was made for "
				"%s",
				flow_call_name(f, call->op), name[1], name[0]),
		    o);
}

static void check_range(struct flow *f, const struct flow_call *call)
{
	const struct flow_object *o = call->object;
	int64_t has, gets;

	if (!range_exceeds(flow_values(f), o->args, call->args, &has, &gets))
		return;
	step_mapped(f,
		    flow_report(f, call->op, CONFIDENCE_HIGH,
				"'%s' syncs %lld bytes, the mapping has %lld",
				flow_call_name(f, call->op), (long long)gets,
				(long long)has),
		    o);
}

static void check_count(struct flow *f, const struct flow_call *call)
{
	const struct flow_object *o = call->object;
	value_id given = call->args[ARG_COUNT];

	if (o->row->returns != RETURNS_COUNT || !given || !o->args[ARG_COUNT] ||
	    given != o->result ||
	    flow_known_equal(f, o->result, o->args[ARG_COUNT]))
		return;
	step_mapped(f,
		    flow_report(f, call->op, CONFIDENCE_HIGH,
				"'%s' gets the number of entries that '%s' "
				"returned instead of the one it was given",
				flow_call_name(f, call->op),
				flow_call_name(f, o->op)),
		    o);
}

static bool is_coherent(const struct model_row *row)
{
	return row->role == ROLE_ALLOC && !(row->flags & MODEL_NEEDS_SYNC) &&
	       (row->memory == MEMORY_COHERENT || row->memory == MEMORY_POOL);
}

static void check_coherent(struct flow *f, const struct flow_call *call)
{
	const struct flow_object *o =
		call->args[ARG_DMA] ? flow_find(f, call->args[ARG_DMA]) : NULL;
	struct finding *finding;

	if (!o || !is_coherent(o->row))
		return;
	finding = flow_report(f, call->op, CONFIDENCE_MEDIUM,
			      "'%s' syncs coherent memory",
			      flow_call_name(f, call->op));
	if (finding)
		flow_step(f, finding, o->op, "allocated here by '%s'",
			  flow_call_name(f, o->op));
}

static void check_call(struct flow *f, const struct flow_call *call)
{
	if (!is_sync(call->row))
		return;
	check_coherent(f, call);
	if (!call->object || call->object->row->role != ROLE_MAP)
		return;
	check_direction(f, call);
	check_range(f, call);
	check_count(f, call);
}

/* What every maker of the field says against the sync. */
struct against {
	bool direction, range, coherent;
	const char *name[2];
	int64_t has, gets;
};

static struct against compare(const struct flow_end *end,
			      const struct field_makers *makers,
			      const struct field_use *sync)
{
	const struct values *vs = &end_fields(end)->canon;
	struct against a = {.direction = true,
			    .range = !sync->args[ARG_OFFSET],
			    .coherent = true};

	vec_for_each(&makers->list, it) {
		const struct field_use *made = *it;
		bool maps = made->row->role == ROLE_MAP &&
			    made->arg == sync->arg;

		a.direction &= maps &&
			       direction_differs(vs, made->args[ARG_DIR],
						 sync->args[ARG_DIR], a.name);
		a.range &= maps && range_exceeds(vs, made->args, sync->args,
						 &a.has, &a.gets);
		a.coherent &= made->arg == ARG_DMA && is_coherent(made->row);
	}
	return a;
}

/* Return: whether the next use of the field is worth a look. */
static bool check_field_use(struct flow_end *end, const struct field *field,
			    const struct field_use *sync,
			    const struct field_makers *makers)
{
	struct against a = compare(end, makers, sync);
	const char *call = end_call_name(end, sync->op);
	const char *name = field_pair_name(end, field);
	struct finding *finding = NULL;

	if (a.direction)
		finding = end_report(end, sync->op, CONFIDENCE_HIGH,
				     "'%s' syncs the mapping in '%s' for %s, "
				     "it was made for %s",
				     call, name, a.name[1], a.name[0]);
	else if (a.range)
		finding = end_report(end, sync->op, CONFIDENCE_HIGH,
				     "'%s' syncs %lld bytes, the mapping in "
				     "'%s' has %lld",
				     call, (long long)a.gets, name,
				     (long long)a.has);
	else if (a.coherent)
		finding = end_report(end, sync->op, CONFIDENCE_MEDIUM,
				     "'%s' syncs coherent memory, '%s'", call,
				     name);
	if (finding)
		field_pair_steps(end, finding, makers,
				 a.coherent ? "allocated" : "mapped");
	/* all syncs of coherent memory are one mistake */
	return !a.coherent;
}

static bool is_field_sync(const struct field_use *use)
{
	return (use->act == FIELD_SYNC_CPU || use->act == FIELD_SYNC_DEVICE) &&
	       use->row && is_sync(use->row) && use->arg != ARG_COUNT;
}

static void check_fields(struct flow_end *end)
{
	vec_for_each(&end_fields(end)->list, field) {
		struct field_makers makers;

		field_makers(end_fields(end), field, &makers);
		vec_for_each(&field->uses, use)
			if (is_field_sync(use) && makers.list.n &&
			    !makers.unknown &&
			    !check_field_use(end, field, use, &makers))
				break;
		field_makers_deinit(&makers);
	}
}

const struct flow_rule rule_dma_sync_mismatch = {
	.call = check_call,
	.module_end = check_fields,
};
