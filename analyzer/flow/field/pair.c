// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/strbuf.h"
#include "flow/field/pair.h"
#include "flow/path/walk.h"

/* steps from a value to what it was loaded from or is part of */
#define MAX_STEPS 16
/* of one function; more say little that is new */
#define MAX_NOTES 64

/* A value, what it was loaded from, and so on inwards. */
struct chain {
	value_id at[MAX_STEPS];
	int n;
};

static void chain_of(const struct flow *f, value_id id, struct chain *ret)
{
	ret->n = 0;
	while (id && ret->n < MAX_STEPS) {
		const struct value *v = value_get(&f->values, id);

		ret->at[ret->n++] = id;
		switch (v->kind) {
		case VALUE_FIELD:
		case VALUE_INDEX:
		case VALUE_INITIAL:
		case VALUE_CONVERT:
		case VALUE_CONTAINER:
			id = v->a;
			break;
		case VALUE_BINARY:
			id = v->oper == OPER_ADD ? v->a : 0;
			break;
		default:
			id = 0;
		}
	}
}

static enum value_kind kind_at(const struct flow *f, const struct chain *c,
			       int i)
{
	return value_get(&f->values, c->at[i])->kind;
}

/* The outermost value that both chains go through; false: none. */
static bool common(const struct chain *x, const struct chain *y, int *nx,
		   int *ny)
{
	for (*nx = 0; *nx < x->n; ++*nx)
		for (*ny = 0; *ny < y->n; ++*ny)
			if (x->at[*nx] == y->at[*ny])
				return true;
	return false;
}

static bool is_page_convert(const struct flow *f, const struct value *v)
{
	return v->kind == VALUE_CONVERT &&
	       f->options->model->rows.v[v->ref].from == MEMORY_PAGE;
}

/*
 * Where the pointer to the buffer stands in the first @n steps of a chain:
 * the first load. Without one the buffer is part of what holds the address:
 * the field that is next to that.
 */
static int pointer_step(const struct flow *f, const struct chain *c, int n)
{
	for (int i = 0; i < n; i++)
		if (kind_at(f, c, i) == VALUE_INITIAL)
			return i;
	for (int i = n - 1; i >= 0; i--)
		if (kind_at(f, c, i) == VALUE_FIELD)
			return i;
	return -1;
}

/* The path of steps @from .. @to - 1, from inside; false when it is none. */
static bool path_text(const struct flow *f, const struct chain *c, int from,
		      int to, struct strbuf *sb)
{
	bool field = false;

	for (int i = to - 1; i >= from; i--) {
		const struct value *v = value_get(&f->values, c->at[i]);

		switch (v->kind) {
		case VALUE_FIELD:
			strbuf_addf(sb, "%s.%s", facts_str(f->facts, v->num),
				    facts_str(f->facts, v->ref));
			field = true;
			break;
		case VALUE_INITIAL:
			strbuf_addf(sb, ">");
			break;
		case VALUE_CONTAINER:
			return false;
		}
	}
	return field;
}

/* The next index at or behind step *@i, before @n; 0 when there is none. */
static value_id next_index(const struct flow *f, const struct chain *c, int *i,
			   int n)
{
	for (; *i < n; ++*i)
		if (kind_at(f, c, *i) == VALUE_INDEX)
			return value_get(&f->values, c->at[(*i)++])->b;
	return 0;
}

static bool same_elements(const struct flow *f, const struct chain *x, int nx,
			  const struct chain *y, int from, int ny)
{
	for (int i = 0, k = from;;) {
		value_id a = next_index(f, x, &i, nx);
		value_id b = next_index(f, y, &k, ny);

		if (a != b)
			return false;
		if (!a)
			return true;
	}
}

static const char *keep_text(struct flow *f, struct strbuf *sb)
{
	char **slot = &f->text[f->n_text++ % ARRAY_SIZE(f->text)];

	free(*slot);
	*slot = strbuf_take(sb);
	return *slot;
}

static bool chains_pair(struct flow *f, const struct chain *dma,
			const struct chain *cpu, bool page,
			struct flow_pair *ret)
{
	cleanup(strbuf_deinit) struct strbuf d = {}, c = {};
	int nd, nc, pointer;

	if (!common(dma, cpu, &nd, &nc))
		return false;
	/* the address lies in the object itself: one that is reached through
	 * a link is another object of the list */
	for (int i = 1; i < nd; i++)
		if (kind_at(f, dma, i) == VALUE_INITIAL)
			return false;
	pointer = pointer_step(f, cpu, nc);
	if (pointer < 0 || !same_elements(f, dma, nd, cpu, pointer, nc) ||
	    !path_text(f, dma, 0, nd, &d) ||
	    !path_text(f, cpu, pointer, nc, &c))
		return false;
	for (int i = 0; i < pointer; i++)
		page |= is_page_convert(f, value_get(&f->values, cpu->at[i]));
	if (page)
		strbuf_addf(&c, "@");
	*ret = (struct flow_pair){keep_text(f, &d), keep_text(f, &c)};
	return strcmp(ret->dma, ret->cpu) != 0;
}

