// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/query/direction.h"
#include "flow/query/kept.h"

/* Whether an operation is a sync of a role. */
static bool is_sync(const struct flow *f, op_id op, enum model_role role)
{
	const struct model_row *row = op ? flow_row(f, op) : NULL;

	return row && row->role == role && row->memory != MEMORY_DMABUF;
}

/* All of a mapping is synced, not some bytes in it. */
static bool is_whole(const struct flow *f, const struct flow_object *o)
{
	int64_t offset;

	return value_get(flow_values(f), o->value)->kind == VALUE_INITIAL &&
	       (!o->args[ARG_OFFSET] ||
		(value_is_const(flow_values(f), o->args[ARG_OFFSET], &offset) &&
		 !offset));
}

/* The mapping, made elsewhere and synced on this path, in whose buffer an
 * address lies; or NULL. */
static const struct flow_object *kept_mapping(struct flow *f, value_id address,
					      struct flow_pair *ret)
{
	for (size_t i = flow_n_past(f); i-- > 0;) {
		const struct flow_object *o = flow_past(f, i);

		if ((o->flags & (OBJECT_FOREIGN | OBJECT_UNDONE)) ==
			    OBJECT_FOREIGN &&
		    o->synced && o->args[ARG_DMA] && is_whole(f, o) &&
		    flow_this_turn(f, o) &&
		    flow_pair(f, o->value, address, ret))
			return o;
	}
	return NULL;
}

bool kept_access(struct flow *f, const struct flow_access *access,
		 struct kept_misuse *ret)
{
	const struct flow_object *o;
	enum dma_direction dir;

	if (access->mapping || access->object || access->maybe)
		return false;
	o = kept_mapping(f, access->address, &ret->pair);
	if (!o)
		return false;
	*ret = (struct kept_misuse){
		.op = access->op,
		.via = access->via,
		.write = access->write,
		.sync = o->synced,
		.field = flow_field(f, o->value),
		.pair = ret->pair,
	};
	if (!ret->field)
		return false;
	dir = flow_direction_at(f, o->synced);
	ret->wrong = o->owner == OWNER_DEVICE ? KEPT_GIVEN : KEPT_ONE_WAY;
	if (o->owner == OWNER_DEVICE)
		return is_sync(f, o->synced, ROLE_SYNC_DEVICE) &&
		       dir != NO_WAY && (access->write || dir != TO_DEVICE);
	return o->owner == OWNER_CPU && !access->write && dir == TO_DEVICE &&
	       is_sync(f, o->synced, ROLE_SYNC_CPU);
}

/* What the CPU has written to a buffer that it took by a sync, and has not
 * given back; or NULL. */
static const struct flow_pending *
written(struct flow *f, const struct flow_pending *taken, struct flow_pair *ret)
{
	if (taken->kind != PENDING_TAKEN ||
	    !is_sync(f, taken->op, ROLE_SYNC_CPU) ||
	    flow_direction_at(f, taken->op) == FROM_DEVICE)
		return NULL;
	for (size_t i = 0; i < flow_n_pending(f); i++) {
		const struct flow_pending *p = flow_pending(f, i);

		if (p->kind == PENDING_WRITE && !p->mapping &&
		    flow_pair(f, taken->address, p->address, ret))
			return p;
	}
	return NULL;
}

static bool find_written(struct flow *f, value_id value, enum kept_wrong wrong,
			 op_id after, struct kept_misuse *ret)
{
	for (size_t i = 0; i < flow_n_pending(f); i++) {
		const struct flow_pending *taken = flow_pending(f, i);
		const struct flow_pending *p;
		struct flow_pair pair;

		if (taken->kind != PENDING_TAKEN ||
		    !value_mentions(flow_values(f), value, taken->address))
			continue;
		p = written(f, taken, &pair);
		if (!p)
			continue;
		*ret = (struct kept_misuse){
			.wrong = wrong,
			.op = p->op,
			.via = p->via,
			.write = true,
			.sync = taken->op,
			.after = after,
			.field = flow_field(f, taken->address),
			.pair = pair,
		};
		return ret->field;
	}
	return false;
}

/* The pointer to what only the device writes, and has just been given, goes
 * to a function that can but read it. The address of a field itself is that of
 * a lock or a count as a rule. */
static bool is_passed(struct flow *f, value_id value, struct kept_misuse *ret)
{
	const struct flow_object *o;

	if (value_get(flow_values(f), value)->kind == VALUE_FIELD)
		return false;
	o = kept_mapping(f, value, &ret->pair);
	if (!o || o->owner != OWNER_DEVICE ||
	    !is_sync(f, o->synced, ROLE_SYNC_DEVICE) ||
	    flow_direction_at(f, o->synced) != FROM_DEVICE)
		return false;
	*ret = (struct kept_misuse){
		.wrong = KEPT_GIVEN,
		.op = flow_at(f),
		.passed = true,
		.sync = o->synced,
		.field = flow_field(f, o->value),
		.pair = ret->pair,
	};
	return ret->field;
}

