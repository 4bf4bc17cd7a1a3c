// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Random events, given to the record and to the naive one: both must know the
 * same of every page and say the same. A second record begins with a snapshot
 * of the first somewhere on the way, and must give the very same verdicts from
 * there on. DMR_SEED, DMR_EVENTS: run one sequence again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "check_record.h"
#include "events.h"
#include "naive_record.h"

enum { SEEDS = 60, EVENTS = 400 };

static u64 random_state;

static u32 below(u32 n)
{
	random_state =
		random_state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (random_state >> 33) % n;
}

/* ----------------------------------------------------------- random events */

static const u8 ops[] = {
	DMR_OP_MAP,    DMR_OP_MAP,    DMR_OP_MAP,	  DMR_OP_MAP,
	DMR_OP_MAP,    DMR_OP_UNMAP,  DMR_OP_UNMAP,	  DMR_OP_UNMAP,
	DMR_OP_LINEAR, DMR_OP_LINEAR, DMR_OP_FREE,	  DMR_OP_REFUSED,
	DMR_OP_COPY,   DMR_OP_MOVE,   DMR_OP_UNMAP_SPACE,
};
static const u8 kinds[] = {DMR_KIND_VMAP, DMR_KIND_IOREMAP, DMR_KIND_MEMREMAP,
			   DMR_KIND_USER, DMR_KIND_IMAGE};
static const u8 types[] = {DMR_WB,	 DMR_WB, DMR_NC,     DMR_NC,
			   DMR_UC_MINUS, DMR_UC, DMR_ABSENT, DMR_WT};
static const u16 flags[] = {0,
			    0,
			    0,
			    0,
			    DMR_EV_SANCTIONED,
			    DMR_EV_FOUND,
			    DMR_EV_DMA_MMAP,
			    DMR_EV_INSERT};

#define PICK(list) ((list)[below(ARRAY_SIZE(list))])

static void random_run(struct dmr_event *e)
{
	u64 npages = 1 + below(below(4) ? 6 : 40);
	u64 va = NAIVE_VA + 4096ULL * below(NAIVE_PAGES - npages + 1);
	u64 pfn = NAIVE_PFN + below(NAIVE_FRAMES - npages + 1);

	if (e->op == DMR_OP_LINEAR)
		va = LINEAR + (pfn << 12);
	dmr_event_run(e, va, pfn, npages);
}

static void random_kind(struct dmr_event *e)
{
	int space = below(NAIVE_SPACES);

	e->space = naive_spaces[space];
	e->space2 = naive_spaces[below(NAIVE_SPACES)];
	e->kind = PICK(kinds);
	if (space >= 2)
		e->kind = DMR_KIND_USER;
	if (e->space == DMR_SPACE_DMA)
		e->kind = DMR_KIND_DMA;
	if (e->op == DMR_OP_LINEAR)
		e->kind = DMR_KIND_LINEAR;
}

static void random_event(struct bed *bed)
{
	int runs = below(4) ? 1 : 3;
	struct dmr_event *e = event(bed, PICK(ops), 0, PICK(types),
				    below(4) ? MODULES + 64 * below(8) : 0, 0,
				    0, 0);

	random_kind(e);
	if (below(4) == 0)
		e->asked = PICK(types);
	e->flags = PICK(flags);
	if (e->op == DMR_OP_UNMAP_SPACE)
		runs = 0;
	if (e->op == DMR_OP_COPY || e->op == DMR_OP_MOVE)
		runs = 1;
	while (e->nr_runs < runs)
		random_run(e);
	if (e->op == DMR_OP_MOVE) {
		e->runs[1] = e->runs[0];
		e->runs[1].va = NAIVE_VA + 4096 * below(NAIVE_PAGES -
							e->runs[0].npages + 1);
		e->nr_runs = 2;
	}
}

/* -------------------------------------------------------------- comparisons */

