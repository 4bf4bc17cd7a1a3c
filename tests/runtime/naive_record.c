// SPDX-License-Identifier: GPL-2.0-or-later
#include "naive_record.h"

const u64 naive_spaces[NAIVE_SPACES] = {
	DMR_SPACE_KERNEL,
	DMR_SPACE_DMA,
	0xffff888001000000,
	0xffff888002000000,
};

enum {
	KEPT_FLAGS = DMR_EV_SANCTIONED | DMR_EV_FOUND | DMR_EV_DMA_MMAP |
		     DMR_EV_INSERT
};

/* the worst that one page meets */
struct worst {
	int weight; /* 0: nothing; odd: mild */
	u32 call;
	u8 rule, what;
};

static struct naive_cell *cells_of(struct naive *naive, u64 space)
{
	for (int i = 0; i < NAIVE_SPACES; i++)
		if (naive_spaces[i] == space)
			return naive->cells[i];
	return NULL;
}

static u8 linear_type(const struct naive *naive, u32 frame)
{
	if (naive->linear[frame].kind)
		return naive->linear[frame].type;
	return naive->ram[frame] ? DMR_WB : DMR_TYPE_UNKNOWN;
}

static u8 rule_for(u8 kind, bool ram)
{
	if (!ram)
		return DMR_MMIO_CONFLICT;
	if (kind == DMR_KIND_USER)
		return DMR_RAM_ALIAS_USER;
	if (kind == DMR_KIND_IOREMAP || kind == DMR_KIND_MEMREMAP)
		return DMR_RAM_IOMAP;
	return DMR_RAM_ALIAS_VMAP;
}

static bool sanctioned(u16 flags)
{
	return flags & (DMR_EV_SANCTIONED | DMR_EV_DMA_MMAP);
}

static void consider(struct worst *worst, u8 rule, u8 what, bool mild, u32 call)
{
	struct worst now = {.rule = rule, .what = what, .call = call};

	/* worst first: live conflicts, what was asked for, what is mild */
	now.weight = (mild ? 1 : 3) + (what != DMR_OVERRIDDEN);
	if (now.weight > worst->weight ||
	    (now.weight == worst->weight && call < worst->call))
		*worst = now;
}

static void count(struct naive *naive, const struct worst *worst)
{
	if (worst->weight > 2 || (worst->weight && naive->strict))
		naive->verdicts[worst->rule][worst->what].pages++;
}

/* ------------------------------------------------------------ map, refused */

static void against(struct worst *worst, const struct dmr_event *event,
		    bool ram, u8 type, bool mild, u32 call)
{
	bool refused = event->op == DMR_OP_REFUSED;
	enum dmr_relation r = dmr_relate(DMR_X86_64, event->type, type, ram);
	u8 rule = rule_for(event->kind, ram);

	if (!refused && r != DMR_AGREE)
		consider(worst, rule, DMR_ALIASED, mild || r == DMR_TOLERATED,
			 call);
	else if (event->asked && event->asked != event->type &&
		 !(event->kind == DMR_KIND_USER && !ram &&
		   event->asked == DMR_UC_MINUS && event->type == DMR_NC) &&
		 dmr_relate(DMR_X86_64, event->asked, type, ram) ==
			 DMR_CONFLICT)
		consider(worst, rule,
			 refused ? DMR_WAS_REFUSED : DMR_OVERRIDDEN, mild,
			 call);
}

static bool is_wrong_call(const struct dmr_event *event)
{
	return event->op == DMR_OP_MAP && event->kind == DMR_KIND_USER &&
	       !(event->flags & KEPT_FLAGS);
}

static void meet_all(struct naive *naive, const struct dmr_event *event,
		     u32 frame, struct worst *worst)
{
	bool ram = naive->ram[frame], mild = sanctioned(event->flags);

	if (ram)
		against(worst, event, ram, linear_type(naive, frame), mild, 0);
	if (ram && event->op == DMR_OP_REFUSED &&
	    event->kind == DMR_KIND_IOREMAP)
		consider(worst, DMR_RAM_IOMAP, DMR_WAS_REFUSED, mild, 0);
	for (int s = 0; s < NAIVE_SPACES; s++) {
		for (int p = 0; p < NAIVE_PAGES; p++) {
			struct naive_cell *c = &naive->cells[s][p];

			if (!c->kind || c->frame != frame)
				continue;
			if (c->kind != DMR_KIND_DMA)
				against(worst, event, ram, c->type,
					mild || sanctioned(c->flags), c->call);
			else if (is_wrong_call(event))
				*worst = (struct worst){100, 0,
							DMR_USER_NOT_DMA_MMAP,
							DMR_WRONG_CALL};
			if (worst->weight == 100)
				return;
		}
	}
}

