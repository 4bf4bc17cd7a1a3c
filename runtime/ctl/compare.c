// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "core/stream.h"
#include "ctl/compare.h"
#include "ctl/mem.h"

void compare_event(struct compare *c)
{
	c->fresh = 0;
}

void compare_replayed(struct compare *c, const struct dmr_verdict *verdict)
{
	c->pending = mem_push(c->pending, c->n, sizeof(*c->pending));
	c->pending[c->n++] = *verdict;
	c->fresh++;
}

/* How the stream has them is the form in which they can be equal */
static bool same(const struct dmr_verdict *a, const struct dmr_verdict *b)
{
	unsigned char x[DMR_RECORD_BYTES], y[DMR_RECORD_BYTES];
	size_t n = dmr_encode_verdict(a, x, sizeof(x));
	size_t m = dmr_encode_verdict(b, y, sizeof(y));

	return n && n == m && !memcmp(x, y, n);
}

static void drop(struct compare *c, size_t i)
{
	c->fresh -= i >= c->n - c->fresh;
	memmove(c->pending + i, c->pending + i + 1,
		(c->n - i - 1) * sizeof(*c->pending));
	c->n--;
}

enum compare_result compare_live(struct compare *c,
				 const struct dmr_verdict *live,
				 struct dmr_verdict *other)
{
	size_t candidate = c->n;

	for (size_t i = 0; i < c->n; i++) {
		if (c->pending[i].seq != live->seq)
			continue;
		if (same(&c->pending[i], live)) {
			drop(c, i);
			c->equal++;
			return COMPARE_EQUAL;
		}
		candidate = candidate == c->n ? i : candidate;
	}
	if (candidate == c->n)
		return COMPARE_ONLY_LIVE;
	*other = c->pending[candidate];
	drop(c, candidate);
	return COMPARE_DIFFERS;
}

static const char *side_field(const struct dmr_side *a,
			      const struct dmr_side *b)
{
	if (a->kind != b->kind)
		return "kind";
	if (a->type != b->type || a->asked != b->asked)
		return "type";
	if (a->seq != b->seq || a->time != b->time)
		return "event";
	if (a->va != b->va || a->space != b->space)
		return "address";
	if (a->nr_stack != b->nr_stack || a->site != b->site ||
	    memcmp(a->stack, b->stack, a->nr_stack * sizeof(a->stack[0])) != 0)
		return "stack";
	return a->flags != b->flags || a->pid != b->pid ? "owner" : NULL;
}

const char *compare_field(const struct dmr_verdict *a,
			  const struct dmr_verdict *b)
{
	const char *field;

	if (a->rule != b->rule)
		return "rule";
	if (a->what != b->what || a->strict != b->strict)
		return "what";
	if (a->pfn != b->pfn)
		return "pfn";
	if (a->npages != b->npages || a->total != b->total)
		return "pages";
	field = side_field(&a->culprit, &b->culprit);
	if (!field)
		field = side_field(&a->other, &b->other);
	if (field)
		return field;
	return a->nth != b->nth ? "nth" : "owner";
}

void compare_free(struct compare *c)
{
	free(c->pending);
	*c = (struct compare){};
}