static const char *compare_verdicts(struct bed *bed, struct naive *naive)
{
	for (u32 i = 0; i < bed->n; i++) {
		struct dmr_verdict *v = &bed->verdicts[i];

		if (v->total != naive->verdicts[v->rule][v->what].pages)
			return "a verdict has another number of pages";
		naive->verdicts[v->rule][v->what].pages = 0;
	}
	for (int r = 0; r < DMR_RULE_COUNT; r++)
		for (int w = 0; w < DMR_WHAT_COUNT; w++)
			if (naive->verdicts[r][w].pages)
				return "a verdict is missing";
	return NULL;
}

/* take the pages of a mapping out of the naive record; false: not the same */
static bool take_out(struct naive *naive, const struct dmr_mapping *m)
{
	const struct dmr_side *s = &m->side;
	struct naive_cell *c;
	int space = 0;

	while (space < NAIVE_SPACES && naive_spaces[space] != s->space)
		space++;
	for (u32 i = 0; i < m->npages; i++) {
		if (s->kind == DMR_KIND_LINEAR)
			c = &naive->linear[m->pfn - NAIVE_PFN + i];
		else
			c = &naive->cells[space][((s->va - NAIVE_VA) >> 12) + i];
		/* call 0 has no owner, call 1 told of RAM: seq is the call */
		if (c->kind != s->kind || c->type != s->type ||
		    c->call != s->seq)
			return false;
		if (s->kind != DMR_KIND_LINEAR &&
		    (c->frame != m->pfn - NAIVE_PFN + i ||
		     c->asked != s->asked || c->flags != s->flags))
			return false;
		c->kind = DMR_KIND_NONE;
	}
	return true;
}

static const char *compare_state(struct bed *bed, const struct naive *naive)
{
	static struct naive left;
	struct dmr_mapping m;
	u64 cursor = 0;

	memcpy(left.cells, naive->cells, sizeof(left.cells));
	memcpy(left.linear, naive->linear, sizeof(left.linear));
	while (dmr_next(bed->record, &cursor, &m))
		if (!take_out(&left, &m))
			return "a mapping is not as it should be";
	for (int s = 0; s < NAIVE_SPACES; s++)
		for (int p = 0; p < NAIVE_PAGES; p++)
			if (left.cells[s][p].kind)
				return "a mapping is not known";
	for (int f = 0; f < NAIVE_FRAMES; f++)
		if (left.linear[f].kind)
			return "an exception is not known";
	return NULL;
}

static const char *compare_frame(struct bed *bed, const struct naive *naive,
				 u32 f)
{
	bool known = naive->linear[f].kind, marked;
	u8 type = naive->ram[f] ? DMR_WB : DMR_TYPE_UNKNOWN;

	if (known)
		type = naive->linear[f].type;
	if (dmr_linear_type(bed->record, NAIVE_PFN + f) != type)
		return "the linear map's type is wrong";
	for (int s = 0; s < NAIVE_SPACES; s++)
		for (int p = 0; p < NAIVE_PAGES; p++)
			known |= naive->cells[s][p].kind &&
				 naive->cells[s][p].frame == f;
	marked = dmr_marked(bed->record, NAIVE_PFN + f, 1);
	/* above the end of the filter all frames are as one */
	if (marked != known &&
	    (known || NAIVE_PFN + f < dmr_config_of(bed->record)->max_pfn))
		return "the filter is wrong";
	return NULL;
}

static const char *compare_all(struct bed *bed, const struct naive *naive)
{
	const char *wrong = compare_state(bed, naive);

	for (u32 f = 0; !wrong && f < NAIVE_FRAMES; f++)
		wrong = compare_frame(bed, naive, f);
	return wrong;
}

static const char *compare_replay(const struct bed *live,
				  const struct bed *again)
{
	if (live->n != again->n)
		return "a replay gives another number of verdicts";
	if (memcmp(live->verdicts, again->verdicts,
		   live->n * sizeof(live->verdicts[0])))
		return "a replay gives another verdict";
	return NULL;
}

/* ----------------------------------------------------------------- sequences
 */

static void emit(void *arg, const struct dmr_event *event)
{
	struct bed *again = arg;

	again->event = *event;
	dmr_apply(again->record, &again->event);
}

