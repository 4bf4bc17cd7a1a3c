// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "flow/summary/outcome.h"

void traces_init(struct traces *t)
{
	*t = (struct traces){};
	vec_add(&t->events);
	vec_add(&t->nodes);
}

void traces_deinit(struct traces *t)
{
	vec_deinit(&t->events);
	vec_deinit(&t->nodes);
	idmap_deinit(&t->event_index);
	idmap_deinit(&t->node_index);
}

struct lookup {
	const struct traces *t;
	const void *what;
};

static bool same_event(uint32_t id, const void *ctx)
{
	const struct lookup *look = ctx;

	return !memcmp(&look->t->events.v[id], look->what,
		       sizeof(struct flow_event));
}

static bool same_node(uint32_t id, const void *ctx)
{
	const struct lookup *look = ctx;

	return !memcmp(&look->t->nodes.v[id], look->what,
		       sizeof(struct trace_node));
}

static uint32_t event_id(struct traces *t, const struct flow_event *event)
{
	uint64_t hash = hash_bytes(event, sizeof(*event));
	struct lookup look = {t, event};
	uint32_t id = idmap_find(&t->event_index, hash, same_event, &look);

	if (id)
		return id;
	id = t->events.n;
	vec_push(&t->events, *event);
	idmap_add(&t->event_index, hash, id);
	return id;
}

static uint32_t add_step(struct traces *t, uint32_t prev,
			 struct trace_step step)
{
	struct trace_node node = {prev, step.event, step.maybe,
				  t->nodes.v[prev].length + 1};
	uint64_t hash = hash_bytes(&node, sizeof(node));
	struct lookup look = {t, &node};
	uint32_t id;

	if (node.length > MAX_TRACE)
		return 0;
	id = idmap_find(&t->node_index, hash, same_node, &look);
	if (id)
		return id;
	id = t->nodes.n;
	vec_push(&t->nodes, node);
	idmap_add(&t->node_index, hash, id);
	return id;
}

uint32_t trace_add(struct traces *t, uint32_t prev,
		   const struct flow_event *event, bool maybe)
{
	return add_step(t, prev,
			(struct trace_step){event_id(t, event), maybe});
}

void trace_steps(const struct traces *t, uint32_t trace, trace_vec *ret)
{
	uint32_t n = t->nodes.v[trace].length;
	size_t first = ret->n;

	vec_reserve(ret, first + n);
	ret->n += n;
	while (n--) {
		const struct trace_node *node = &t->nodes.v[trace];

		ret->v[first + n] =
			(struct trace_step){node->event, node->maybe};
		trace = node->prev;
	}
}

/* Lengths of the longest common parts of what follows x[i] and y[j]. */
struct common {
	uint8_t length[MAX_TRACE + 1][MAX_TRACE + 1];
};

static void find_common(const trace_vec *x, const trace_vec *y,
			struct common *c)
{
	memset(c, 0, sizeof(*c));
	for (size_t i = x->n; i-- > 0;) {
		for (size_t j = y->n; j-- > 0;) {
			uint8_t a = c->length[i + 1][j],
				b = c->length[i][j + 1];

			if (x->v[i].event == y->v[j].event)
				c->length[i][j] = c->length[i + 1][j + 1] + 1;
			else
				c->length[i][j] = a > b ? a : b;
		}
	}
}

uint32_t trace_join(struct traces *t, uint32_t x_id, uint32_t y_id)
{
	trace_vec x = {}, y = {};
	size_t i = 0, j = 0;
	uint32_t ret = 0;
	struct common c;

	if (x_id == y_id)
		return x_id;
	trace_steps(t, x_id, &x);
	trace_steps(t, y_id, &y);
	find_common(&x, &y, &c);
	while (i < x.n || j < y.n) {
		struct trace_step step;
		uint32_t next;

		if (i < x.n && j < y.n && x.v[i].event == y.v[j].event) {
			step = x.v[i];
			step.maybe |= y.v[j].maybe;
			i++;
			j++;
		} else if (j == y.n ||
			   (i < x.n &&
			    c.length[i + 1][j] >= c.length[i][j + 1])) {
			step = (struct trace_step){x.v[i++].event, true};
		} else {
			step = (struct trace_step){y.v[j++].event, true};
		}
		next = add_step(t, ret, step);
		if (!next)
			break;
		ret = next;
	}
	vec_deinit(&x);
	vec_deinit(&y);
	return ret;
}
