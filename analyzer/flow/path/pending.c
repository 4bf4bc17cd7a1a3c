// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/path/pending.h"
#include "flow/path/walk.h"

/* of one state; the first accesses to a buffer are those to tell of */
#define MAX_PENDING 12
/* a function maps if it calls one that does, this deep */
#define MAP_DEPTH 2

static bool is_kind(const struct facts *f, expr_id id, enum type_kind kind)
{
	return facts_type(f, facts_expr(f, id)->type)->kind == kind;
}

/* The place of a buffer's pointer, or of a buffer within a record. */
static void mark_place(const struct facts *f, expr_id id, uint8_t how,
		       uint8_t *fields)
{
	const struct fact_expr *e = facts_expr(f, id);

	while (e->kind == EXPR_INDEX) {
		if (how == BUFFER_WITHIN && is_kind(f, e->a, TYPE_POINTER))
			return;
		e = facts_expr(f, e->a);
	}
	if (e->kind == EXPR_FIELD)
		fields[e->str] |= how;
}

/* An argument of a call that maps. */
static void mark_arg(const struct facts *f, expr_id id, uint8_t *fields)
{
	const struct fact_expr *e = facts_expr(f, id);

	while (e->kind == EXPR_CAST || e->kind == EXPR_BINARY) {
		id = e->a;
		e = facts_expr(f, id);
	}
	if (e->kind == EXPR_ADDR)
		mark_place(f, e->a, BUFFER_WITHIN, fields);
	else if (is_kind(f, id, TYPE_ARRAY))
		mark_place(f, id, BUFFER_WITHIN, fields);
	else
		mark_place(f, id, BUFFER_BEHIND, fields);
}

struct function_look {
	bool maps, hands_back;
	uint8_t depth; /* of the call that maps */
};

static void look_call(const struct module *m, const struct model_row *row,
		      op_id op, const struct function_look *looks,
		      struct function_look *ret)
{
	func_id callee = m->callee[op];

	if (row && row->role == ROLE_MAP) {
		ret->maps = true;
		ret->depth = 0;
	}
	if (row && (row->role == ROLE_UNMAP || row->role == ROLE_SYNC_CPU ||
		    row->role == ROLE_SYNC_DEVICE))
		ret->hands_back = true;
	if (!callee)
		return;
	ret->hands_back |= looks[callee].hands_back;
	if (looks[callee].maps && looks[callee].depth < MAP_DEPTH &&
	    !ret->maps) {
		ret->maps = true;
		ret->depth = looks[callee].depth + 1;
	}
}

static bool call_maps(const struct module *m, const struct model_row *row,
		      op_id op, const struct function_look *looks)
{
	func_id callee = m->callee[op];

	return (row && row->role == ROLE_MAP) || (callee && looks[callee].maps);
}

/* What a function that maps stores, or gives to what maps: the buffer is
 * among it. */
static void mark_op(const struct module *m, const struct model_row *row,
		    op_id id, const struct function_look *looks,
		    uint8_t *fields)
{
	const struct facts *f = m->facts;
	const struct fact_op *op = &f->ops.v[id];

	if (op->kind == OP_ASSIGN && is_kind(f, op->dst, TYPE_POINTER))
		mark_place(f, op->dst, BUFFER_BEHIND, fields);
	if (op->kind == OP_CALL && call_maps(m, row, id, looks))
		for (uint32_t i = 0; i < op->n_args; i++)
			mark_arg(f, f->args.v[op->arg0 + i], fields);
}

static void look_function(const struct module *m,
			  const struct model_row *const *rows, func_id id,
			  struct function_look *looks, uint8_t *fields)
{
	const struct fact_func *func = &m->facts->funcs.v[id];
	struct function_look *l = &looks[id];

	for (uint32_t i = 0; i < func->n_blocks; i++) {
		const struct fact_block *b =
			&m->facts->blocks.v[func->block0 + i];

		for (op_id op = b->op0; op < b->op0 + b->n_ops; op++)
			look_call(m, rows[op], op, looks, l);
	}
	for (uint32_t i = 0; l->maps && i < func->n_blocks; i++) {
		const struct fact_block *b =
			&m->facts->blocks.v[func->block0 + i];

		for (op_id op = b->op0; op < b->op0 + b->n_ops; op++)
			mark_op(m, rows[op], op, looks, fields);
	}
}