static struct bed *replay_from_here(struct bed *bed)
{
	struct bed *again = bed_new_config(&bed->config);

	assert_non_null(again);
	dmr_set_strict(again->record, dmr_config_of(bed->record)->strict);
	dmr_snapshot(bed->record, emit, NULL, again);
	return again;
}

static const char *step(struct bed *bed, struct bed *again, struct naive *naive)
{
	const char *wrong;

	random_event(bed);
	bed->n = 0;
	dmr_apply(bed->record, &bed->event);
	if (bed->event.seq != naive->calls + 1)
		return "numbers of events are not in turn";
	naive_apply(naive, &bed->event);
	wrong = compare_verdicts(bed, naive);
	if (again && !wrong) {
		again->n = 0;
		again->event = bed->event;
		dmr_apply(again->record, &again->event);
		wrong = compare_replay(bed, again);
	}
	if (!wrong && bed->event.seq % 7 == 0)
		wrong = compare_all(bed, naive);
	return wrong;
}

/* NULL, or what went wrong; *n: in, events; out, the one that it went wrong at
 */
static const char *sequence(u64 seed, u32 *n)
{
	static struct naive naive;
	struct bed *again = NULL, *bed;
	const char *wrong = NULL;
	u32 i, snapshot;

	random_state = seed;
	memset(&naive, 0, sizeof(naive));
	naive.strict = below(4) == 0;
	naive.full = below(4) == 0;
	snapshot = below(EVENTS) / (1 + below(20));
	bed = bed_new_config(&(struct dmr_config){
		.max_pfn = NAIVE_PFN + (below(2) ? NAIVE_FRAMES : 48),
		.max_bytes = 32 * MB,
		.module_start = MODULES,
		.module_end = MODULES + MB,
		.strict = naive.strict,
		.full = naive.full,
	});
	assert_non_null(bed);
	event(bed, DMR_OP_RAM, 0, 0, 0, 0, NAIVE_PFN + 4, 30);
	dmr_event_run(&bed->event, 0, NAIVE_PFN + 36, 6);
	apply(bed);
	naive_apply(&naive, &bed->event);
	for (i = 0; i < *n && !wrong; i++) {
		if (i == snapshot)
			again = replay_from_here(bed);
		wrong = step(bed, again, &naive);
		dmr_refill(bed->record);
		if (!wrong && i % 50 == 0)
			wrong = check_record(bed->record);
	}
	if (!wrong)
		wrong = check_record(bed->record);
	if (again && !wrong)
		wrong = check_record(again->record);
	if (again)
		bed_free(again);
	bed_free(bed);
	*n = i;
	return wrong;
}

/* the shortest sequence of many seeds is the one to look at */
static void shrink(u64 seed, u32 n)
{
	u64 best_seed = seed;
	const char *wrong = NULL;
	u32 best = n, m;

	for (u64 s = 1; s <= 500; s++) {
		m = best > 1 ? best - 1 : 1;
		if (sequence(s, &m) && m < best) {
			best = m;
			best_seed = s;
		}
	}
	m = best;
	wrong = sequence(best_seed, &m);
	print_error("%s: DMR_SEED=%llu DMR_EVENTS=%u\n", wrong ? wrong : "?",
		    (unsigned long long)best_seed, best);
}

static void model(void **state)
{
	const char *one = getenv("DMR_SEED"), *many = getenv("DMR_EVENTS");
	u64 seed = one ? strtoull(one, NULL, 0) : 1;
	u64 last = one ? seed : SEEDS;
	const char *wrong;
	u32 n;

	for (; seed <= last; seed++) {
		n = many ? strtoul(many, NULL, 0) : EVENTS;
		wrong = sequence(seed, &n);
		if (!wrong)
			continue;
		print_error("%s: DMR_SEED=%llu DMR_EVENTS=%u\n", wrong,
			    (unsigned long long)seed, n);
		if (!one)
			shrink(seed, n);
		fail();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(model)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
