// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/query/direction.h"

static struct finding *report(struct flow *f, op_id op, bool write,
			      enum finding_confidence confidence)
{
	const char *text = flow_access_text(f, op, write);
	const char *verb = write ? "written" : "read";

	if (text)
		return flow_report(f, op, confidence,
				   "'%s' is %s while the device owns it", text,
				   verb);
	return flow_report(f, op, confidence,
			   "memory is %s while the device owns it", verb);
}

/* In its own function, where the order is known, or by this call of it. */
static void unless_taken(struct flow *f, struct finding *finding, op_id op,
			 op_id via)
{
	flow_unless(f, finding, "taken:%u:0", op);
	flow_unless(f, finding, "taken:%u:%u", op, via);
}

static bool is_coherent(const struct flow_object *o)
{
	return o && o->row->role == ROLE_ALLOC &&
	       !(o->row->flags & MODEL_NEEDS_SYNC);
}

static bool is_devices(const struct flow_object *o)
{
	return o->owner == OWNER_DEVICE && !(o->flags & OBJECT_UNDONE);
}

/* A read of, or a write into, what this path has mapped. */
static void check_access(struct flow *f, const struct flow_access *access)
{
	const struct flow_object *o = access->mapping;
	enum dma_direction dir;
	struct finding *finding;

	/* what is the CPU's on one of the ways to an access is so by a
	 * condition that the other ways may depend on as well */
	if (!o ? is_coherent(access->object) ||
			    flow_is_taken_at(f, access->address) :
		 flow_this_turn(f, o) && !is_devices(o))
		flow_evidence(f, "taken:%u:%u", access->op, access->via);
	if (!o || !is_devices(o) || !flow_this_turn(f, o))
		return;
	dir = flow_direction(f, o->args);
	/* a write to what the device reads is right when a sync follows; of
	 * several accesses the first is told of */
	if (dir == NO_WAY ||
	    (access->write ? dir != FROM_DEVICE : dir == TO_DEVICE) ||
	    flow_pending_of(f, o, access->write ? PENDING_WRITE : PENDING_READ))
		return;
	finding = report(f, access->op, access->write, CONFIDENCE_HIGH);
	if (!finding)
		return;
	unless_taken(f, finding, access->op, access->via);
	if (o->flags & OBJECT_FOREIGN)
		flow_step(f, finding, o->synced, "given to the device by '%s'",
			  flow_call_name(f, o->synced));
	else
		flow_step(f, finding, o->op, "mapped for %s by '%s'",
			  flow_direction_name(dir), flow_call_name(f, o->op));
	if (o->synced && !(o->flags & OBJECT_FOREIGN))
		flow_step(f, finding, o->synced,
			  "given back to the device by '%s'",
			  flow_call_name(f, o->synced));
	flow_step(f, finding, access->op,
		  "%s here; no sync for the CPU and "
		  "no unmap since",
		  access->write ? "written" : "read");
}

/* What was written to the mapping after it was made reaches the device by
 * chance: no sync followed. */
static void check_writes(struct flow *f, const struct flow_object *o)
{
	enum dma_direction dir = flow_direction(f, o->args);
	const struct flow_pending *p;
	struct finding *finding;

	if (o->row->role != ROLE_MAP || dir == NO_WAY || dir == FROM_DEVICE)
		return;
	p = flow_pending_of(f, o, PENDING_WRITE);
	/* of a buffer that both write, the read is told of */
	if (dir == BOTH_WAYS && flow_pending_of(f, o, PENDING_READ))
		return;
	finding = p ? report(f, p->op, true, CONFIDENCE_HIGH) : NULL;
	if (!finding)
		return;
	/* a path that fails before the sync has nothing to hand over */
	flow_unless(f, finding, "write-synced:%u", p->op);
	unless_taken(f, finding, p->op, p->via);
	/* kept mapped, and synced before each use */
	flow_unless_kept(f, finding, o, "given");
	flow_step(f, finding, o->op, "mapped for %s by '%s'",
		  flow_direction_name(dir), flow_call_name(f, o->op));
	flow_step(f, finding, p->op,
		  "written here, and not synced for the device afterwards");
}