void pending_module_init(struct pending_module *p, const struct module *m,
			 const struct model_row *const *rows)
{
	const struct facts *f = m->facts;
	autofree struct function_look *looks =
		xcalloc(f->funcs.n, sizeof(*looks));

	p->buffer_field = xcalloc(f->strings_len + 1, 1);
	p->hands_back = xcalloc(f->funcs.n, 1);
	vec_for_each(&m->order, id)
		look_function(m, rows, *id, looks, p->buffer_field);
	for (size_t i = 1; i < f->funcs.n; i++)
		p->hands_back[i] = looks[i].hands_back;
	p->skb = facts_str_find(f, "sk_buff");
	p->data = facts_str_find(f, "data");
}

void pending_module_deinit(struct pending_module *p)
{
	free(p->buffer_field);
	free(p->hands_back);
	*p = (struct pending_module){};
}

/* Whether the memory is in, or behind, a field that may hold a buffer. */
static bool may_be_mapped(const struct flow *f, value_id address)
{
	uint8_t how = BUFFER_WITHIN;

	for (int depth = 0; address && depth < 16; depth++) {
		const struct value *v = value_get(&f->values, address);

		switch (v->kind) {
		case VALUE_FIELD:
			/* a field alone is no buffer, but what it is in is */
			if (f->pending.buffer_field[v->ref] & how && depth)
				return true;
			if (how == BUFFER_BEHIND)
				return false;
			break;
		case VALUE_CONVERT:
			return true;
		case VALUE_INITIAL:
			if (how == BUFFER_BEHIND)
				return false;
			how = BUFFER_BEHIND;
			break;
		case VALUE_INDEX:
		case VALUE_BINARY:
			break;
		default:
			return false;
		}
		address = v->a;
	}
	return false;
}

static bool same_pending(const struct flow_pending *x,
			 const struct flow_pending *y)
{
	return x->address == y->address && x->kind == y->kind &&
	       x->mapping == y->mapping;
}

/* Make room: the oldest access goes, before the oldest of the rest. */
static void evict(struct state *s)
{
	size_t i = 0;

	while (i < s->pending.n && s->pending.v[i].kind == PENDING_TAKEN)
		i++;
	if (i == s->pending.n)
		i = 0;
	s->pending.n--;
	memmove(&s->pending.v[i], &s->pending.v[i + 1],
		(s->pending.n - i) * sizeof(*s->pending.v));
}

static void add_pending(struct flow *f, const struct flow_pending *p)
{
	struct state *s = f->state;

	vec_for_each(&s->pending, it)
		if (same_pending(it, p))
			return;
	if (s->pending.n == MAX_PENDING) {
		f->out_of_objects = true;
		/* what the CPU has taken has to be known */
		if (p->kind != PENDING_TAKEN)
			return;
		evict(s);
	}
	vec_push(&s->pending, *p);
}

static bool is_device_owned(const struct flow_object *o)
{
	return o->owner == OWNER_DEVICE &&
	       !(o->flags & (OBJECT_FOREIGN | OBJECT_UNDONE));
}

/* A pointer is read on the way to memory, not out of a device's buffer. */
static bool is_pointer_load(const struct flow *f, op_id op)
{
	const struct fact_op *o = &f->facts->ops.v[op];

	return o->kind == OP_LOAD && is_kind(f->facts, o->src, TYPE_POINTER);
}

void pending_access(struct flow *f, const struct flow_access *access)
{
	struct flow_pending p = {
		.op = access->op,
		.via = access->via,
		.address = access->address,
		.kind = access->write ? PENDING_WRITE : PENDING_READ,
	};

	if (access->object ||
	    (access->mapping && !flow_this_turn(f, access->mapping)))
		return;
	if (access->mapping && is_device_owned(access->mapping))
		p.mapping = access->mapping->value;
	else if (!f->pending.hands_back[f->func_id] || access->mapping ||
		 is_pointer_load(f, access->op) ||
		 !may_be_mapped(f, access->address))
		return;
	add_pending(f, &p);
}