value_id pair_whole(const struct flow *f, value_id dma)
{
	const struct value *v = value_get(&f->values, dma);
	value_id left;

	if (v->kind == VALUE_INITIAL)
		return dma;
	if (v->kind != VALUE_BINARY || v->oper != OPER_ADD)
		return 0;
	left = pair_whole(f, v->a);
	/* the offset may have been put first */
	return left ? left : pair_whole(f, v->b);
}

static bool pair_of(struct flow *f, value_id dma, value_id address, bool page,
		    struct flow_pair *ret)
{
	struct chain d, c;

	dma = pair_whole(f, dma);
	if (!dma || !address)
		return false;
	chain_of(f, dma, &d);
	chain_of(f, address, &c);
	return chains_pair(f, &d, &c, page, ret);
}

bool flow_pair(struct flow *f, value_id dma, value_id address,
	       struct flow_pair *ret)
{
	return pair_of(f, dma, address, false, ret);
}

bool flow_in_scatterlist(const struct flow *f, value_id sg, value_id address)
{
	struct chain c;

	chain_of(f, address, &c);
	for (int i = 0; i < c.n; i++) {
		const struct value *v = value_get(&f->values, c.at[i]);
		const struct model_row *row;

		if (v->kind == VALUE_INITIAL)
			return false;
		if (v->kind != VALUE_CONVERT || v->a != sg)
			continue;
		row = &f->options->model->rows.v[v->ref];
		return row->role == ROLE_ACCESS ?
			       row->memory == MEMORY_SG :
			       row->from == MEMORY_SG &&
				       row->memory != MEMORY_DMA;
	}
	return false;
}

void pair_note_store(struct flow *f, value_id address, value_id value)
{
	if (!value || f->pairs.stores.n >= MAX_NOTES ||
	    value_is_const(&f->values, value, NULL))
		return;
	vec_for_each(&f->pairs.stores, s)
		if (s->address == address && s->value == value)
			return;
	vec_push(&f->pairs.stores, (struct pair_store){address, value});
}

void pair_note_map(struct flow *f, const struct flow_call *call)
{
	struct pair_map map = {call->result, call->args[ARG_CPU],
			       call->row->memory == MEMORY_PAGE, -1};

	if (call->row->role != ROLE_MAP || !map.cpu ||
	    call->row->returns != RETURNS_DMA || f->pairs.maps.n >= MAX_NOTES)
		return;
	vec_for_each(&f->pairs.maps, m)
		if (m->result == map.result && m->cpu == map.cpu)
			return;
	value_is_const(&f->values, call->args[ARG_DIR], &map.dir);
	vec_push(&f->pairs.maps, map);
}

static value_id initial(struct flow *f, value_id address)
{
	return value_make(&f->values,
			  &(struct value){.kind = VALUE_INITIAL, .a = address});
}

/* @id with @part replaced by @by: where it is kept instead of what it is. */
static value_id replace(struct flow *f, value_id id, value_id part, value_id by)
{
	struct value v = *value_get(&f->values, id);

	if (id == part)
		return by;
	v.a = replace(f, v.a, part, by);
	return value_make(&f->values, &v);
}

static void say_pair(struct flow *f, const struct pair_map *m, value_id dma,
		     value_id cpu)
{
	struct flow_pair pair;

	if (!pair_of(f, dma, cpu, m->page, &pair))
		return;
	flow_evidence(f, "pair:%s:%s", pair.dma, pair.cpu);
	if (m->dir >= 0)
		flow_evidence(f, "way:%s:%s:%d", pair.dma, pair.cpu,
			      (int)m->dir);
}

/* The mapping's address is kept at @dma: where is its buffer kept? */
static void say_pairs(struct flow *f, const struct pair_map *m, value_id dma)
{
	struct chain c;

	say_pair(f, m, dma, m->cpu);
	chain_of(f, m->cpu, &c);
	for (size_t i = 0; i < f->pairs.stores.n; i++) {
		struct pair_store s = f->pairs.stores.v[i];

		for (int k = 0; k < c.n; k++)
			if (c.at[k] == s.value)
				say_pair(f, m, dma,
					 replace(f, m->cpu, s.value,
						 initial(f, s.address)));
	}
}

void pair_finish(struct flow *f)
{
	for (size_t i = 0; i < f->pairs.maps.n; i++)
		for (size_t k = 0; k < f->pairs.stores.n; k++)
			if (f->pairs.stores.v[k].value ==
			    f->pairs.maps.v[i].result)
				say_pairs(
					f, &f->pairs.maps.v[i],
					initial(f,
						f->pairs.stores.v[k].address));
	vec_deinit(&f->pairs.stores);
	vec_deinit(&f->pairs.maps);
}
