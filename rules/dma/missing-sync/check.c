// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/query/direction.h"
#include "flow/query/kept.h"

static const char *verb_of(bool write)
{
	return write ? "written" : "read";
}

static struct finding *report(struct flow *f, op_id op, bool write,
			      enum finding_confidence confidence)
{
	const char *text = flow_access_text(f, op, write);

	if (text)
		return flow_report(f, op, confidence,
				   "'%s' is %s while the device owns it", text,
				   verb_of(write));
	return flow_report(f, op, confidence,
			   "memory is %s while the device owns it",
			   verb_of(write));
}

/* A buffer that is kept mapped, in a function that syncs it. */
static void report_kept(struct flow *f, const struct kept_misuse *m)
{
	struct finding *finding = report(
		f, m->op, m->write,
		kept_by_letter(f, m) ? CONFIDENCE_LOW : CONFIDENCE_MEDIUM);

	if (!finding)
		return;
	kept_judge(f, finding, m);
	flow_step(f, finding, m->sync,
		  m->wrong == KEPT_GIVEN ? "given to the device by '%s'" :
					   "taken from the device by '%s'",
		  flow_call_name(f, m->sync));
	flow_step(f, finding, m->op, "%s here",
		  m->passed ? "handed on" : verb_of(m->write));
	if (m->after)
		flow_step(f, finding, m->after,
			  "%s here, with no sync for the device since",
			  m->wrong == KEPT_TAKEN ? "taken again" : "handed on");
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
	struct kept_misuse kept;
	struct finding *finding;

	if (kept_access(f, access, &kept))
		report_kept(f, &kept);
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
	kept_unless_taken(f, finding, access->op, access->via);
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
		  "%s here; no sync for the CPU and no unmap since",
		  verb_of(access->write));
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
	kept_unless_taken(f, finding, p->op, p->via);
	/* kept mapped, and synced before each use */
	flow_unless_kept(f, finding, o, "given");
	flow_step(f, finding, o->op, "mapped for %s by '%s'",
		  flow_direction_name(dir), flow_call_name(f, o->op));
	flow_step(f, finding, p->op,
		  "written here, and not synced for the device afterwards");
}

/* Read here, unmapped or synced only now: @p was before its time. */
static void report_early(struct flow *f, const struct flow_call *call,
			 const struct flow_pending *p, const char *field,
			 const struct flow_pair *pair)
{
	bool back = call->row->role == ROLE_SYNC_DEVICE;
	bool write = p->kind == PENDING_WRITE;
	/* of its callers, one may know more */
	enum finding_confidence confidence = write ? CONFIDENCE_LOW :
					     back || !flow_is_root(f) ?
						     CONFIDENCE_MEDIUM :
						     CONFIDENCE_HIGH;
	struct finding *finding = report(f, p->op, write, confidence);

	if (!finding)
		return;
	kept_unless_taken(f, finding, p->op, p->via);
	if (pair->dma)
		kept_judge_early(f, finding, pair, field, back, write);
	flow_step(f, finding, p->op,
		  "%s here; no sync for the CPU and no unmap before",
		  verb_of(write));
	flow_step(f, finding, call->op,
		  back ? "given back to the device by '%s'" :
			 "taken back from the device only here by '%s'",
		  flow_call_name(f, call->op));
}

/* Whether an access is to the buffer of a call; @pair is of no fields where
 * that is known already. */
static bool is_early(struct flow *f, const struct flow_call *call,
		     const struct flow_pending *p, struct flow_pair *pair)
{
	*pair = (struct flow_pair){NULL, ""};
	if (p->mapping || p->kind == PENDING_TAKEN)
		return false;
	return call->args[ARG_DMA] ?
		       flow_pair(f, call->args[ARG_DMA], p->address, pair) :
		       flow_in_scatterlist(f, call->args[ARG_CPU], p->address);
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

		if (!is_early(f, call, p, &pair) ||
		    strmap_get(&seen, pair.cpu, NULL))
			continue;
		strmap_put(&seen, pair.cpu, 1);
		report_early(f, call, p, field, &pair);
	}
	strmap_deinit(&seen);
}

/* The mapping was made elsewhere and is the device's until this call. */
static void check_early(struct flow *f, const struct flow_call *call)
{
	enum dma_direction dir = flow_direction(f, call->args);
	value_id dma = call->args[ARG_DMA];
	const char *field = dma ? flow_field(f, dma) : NULL;

	if (dir == NO_WAY || dir == TO_DEVICE || (dma && !field) ||
	    (call->prior && call->prior->owner != OWNER_DEVICE) ||
	    flow_is_taken(f, dma ? dma : call->args[ARG_CPU]))
		return;
	/* words that are written and given back were the driver's before */
	if (!dma || call->row->role != ROLE_SYNC_DEVICE || dir == BOTH_WAYS ||
	    !flow_is_written(f, dma))
		check_pairs(f, call, field);
}

static void check_use(struct flow *f, value_id value)
{
	struct kept_misuse kept;

	if (kept_use(f, value, &kept))
		report_kept(f, &kept);
}

static void check_call(struct flow *f, const struct flow_call *call)
{
	struct kept_misuse kept;

	switch (call->row->role) {
	case ROLE_UNMAP:
		if (call->object)
			check_writes(f, call->object);
		break;
	case ROLE_SYNC_DEVICE:
		kept_say_sync(f, call);
		break;
	case ROLE_SYNC_CPU:
		if (kept_call(f, call, &kept))
			report_kept(f, &kept);
		kept_say_sync(f, call);
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
	.use = check_use,
	.object_end = check_writes,
	.path_end = kept_say_end,
};