static bool is_kept(const struct naive *naive, const struct dmr_event *event,
		    u32 frame)
{
	if (event->type == DMR_ABSENT)
		return false;
	return naive->full || event->kind == DMR_KIND_DMA ||
	       event->kind == DMR_KIND_IOREMAP || event->type != DMR_WB ||
	       !naive->ram[frame];
}

/* a walk finds what is known: its maker stays known */
static bool is_known(const struct dmr_event *event,
		     const struct naive_cell *cell, u32 frame)
{
	return (event->flags & DMR_EV_FOUND) && cell->kind &&
	       cell->type == event->type && cell->frame == frame;
}

static void map_page(struct naive *naive, const struct dmr_event *event,
		     struct naive_cell *cell, u32 frame)
{
	struct worst worst = {};

	if (event->kind != DMR_KIND_DMA)
		meet_all(naive, event, frame, &worst);
	count(naive, &worst);
	if (cell && is_kept(naive, event, frame))
		*cell = (struct naive_cell){
			.kind = event->kind,
			.type = event->type,
			.asked = event->asked,
			.flags = event->flags & KEPT_FLAGS,
			.frame = frame,
			.call = naive->calls,
		};
}

/* what is there goes first, for all pages of a run, then all are decided */
static void map_run(struct naive *naive, const struct dmr_event *event,
		    const struct dmr_run *run)
{
	u32 frame = run->pfn - NAIVE_PFN, first = (run->va - NAIVE_VA) >> 12;
	struct naive_cell *cells = cells_of(naive, event->space) + first;
	bool known[NAIVE_PAGES] = {};

	for (u32 i = 0; i < run->npages; i++) {
		known[i] = is_known(event, &cells[i], frame + i);
		if (!known[i])
			cells[i].kind = DMR_KIND_NONE;
	}
	for (u32 i = 0; i < run->npages; i++)
		if (!known[i])
			map_page(naive, event, &cells[i], frame + i);
}

/* -------------------------------------------------------------- linear, free
 */

static void meet_linear(struct naive *naive, const struct dmr_event *event,
			u32 frame)
{
	u8 old = linear_type(naive, frame);
	bool ram = naive->ram[frame];
	struct worst worst = {};

	for (int s = 0; s < NAIVE_SPACES; s++) {
		for (int p = 0; p < NAIVE_PAGES; p++) {
			struct naive_cell *c = &naive->cells[s][p];
			enum dmr_relation was, is;

			if (!c->kind || c->kind == DMR_KIND_DMA ||
			    c->frame != frame)
				continue;
			was = dmr_relate(DMR_X86_64, old, c->type, ram);
			is = dmr_relate(DMR_X86_64, event->type, c->type, ram);
			if (is > was)
				consider(&worst, rule_for(c->kind, ram),
					 DMR_CHANGED_UNDER,
					 is == DMR_TOLERATED ||
						 sanctioned(c->flags) ||
						 sanctioned(event->flags),
					 c->call);
		}
	}
	count(naive, &worst);
}

static void linear_page(struct naive *naive, const struct dmr_event *event,
			u32 frame)
{
	struct naive_cell *c = &naive->linear[frame];
	bool nobody = (event->flags & DMR_EV_FOUND) || !event->nr_stack;

	meet_linear(naive, event, frame);
	if (event->type == DMR_WB) {
		c->kind = DMR_KIND_NONE;
	} else if (c->kind && nobody) {
		c->type = event->type;
	} else if (!c->kind || c->type != event->type ||
		   naive->reported[c->call]) {
		c->kind = DMR_KIND_LINEAR;
		c->type = event->type;
		c->call = naive->calls;
	}
}

static void report(struct naive *naive, u32 call, bool *now)
{
	now[call] = true;
}