static void say_given(struct flow *f, const struct flow_call *call)
{
	const struct flow_object *o = call->object;
	value_id dma = call->args[ARG_DMA];
	const char *field = dma ? flow_field(f, dma) : NULL;

	if (field)
		flow_evidence(f, "given:%s", field);
	if (!o)
		return;
	for (size_t i = 0; i < flow_n_pending(f); i++)
		if (flow_pending(f, i)->mapping == o->value &&
		    flow_pending(f, i)->kind == PENDING_WRITE)
			flow_evidence(f, "write-synced:%u",
				      flow_pending(f, i)->op);
}

/* Read here, unmapped or synced only now: @p was before its time. */
static void report_early(struct flow *f, const struct flow_call *call,
			 const struct flow_pending *p, const char *field,
			 const struct flow_pair *pair)
{
	bool back = call->row->role == ROLE_SYNC_DEVICE;
	bool write = p->kind == PENDING_WRITE;
	struct finding *finding = report(f, p->op, write,
					 write ? CONFIDENCE_LOW :
					 back  ? CONFIDENCE_MEDIUM :
						 CONFIDENCE_HIGH);

	if (!finding)
		return;
	unless_taken(f, finding, p->op, p->via);
	if (pair) {
		flow_only_if(f, finding, "pair:%s:%s", pair->dma, pair->cpu);
		flow_unless(f, finding, "synced:%s:%u", field, flow_func(f));
	}
	if (pair && back)
		flow_unless(f, finding, "synced:%s", field);
	flow_step(f, finding, p->op,
		  "%s here; no sync for the CPU and no unmap before",
		  write ? "written" : "read");
	flow_step(f, finding, call->op,
		  back ? "given back to the device by '%s'" :
			 "taken back from the device only here by '%s'",
		  flow_call_name(f, call->op));
}

/* Of each pair of fields the first access; which of them are one buffer is
 * known when the whole module was seen. */
static void check_pairs(struct flow *f, const struct flow_call *call,
			const char *field)
{
	struct strmap seen = {};

	for (size_t i = 0; i < flow_n_pending(f); i++) {
		const struct flow_pending *p = flow_pending(f, i);
		struct flow_pair pair;

		if (p->mapping || p->kind == PENDING_TAKEN ||
		    !flow_pair(f, call->args[ARG_DMA], p->address, &pair) ||
		    strmap_get(&seen, pair.cpu, NULL))
			continue;
		strmap_put(&seen, pair.cpu, 1);
		report_early(f, call, p, field, &pair);
	}
	strmap_deinit(&seen);
}

static void check_list(struct flow *f, const struct flow_call *call)
{
	for (size_t i = 0; i < flow_n_pending(f); i++) {
		const struct flow_pending *p = flow_pending(f, i);

		if (p->mapping || p->kind == PENDING_TAKEN ||
		    !flow_in_scatterlist(f, call->args[ARG_CPU], p->address))
			continue;
		report_early(f, call, p, NULL, NULL);
		return;
	}
}

/* A caller that has synced the buffer hands it on as the CPU's. */
static void say_synced(struct flow *f, const char *field)
{
	autofree char *key = xasprintf("synced:%s", field);

	flow_evidence(f, "%s", key);
	flow_evidence_callees(f, key);
}

/* The mapping was made elsewhere and is the device's until this call. */
static void check_early(struct flow *f, const struct flow_call *call)
{
	enum dma_direction dir = flow_direction(f, call->args);
	value_id dma = call->args[ARG_DMA];
	const char *field = dma ? flow_field(f, dma) : NULL;

	if (field && call->row->role == ROLE_SYNC_CPU)
		say_synced(f, field);
	if (dir == NO_WAY || dir == TO_DEVICE || (dma && !field) ||
	    (call->prior && call->prior->owner != OWNER_DEVICE) ||
	    flow_is_taken(f, dma ? dma : call->args[ARG_CPU]))
		return;
	if (!dma)
		check_list(f, call);
	else if (call->row->role != ROLE_SYNC_DEVICE ||
		 !flow_is_written(f, dma))
		check_pairs(f, call, field);
}

static void check_call(struct flow *f, const struct flow_call *call)
{
	switch (call->row->role) {
	case ROLE_UNMAP:
		if (call->object)
			check_writes(f, call->object);
		break;
	case ROLE_SYNC_DEVICE:
		say_given(f, call);
		break;
	case ROLE_SYNC_CPU:
		break;
	default:
		return;
	}
	if (!call->object)
		check_early(f, call);
}

const struct flow_rule rule_dma_missing_sync = {
	.call = check_call,
	.access = check_access,
	.object_end = check_writes,
};