bool kept_use(struct flow *f, value_id value, struct kept_misuse *ret)
{
	return value && (is_passed(f, value, ret) ||
			 find_written(f, value, KEPT_WRITTEN, flow_at(f), ret));
}

bool kept_call(struct flow *f, const struct flow_call *call,
	       struct kept_misuse *ret)
{
	value_id dma = call->args[ARG_DMA];

	return call->row->role == ROLE_SYNC_CPU && dma && !call->object &&
	       find_written(f, dma, KEPT_TAKEN, call->op, ret);
}

static bool is_both_ways(const struct flow *f, const struct kept_misuse *m)
{
	return flow_direction_at(f, m->sync) == BOTH_WAYS;
}

bool kept_by_letter(const struct flow *f, const struct kept_misuse *m)
{
	return m->wrong == KEPT_GIVEN && m->write && is_both_ways(f, m);
}

void kept_unless_taken(struct flow *f, struct finding *finding, op_id op,
		       op_id via)
{
	flow_unless(f, finding, "taken:%u:0", op);
	flow_unless(f, finding, "taken:%u:%u", op, via);
}

void kept_judge(struct flow *f, struct finding *finding,
		const struct kept_misuse *m)
{
	const char *dma = m->pair.dma, *cpu = m->pair.cpu;

	flow_only_if(f, finding, "pair:%s:%s", dma, cpu);
	switch (m->wrong) {
	case KEPT_GIVEN:
		kept_unless_taken(f, finding, m->op, m->via);
		if (m->write && !is_both_ways(f, m))
			flow_unless(f, finding, "write-synced:%u", m->op);
		break;
	case KEPT_ONE_WAY:
		/* for one direction, the sync does not fit the mapping */
		flow_only_if(f, finding, "way:%s:%s:%d", dma, cpu, BOTH_WAYS);
		flow_unless(f, finding, "way:%s:%s:%d", dma, cpu, TO_DEVICE);
		break;
	default:
		/* others give back what this function leaves */
		flow_unless(f, finding, "balanced:%u", m->sync);
		flow_unless(f, finding, "alone:%s", m->field);
		flow_only_if(f, finding, "given:%s", m->field);
	}
}

void kept_judge_early(struct flow *f, struct finding *finding,
		      const struct flow_pair *pair, const char *field,
		      bool back, bool write)
{
	flow_only_if(f, finding, "pair:%s:%s", pair->dma, pair->cpu);
	flow_unless(f, finding, "synced:%s:%u", field, flow_func(f));
	if (back)
		flow_unless(f, finding, "left:%s", field);
	/* what nobody takes is filled before the device runs */
	if (back && write)
		flow_only_if(f, finding, "synced:%s", field);
}

/* A function that has synced the buffer hands it on as the CPU's. */
static void say_taken(struct flow *f, const char *field, op_id via)
{
	autofree char *key = xasprintf("synced:%s", field);

	flow_evidence(f, "%s", key);
	flow_evidence_callees(f, key, via);
}

/* Whether a call syncs the buffer that was written to. */
static bool is_of(struct flow *f, const struct flow_pending *p,
		  const struct flow_call *call)
{
	value_id dma = call->args[ARG_DMA];
	struct flow_pair pair;

	if (call->object || p->mapping)
		return call->object && p->mapping == call->object->value;
	return dma && flow_pair(f, dma, p->address, &pair);
}

static void say_given(struct flow *f, const struct flow_call *call)
{
	value_id dma = call->args[ARG_DMA];

	for (size_t i = 0; i < flow_n_pending(f); i++) {
		const struct flow_pending *p = flow_pending(f, i);

		if (p->kind == PENDING_WRITE && is_of(f, p, call))
			flow_evidence(f, "write-synced:%u", p->op);
		if (p->kind == PENDING_TAKEN && dma &&
		    value_mentions(flow_values(f), dma, p->address))
			flow_evidence(f, "balanced:%u", p->op);
	}
}

void kept_say_sync(struct flow *f, const struct flow_call *call)
{
	value_id dma = call->args[ARG_DMA];
	const char *field = dma ? flow_field(f, dma) : NULL;

	if (field && call->row->role == ROLE_SYNC_CPU)
		say_taken(f, field, call->via);
	if (call->row->role != ROLE_SYNC_DEVICE)
		return;
	say_given(f, call);
	if (field)
		flow_evidence(f, "given:%s", field);
	if (field && !call->object && !flow_is_taken(f, dma))
		flow_evidence(f, "alone:%s", field);
}

void kept_say_end(struct flow *f)
{
	for (size_t i = 0; i < flow_n_pending(f); i++) {
		const struct flow_pending *p = flow_pending(f, i);
		const char *field =
			p->kind == PENDING_TAKEN &&
					is_sync(f, p->op, ROLE_SYNC_CPU) ?
				flow_field(f, p->address) :
				NULL;

		if (field)
			flow_evidence(f, "left:%s", field);
	}
}