static bool is_about(struct flow *f, const struct flow_pending *p,
		     const struct flow_call *call)
{
	struct flow_pair pair;
	value_id dma = call->args[ARG_DMA], cpu = call->args[ARG_CPU];

	if (call->object)
		return p->mapping == call->object->value;
	if (p->mapping)
		return false;
	if (call->row->role == ROLE_MAP)
		return cpu && (value_mentions(&f->values, p->address, cpu) ||
			       value_root(&f->values, cpu) ==
				       value_root(&f->values, p->address));
	if (p->kind == PENDING_TAKEN)
		return p->address == (dma ? pair_whole(f, dma) : cpu);
	if (dma)
		return flow_pair(f, dma, p->address, &pair);
	return cpu && flow_in_scatterlist(f, cpu, p->address);
}

static void note_taken(struct flow *f, const struct flow_call *call)
{
	value_id dma = call->args[ARG_DMA];
	struct flow_pending p = {
		.op = call->op,
		.address = dma ? pair_whole(f, dma) : call->args[ARG_CPU],
		.kind = PENDING_TAKEN,
	};

	if (p.address)
		add_pending(f, &p);
}

/*
 * A call takes back, or gives, a mapping that is not recognised: it may be any
 * of those that live.
 */
static void doubt_owners(struct flow *f)
{
	struct state *s = f->state;
	size_t n = 0;

	vec_for_each(&s->objects, o)
		if (o->row->role == ROLE_MAP)
			o->owner = OWNER_UNKNOWN;
	for (size_t i = 0; i < s->pending.n; i++)
		if (!s->pending.v[i].mapping)
			s->pending.v[n++] = s->pending.v[i];
	s->pending.n = n;
}

void pending_call(struct flow *f, const struct flow_call *call)
{
	struct state *s = f->state;
	size_t n = 0;

	switch (call->row->role) {
	case ROLE_MAP:
	case ROLE_UNMAP:
	case ROLE_SYNC_CPU:
	case ROLE_SYNC_DEVICE:
		break;
	default:
		return;
	}
	for (size_t i = 0; i < s->pending.n; i++)
		if (!is_about(f, &s->pending.v[i], call))
			s->pending.v[n++] = s->pending.v[i];
	s->pending.n = n;
	if (call->object || call->row->role == ROLE_MAP ||
	    call->row->memory == MEMORY_DMABUF)
		return;
	if (call->args[ARG_DMA] && !pair_whole(f, call->args[ARG_DMA]))
		doubt_owners(f);
	else if (call->row->role != ROLE_SYNC_DEVICE)
		note_taken(f, call);
}

bool flow_is_taken(const struct flow *f, value_id dma)
{
	dma = pair_whole(f, dma);
	vec_for_each(&f->state->pending, p)
		if (dma && p->kind == PENDING_TAKEN && p->address == dma)
			return true;
	return false;
}

bool flow_is_taken_at(struct flow *f, value_id address)
{
	struct flow_pair pair;

	vec_for_each(&f->state->pending, p)
		if (p->kind == PENDING_TAKEN &&
		    (flow_pair(f, p->address, address, &pair) ||
		     flow_in_scatterlist(f, p->address, address)))
			return true;
	return false;
}

bool flow_is_written(struct flow *f, value_id dma)
{
	struct flow_pair pair;

	vec_for_each(&f->state->pending, p)
		if (p->kind == PENDING_WRITE && !p->mapping &&
		    flow_pair(f, dma, p->address, &pair))
			return true;
	return false;
}

void pending_forget(struct flow *f)
{
	struct state *s = f->state;
	size_t n = 0;

	for (size_t i = 0; i < s->pending.n; i++)
		if (s->pending.v[i].mapping ||
		    s->pending.v[i].kind == PENDING_TAKEN)
			s->pending.v[n++] = s->pending.v[i];
	s->pending.n = n;
}

size_t flow_n_pending(const struct flow *f)
{
	return f->state->pending.n;
}

const struct flow_pending *flow_pending(const struct flow *f, size_t i)
{
	return &f->state->pending.v[i];
}

const struct flow_pending *flow_pending_of(const struct flow *f,
					   const struct flow_object *mapping,
					   enum flow_pending_kind kind)
{
	vec_for_each(&f->state->pending, p)
		if (p->mapping == mapping->value && p->kind == kind)
			return p;
	return NULL;
}