static void free_page(struct naive *naive, const struct dmr_event *event,
		      u32 frame, bool *now)
{
	struct naive_cell *l = &naive->linear[frame];
	bool changed = event->type != DMR_TYPE_UNKNOWN &&
		       event->type != DMR_ABSENT && event->type != DMR_WB;
	struct worst worst = {};

	if (changed && !(l->kind && naive->reported[l->call])) {
		naive->verdicts[DMR_NOT_RESTORED][DMR_FREED_CHANGED].pages++;
		if (l->kind)
			report(naive, l->call, now);
	}
	for (int s = 0; s < NAIVE_SPACES; s++) {
		for (int p = 0; p < NAIVE_PAGES; p++) {
			struct naive_cell *c = &naive->cells[s][p];

			if (c->kind && c->kind != DMR_KIND_DMA &&
			    c->frame == frame && !naive->reported[c->call] &&
			    dmr_relate(DMR_X86_64, DMR_WB, c->type, true) ==
				    DMR_CONFLICT)
				consider(&worst, rule_for(c->kind, true),
					 DMR_FREED_ALIASED,
					 sanctioned(c->flags), c->call);
		}
	}
	for (int s = 0; s < NAIVE_SPACES; s++)
		for (int p = 0; p < NAIVE_PAGES; p++)
			if (naive->cells[s][p].kind == DMR_KIND_DMA &&
			    naive->cells[s][p].frame == frame)
				naive->cells[s][p].kind = DMR_KIND_NONE;
	count(naive, &worst);
	if (worst.weight)
		report(naive, worst.call, now);
	if (event->type == DMR_WB)
		l->kind = DMR_KIND_NONE;
	else if (changed && l->kind)
		l->type = event->type;
	else if (changed)
		*l = (struct naive_cell){
			.kind = DMR_KIND_LINEAR,
			.type = event->type,
		};
}

static void free_all(struct naive *naive, const struct dmr_event *event)
{
	static bool now[NAIVE_CALLS];

	/* call 0 is nobody: what was changed before and has been reported */
	naive->reported[0] = true;
	for (int i = 0; i < event->nr_runs; i++)
		for (u32 p = 0; p < event->runs[i].npages; p++)
			free_page(naive, event,
				  event->runs[i].pfn - NAIVE_PFN + p, now);
	for (u32 c = 0; c <= naive->calls; c++)
		if (now[c])
			naive->reported[c] = true;
	memset(now, 0, naive->calls + 1);
}

/* --------------------------------------------------------------------- others
 */

static void unmap(struct naive *naive, u64 space, u64 va, u64 npages)
{
	u32 first = (va - NAIVE_VA) >> 12;

	for (u32 i = 0; i < npages; i++)
		cells_of(naive, space)[first + i].kind = DMR_KIND_NONE;
}

static void copy(struct naive *naive, const struct dmr_event *event)
{
	const struct dmr_run *run = &event->runs[0];
	struct naive_cell *from = cells_of(naive, event->space);
	struct naive_cell *to = cells_of(naive, event->space2);
	u32 first = (run->va - NAIVE_VA) >> 12;

	for (u32 i = first; from != to && i < first + run->npages; i++)
		if (from[i].kind)
			to[i] = from[i];
}

static void move(struct naive *naive, const struct dmr_event *event)
{
	const struct dmr_run *run = event->runs;
	struct naive_cell moved[NAIVE_PAGES];
	u32 n = run[0].npages;

	memcpy(moved,
	       cells_of(naive, event->space) + ((run[0].va - NAIVE_VA) >> 12),
	       n * sizeof(*moved));
	unmap(naive, event->space, run[0].va, n);
	memcpy(cells_of(naive, event->space2) + ((run[1].va - NAIVE_VA) >> 12),
	       moved, n * sizeof(*moved));
}

static void each_run(struct naive *naive, const struct dmr_event *event,
		     const struct dmr_run *run)
{
	switch (event->op) {
	case DMR_OP_MAP:
		map_run(naive, event, run);
		break;
	case DMR_OP_REFUSED:
		for (u32 i = 0; i < run->npages; i++)
			map_page(naive, event, NULL, run->pfn - NAIVE_PFN + i);
		break;
	case DMR_OP_UNMAP:
		unmap(naive, event->space, run->va, run->npages);
		break;
	case DMR_OP_LINEAR:
		for (u32 i = 0; i < run->npages; i++)
			linear_page(naive, event, run->pfn - NAIVE_PFN + i);
		break;
	case DMR_OP_RAM:
		for (u32 i = 0; i < run->npages; i++)
			naive->ram[run->pfn - NAIVE_PFN + i] = true;
		break;
	default:
		break;
	}
}

void naive_apply(struct naive *naive, const struct dmr_event *event)
{
	naive->calls++;
	memset(naive->verdicts, 0, sizeof(naive->verdicts));
	for (int i = 0; i < event->nr_runs; i++)
		each_run(naive, event, &event->runs[i]);
	if (event->op == DMR_OP_FREE)
		free_all(naive, event);
	if (event->op == DMR_OP_COPY)
		copy(naive, event);
	if (event->op == DMR_OP_MOVE)
		move(naive, event);
	if (event->op == DMR_OP_UNMAP_SPACE)
		unmap(naive, event->space, NAIVE_VA, NAIVE_PAGES);
}
