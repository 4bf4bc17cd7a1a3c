// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "flow/summary/outcome.h"

void outcome_deinit(struct outcome *o)
{
	vec_deinit(&o->stores);
	vec_deinit(&o->given);
	vec_deinit(&o->after);
	vec_deinit(&o->objects);
}

static bool same_objects(const struct outcome *x, const struct outcome *y)
{
	if (x->objects.n != y->objects.n)
		return false;
	for (size_t i = 0; i < x->objects.n; i++)
		if (x->objects.v[i].value != y->objects.v[i].value)
			return false;
	return true;
}

static bool same_class(const struct outcome *x, const struct outcome *y)
{
	return x->class == y->class &&
	       (x->class != RETURN_VALUE || x->returned == y->returned);
}

/* The nearest step from @trace back that is sure to happen; whether there was
 * one before that is not goes to @maybe. */
static uint32_t sure_step(const struct traces *t, uint32_t trace, bool *maybe)
{
	while (trace && t->nodes.v[trace].maybe) {
		*maybe = true;
		trace = t->nodes.v[trace].prev;
	}
	return trace;
}

/* Whether two traces that say "may have" say the same of what is sure. A
 * caller does with every "may have" the same: it doubts. */
static bool same_sure(const struct traces *t, uint32_t x, uint32_t y)
{
	bool x_doubts = false, y_doubts = false;

	for (;;) {
		x = sure_step(t, x, &x_doubts);
		y = sure_step(t, y, &y_doubts);
		if (!x || !y)
			return x == y && x_doubts && y_doubts;
		if (t->nodes.v[x].event != t->nodes.v[y].event)
			return false;
		x = t->nodes.v[x].prev;
		y = t->nodes.v[y].prev;
	}
}

static bool is_same(const struct traces *t, const struct outcome *x,
		    const struct outcome *y)
{
	return x->cut == y->cut && same_class(x, y) && same_objects(x, y) &&
	       (x->trace == y->trace || same_sure(t, x->trace, y->trace));
}

/* What a place holds when it is not known which of two outcomes it was. */
static value_id either(struct values *vs, value_id address)
{
	return value_make(vs,
			  &(struct value){.kind = VALUE_LOOP, .a = address});
}

static struct state_cell *find_store(struct outcome *o, value_id address)
{
	vec_for_each(&o->stores, cell)
		if (cell->address == address)
			return cell;
	return NULL;
}

static void join_stores(struct outcome *to, struct values *vs,
			struct outcome *from)
{
	vec_for_each(&to->stores, cell) {
		struct state_cell *other = find_store(from, cell->address);

		if (!other || other->value != cell->value)
			cell->value = either(vs, cell->address);
	}
	vec_for_each(&from->stores, cell)
		if (!find_store(to, cell->address))
			vec_push(&to->stores,
				 ((struct state_cell){cell->address,
						      either(vs,
							     cell->address)}));
}

#define BOTH_SAY (OBJECT_TESTED | OBJECT_COMPARED)

static void join_object(struct flow_object *to, const struct flow_object *from)
{
	unsigned int both = to->flags & from->flags & BOTH_SAY;
	unsigned int either_says = (to->flags | from->flags) & ~BOTH_SAY;

	if (memcmp(to->stores, from->stores, sizeof(to->stores)) ||
	    memcmp(to->passes, from->passes, sizeof(to->passes)))
		either_says |= OBJECT_LOST;
	to->flags = both | either_says;
}

/* Only objects of both are sure to be there. */
static void join_objects(struct outcome *to, const struct outcome *from)
{
	size_t n = 0;

	for (size_t i = 0; i < to->objects.n; i++) {
		struct flow_object *o = &to->objects.v[i];

		vec_for_each(&from->objects, other) {
			if (other->value != o->value)
				continue;
			join_object(o, other);
			to->objects.v[n++] = *o;
			break;
		}
	}
	to->objects.n = n;
}

static void join(struct outcome *to, struct traces *t, struct values *vs,
		 struct outcome *from)
{
	to->trace = trace_join(t, to->trace, from->trace);
	to->cut |= from->cut;
	to->test_lost |= from->test_lost;
	if (to->returned != from->returned)
		to->returned = 0;
	if (!same_class(to, from))
		to->class = RETURN_ANY;
	if (from->range.lo < to->range.lo)
		to->range.lo = from->range.lo;
	if (from->range.hi > to->range.hi)
		to->range.hi = from->range.hi;
	to->range.nonzero &= from->range.nonzero;
	known_join(&to->given, &from->given);
	known_join(&to->after, &from->after);
	join_stores(to, vs, from);
	join_objects(to, from);
}

/* How bad it is to take two outcomes for one; the least is chosen. */
static unsigned int cost(const struct outcome *x, const struct outcome *y)
{
	return 4 * !same_class(x, y) + 2 * !same_objects(x, y) +
	       (x->trace != y->trace);
}

/* Join the two that are most alike. */
static void make_room(outcome_vec *all, struct traces *t, struct values *vs)
{
	unsigned int best = UINT32_MAX;
	size_t to = 0, from = 1;

	for (size_t i = 0; i < all->n; i++) {
		for (size_t j = i + 1; j < all->n; j++) {
			unsigned int c = cost(&all->v[i], &all->v[j]);

			if (c >= best)
				continue;
			best = c;
			to = i;
			from = j;
		}
	}
	join(&all->v[to], t, vs, &all->v[from]);
	outcome_deinit(&all->v[from]);
	all->v[from] = *vec_last(all);
	all->n--;
}

bool outcome_add(outcome_vec *all, struct traces *t, struct values *vs,
		 struct outcome *o)
{
	vec_for_each(all, it) {
		if (!is_same(t, it, o))
			continue;
		join(it, t, vs, o);
		outcome_deinit(o);
		return false;
	}
	vec_push(all, *o);
	if (all->n <= MAX_OUTCOMES)
		return false;
	make_room(all, t, vs);
	return true;
}
