// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/path/object.h"
#include "flow/summary/summary.h"

/* Of one state; what comes after is counted and not kept. */
#define MAX_OBJECTS 48
#define MAX_PAST 16
/* more turns of a loop than are walked */
#define TURN_WEIGHT 8

uint32_t objects_turn(const struct flow *f)
{
	uint32_t n = 0, weight = 1;

	/* of loops in loops each counts for itself */
	vec_for_each(&f->state->turns, t) {
		n += t->n * weight;
		weight *= TURN_WEIGHT;
	}
	return n;
}

static void init_object(struct flow *f, struct flow_object *o,
			const struct flow_call *call, value_id identity)
{
	memset(o, 0, sizeof(*o)); /* objects are compared as bytes */
	o->row = call->row;
	o->op = call->op;
	o->via = call->via;
	o->value = identity;
	o->result = call->result;
	o->turn = objects_turn(f);
	memcpy(o->args, call->args, sizeof(o->args));
}

static bool is_about(const struct flow_object *o, value_id identity)
{
	return o->value == identity || (o->dma && o->dma == identity);
}

static void forget_past(struct flow *f, value_id identity)
{
	struct state *s = f->state;
	size_t n = 0;

	for (size_t i = 0; i < s->past.n; i++)
		if (!is_about(&s->past.v[i], identity))
			s->past.v[n++] = s->past.v[i];
	s->past.n = n;
}

/* NULL when there is no room for one more. */
static struct flow_object *
add_object(struct flow *f, const struct flow_call *call, value_id identity)
{
	struct flow_object *o = NULL;

	forget_past(f, identity);
	if (call->maybe)
		return NULL;
	vec_for_each(&f->state->objects, it)
		if (it->value == identity)
			o = it;
	if (!o && f->state->objects.n >= MAX_OBJECTS) {
		f->out_of_objects = true;
		return NULL;
	}
	if (!o)
		o = vec_add(&f->state->objects);
	init_object(f, o, call, identity);
	return o;
}

/* Keep what is known of an object that is undone, or foreign. */
static struct flow_object *add_past(struct flow *f, const struct flow_object *o)
{
	struct state *s = f->state;

	if (s->past.n >= MAX_PAST) {
		f->out_of_objects = true;
		s->past.n--;
		memmove(&s->past.v[0], &s->past.v[1],
			s->past.n * sizeof(*s->past.v));
	}
	vec_push(&s->past, *o);
	return vec_last(&s->past);
}

static void make_mapping(struct flow *f, const struct flow_call *call)
{
	struct flow_object *o = add_object(f, call, call->result);

	if (!o)
		return;
	o->owner = OWNER_DEVICE;
	/* nobody maps nothing, so a kept size that is not 0 tells of it */
	if (call->args[ARG_SIZE] && !call->maybe)
		state_assume(f->state, &f->values, call->args[ARG_SIZE], true);
	/* drivers keep 0 for "not mapped", and no mapping is given it */
	if (call->row->returns == RETURNS_DMA)
		state_assume(f->state, &f->values, o->value, true);
}

static void make_alloc(struct flow *f, const struct flow_call *call)
{
	value_id dma = 0;
	struct flow_object *o;

	if (call->args[ARG_DMA_OUT])
		dma = effects_store_out(f, call->args[ARG_DMA_OUT]);
	o = add_object(f, call, call->result);
	if (!o)
		return;
	o->dma = dma;
	/* NULL or valid, and no errno: see error_pointer.h */
	if (call->row->returns == RETURNS_POINTER)
		state_assume_range(f->state, o->value, 0, INT64_MAX);
	if (call->row->flags & MODEL_NEEDS_SYNC)
		o->owner = OWNER_DEVICE;
}

static bool leaves_write_back(const struct model_row *row)
{
	return row->type != MEMTYPE_NONE && row->type != MEMTYPE_WB;
}

/* A second change of what is changed already makes no difference, and where it
 * fails the first one stays (arch/x86/mm/pat/memtype.c, 6.1). */
static void make_change(struct flow *f, const struct flow_call *call)
{
	value_id identity = value_root(&f->values, call->args[ARG_CPU]);

	if (!leaves_write_back(call->row))
		return;
	vec_for_each(&f->state->objects, o)
		if (o->value == identity && o->row->role == ROLE_ATTR_SET)
			return;
	add_object(f, call, identity);
}

/* What an unmap, sync, test or free names the object by. */
static value_id identity_of(const struct flow *f, const struct flow_call *call)
{
	const value_id *args = call->args;

	switch (call->row->role) {
	case ROLE_FREE:
		return args[ARG_CPU] ? args[ARG_CPU] : args[ARG_DMA];
	case ROLE_ATTR_RESTORE:
		return value_root(&f->values, args[ARG_CPU]);
	default:
		return args[ARG_DMA] ? args[ARG_DMA] : args[ARG_CPU];
	}
}

/* What kind of object a role acts on: a role that makes such. */
static enum model_role kind_of(enum model_role role)
{
	switch (role) {
	case ROLE_FREE:
		return ROLE_ALLOC;
	case ROLE_ATTR_RESTORE:
		return ROLE_ATTR_SET;
	case ROLE_ERROR_TEST:
	case ROLE_UNMAP:
	case ROLE_SYNC_CPU:
	case ROLE_SYNC_DEVICE:
		return ROLE_MAP;
	default:
		return role;
	}
}

static bool is_list(const struct flow_object *o)
{
	return model_is_list(o->row);
}

/* A call acts on what was not made on this path: it is known from now on. */
static struct flow_object *add_foreign(struct flow *f,
				       const struct flow_call *call)
{
	value_id identity = identity_of(f, call);
	struct flow_object o;

	if (!identity || value_is_const(&f->values, identity, NULL))
		return NULL;
	if (call->maybe)
		return NULL;
	init_object(f, &o, call, identity);
	o.flags = OBJECT_FOREIGN;
	if (call->row->role == ROLE_FREE)
		o.dma = call->args[ARG_DMA];
	return add_past(f, &o);
}

/* The object that a call acts on, to be changed; made when it is foreign. */
static struct flow_object *target(struct flow *f, const struct flow_call *call)
{
	struct state *s = f->state;

	if (call->object)
		return &s->objects.v[call->object - s->objects.v];
	if (call->prior)
		return &s->past.v[call->prior - s->past.v];
	return add_foreign(f, call);
}

/* The name of the field that a value was loaded from, or 0. */
static str_id loaded_from(const struct flow *f, value_id value)
{
	const struct value *v = value_get(&f->values, value);

	if (v->kind != VALUE_INITIAL && v->kind != VALUE_LOOP &&
	    v->kind != VALUE_OUT)
		return 0;
	do
		v = value_get(&f->values, v->a);
	while (v->kind == VALUE_INDEX);
	return v->kind == VALUE_FIELD ? v->ref : 0;
}

static bool is_stored_in(const struct flow *f, const struct flow_object *o,
			 str_id field)
{
	if (o->flags & OBJECT_LOST)
		return true;
	for (int i = 0; i < OBJECT_STORES && o->stores[i]; i++) {
		const struct fact_expr *e = facts_expr(f->facts, o->stores[i]);

		while (e->kind == EXPR_INDEX || e->kind == EXPR_DEREF ||
		       e->kind == EXPR_CAST)
			e = facts_expr(f->facts, e->a);
		/* through a pointer: nobody knows to which field */
		if (e->kind != EXPR_FIELD || e->str == field)
			return true;
	}
	return false;
}

#define FOUND_BY_OTHERS \
	(OBJECT_STORED | OBJECT_PASSED | OBJECT_OUT | OBJECT_LOST)

/* A called function made it and put it where only it knows. */
static bool is_handed_out(const struct flow_object *o)
{
	return o->via && !o->stores[0] && !(o->flags & OBJECT_RETURNED);
}

/* Whether a value may be one of this path that somebody has kept: what a
 * function puts together out of bytes, for one. */
static bool is_anything(const struct flow *f, value_id value)
{
	uint8_t kind =
		value_get(&f->values, value_base(&f->values, value))->kind;

	return kind == VALUE_NONE || kind == VALUE_RESULT ||
	       kind == VALUE_UNKNOWN || kind == VALUE_CALL;
}

/*
 * What is undone was found by another name, and may be an object of this path
 * all the same: the element of an array that a loop comes to.
 */
static void doubt_stored(struct flow *f, const struct flow_call *call)
{
	value_id identity = identity_of(f, call);
	str_id field = loaded_from(f, identity);
	/* may have been kept in any way */
	bool any = call->row->arg[ARG_DMA] >= 0 && is_anything(f, identity);
	enum model_role kind = kind_of(call->row->role);

	vec_for_each(&f->state->objects, o) {
		if (kind_of(o->row->role) != kind)
			continue;
		if (!any &&
		    (field && call->args[ARG_DMA] ?
			     !is_stored_in(f, o, field) && !is_handed_out(o) :
			     !(o->flags & FOUND_BY_OTHERS) && !is_list(o) &&
				     !o->via))
			continue;
		o->owner = OWNER_UNKNOWN;
		o->flags |= OBJECT_UNSURE | OBJECT_AWAY;
	}
}

static void undo(struct flow *f, const struct flow_call *call)
{
	struct flow_object *o = target(f, call), gone;
	struct state *s = f->state;

	if (!call->object)
		doubt_stored(f, call);
	if (!o)
		return;
	if (!call->maybe) {
		o->flags |= OBJECT_UNDONE;
		o->undone = call->op;
		o->undone_via = call->via;
	}
	o->owner = call->maybe ? OWNER_UNKNOWN : OWNER_CPU;
	if (!call->object)
		return;
	gone = *o;
	s->objects.n--;
	memmove(o, o + 1, (&s->objects.v[s->objects.n] - o) * sizeof(*o));
	/* what may be undone is neither live nor gone: nothing is said */
	if (!call->maybe)
		add_past(f, &gone);
}

static void hand_over(struct flow *f, const struct flow_call *call,
		      enum flow_owner owner)
{
	struct flow_object *o = target(f, call);

	if (!o)
		return;
	o->owner = call->maybe ? OWNER_UNKNOWN : owner;
	o->synced = call->op;
}

static void note_test(struct flow *f, const struct flow_call *call)
{
	struct flow_object *o;

	/* what is kept under that name may be what is asked for */
	if (!call->object) {
		f->state->flags |= STATE_TEST_LOST;
		doubt_stored(f, call);
	}
	o = target(f, call);
	if (o && call->object)
		effects_note_tested(f, o);
	else if (o)
		o->flags |= OBJECT_TESTED;
}

/*
 * The CPU's access to a dma-buf is an object: begun, ended, or left open. So is
 * a kernel mapping of one, known by the place that its pointer goes to.
 */
static bool apply_dmabuf(struct flow *f, const struct flow_call *call)
{
	value_id out = call->args[ARG_CPU_OUT];

	switch (call->row->role) {
	case ROLE_REMAP:
		if (call->row->from != MEMORY_DMABUF)
			return false;
		add_object(f, call, out ? out : call->result);
		return true;
	case ROLE_SYNC_CPU:
		if (call->row->memory != MEMORY_DMABUF)
			return false;
		add_object(f, call, call->args[ARG_CPU]);
		return true;
	case ROLE_SYNC_DEVICE:
	case ROLE_UNREMAP:
		if (call->row->memory != MEMORY_DMABUF)
			return false;
		if (call->object)
			undo(f, call);
		return true;
	default:
		return false;
	}
}

void objects_apply(struct flow *f, const struct flow_call *call)
{
	if (apply_dmabuf(f, call))
		return;
	switch (call->row->role) {
	case ROLE_MAP:
		make_mapping(f, call);
		break;
	case ROLE_ALLOC:
		make_alloc(f, call);
		break;
	case ROLE_ATTR_SET:
		make_change(f, call);
		break;
	case ROLE_ERROR_TEST:
		note_test(f, call);
		break;
	case ROLE_SYNC_CPU:
		hand_over(f, call, OWNER_CPU);
		break;
	case ROLE_SYNC_DEVICE:
		hand_over(f, call, OWNER_DEVICE);
		break;
	case ROLE_UNMAP:
	case ROLE_FREE:
	case ROLE_ATTR_RESTORE:
		undo(f, call);
		break;
	case ROLE_MEM_FREE:
		if (call->object)
			undo(f, call);
		break;
	default:
		if (call->args[ARG_DMA_OUT])
			effects_store_out(f, call->args[ARG_DMA_OUT]);
	}
}

static bool is_synced(const struct flow_call *call)
{
	return call->row->role == ROLE_SYNC_CPU ||
	       call->row->role == ROLE_SYNC_DEVICE;
}

/* The streaming mapping that an unmap or sync names. */
static const struct flow_object *find_mapping(const struct flow *f,
					      const struct flow_call *call)
{
	const struct flow_object *o;

	if (call->args[ARG_DMA]) {
		o = flow_find(f, call->args[ARG_DMA]);
		if (o && o->row->role == ROLE_ALLOC && is_synced(call) &&
		    (o->row->flags & MODEL_NEEDS_SYNC))
			return o;
		return o && o->row->role == ROLE_MAP ? o : NULL;
	}
	vec_for_each(&f->state->objects, it)
		if (it->row->role == ROLE_MAP && call->args[ARG_CPU] &&
		    it->args[ARG_CPU] == call->args[ARG_CPU])
			return it;
	return NULL;
}

static const struct flow_object *find_role(const struct flow *f,
					   enum model_role role, value_id v)
{
	if (!v)
		return NULL;
	vec_for_each(&f->state->objects, o)
		if (o->row->role == role &&
		    (value_root(&f->values, v) ==
			     value_root(&f->values, o->value) ||
		     value_mentions(&f->values, v, o->value)))
			return o;
	return NULL;
}

static const struct flow_object *find_allocation(const struct flow *f,
						 const struct flow_call *call)
{
	value_id cpu = call->args[ARG_CPU], dma = call->args[ARG_DMA];

	vec_for_each(&f->state->objects, o)
		if (o->row->role == ROLE_ALLOC && cpu && o->value == cpu)
			return o;
	vec_for_each(&f->state->objects, o)
		if (o->row->role == ROLE_ALLOC && dma && o->dma == dma)
			return o;
	return NULL;
}

/* The access to a dma-buf that a call ends, the mapping that it undoes. */
static const struct flow_object *find_dmabuf(const struct flow *f,
					     const struct flow_call *call)
{
	enum model_role role = call->row->role == ROLE_UNREMAP ? ROLE_REMAP :
								 ROLE_SYNC_CPU;

	vec_for_each(&f->state->objects, o)
		if (o->row->role == role && call->args[ARG_CPU] &&
		    o->args[ARG_CPU] == call->args[ARG_CPU])
			return o;
	return NULL;
}

static const struct flow_object *acted_on(const struct flow *f,
					  const struct flow_call *call)
{
	if (call->row->memory == MEMORY_DMABUF &&
	    (call->row->role == ROLE_SYNC_DEVICE ||
	     call->row->role == ROLE_UNREMAP))
		return find_dmabuf(f, call);
	switch (call->row->role) {
	case ROLE_ERROR_TEST:
		return flow_find(f, call->args[ARG_DMA]);
	case ROLE_UNMAP:
	case ROLE_SYNC_CPU:
	case ROLE_SYNC_DEVICE:
		return find_mapping(f, call);
	case ROLE_FREE:
		return find_allocation(f, call);
	case ROLE_ATTR_RESTORE:
	case ROLE_MEM_FREE:
		return find_role(f, ROLE_ATTR_SET, call->args[ARG_CPU]);
	default:
		return NULL;
	}
}

/*
 * Whether @o is a scatterlist, or in any other way one whose address is not
 * its identity, that the call names by what was mapped.
 */
static bool same_memory(const struct flow_object *o,
			const struct flow_call *call)
{
	return !call->args[ARG_DMA] && call->args[ARG_CPU] &&
	       o->args[ARG_CPU] == call->args[ARG_CPU];
}

static const struct flow_object *find_past(const struct flow *f,
					   const struct flow_call *call)
{
	enum model_role kind = kind_of(call->row->role);
	value_id identity;

	if (kind != ROLE_MAP && kind != ROLE_ALLOC && kind != ROLE_ATTR_SET)
		return NULL;
	identity = identity_of(f, call);
	if (!identity || value_is_const(&f->values, identity, NULL))
		return NULL;
	vec_for_each(&f->state->past, o)
		if (kind_of(o->row->role) == kind &&
		    (is_about(o, identity) || same_memory(o, call)))
			return o;
	if (!is_synced(call))
		return NULL;
	/* a part of what is known */
	vec_for_each(&f->state->past, o)
		if (kind_of(o->row->role) == kind &&
		    value_mentions(&f->values, identity, o->value))
			return o;
	return NULL;
}

static bool makes_or_undoes(enum model_role role)
{
	return role == ROLE_MAP || role == ROLE_ALLOC ||
	       role == ROLE_ATTR_SET || role == ROLE_MEM_FREE;
}

void objects_find(const struct flow *f, struct flow_call *call)
{
	call->object = acted_on(f, call);
	call->prior = call->object;
	if (!call->prior && !makes_or_undoes(call->row->role))
		call->prior = find_past(f, call);
}

/* Whether a place that the address leads to holds @o. */
static bool held_below(const struct flow *f, const struct flow_object *o,
		       value_id address)
{
	vec_for_each(&f->state->cells, cell)
		if (is_about(o, cell->value) &&
		    value_mentions(&f->values, cell->address, address))
			return true;
	return false;
}

static bool mentions_any(const struct values *vs, const struct flow_object *o,
			 value_id root)
{
	return value_mentions(vs, o->value, root) ||
	       (o->dma && value_mentions(vs, o->dma, root));
}

void objects_drop(struct flow *f, value_id identity)
{
	struct state *s = f->state;
	size_t n = 0;

	for (size_t i = 0; i < s->objects.n; i++) {
		if (s->objects.v[i].value == identity)
			summary_note_failed(f, &s->objects.v[i]);
		else
			s->objects.v[n++] = s->objects.v[i];
	}
	s->objects.n = n;
}

/* Somebody else may run and undo what he can find. */
static void doubt_owners(struct flow *f, unsigned int doubt)
{
	vec_for_each(&f->state->objects, o) {
		if (!(o->flags & FOUND_BY_OTHERS) && !is_list(o))
			continue;
		o->owner = OWNER_UNKNOWN;
		o->flags |= doubt;
	}
}

void objects_forget_all(struct flow *f)
{
	f->state->past.n = 0;
	doubt_owners(f, OBJECT_UNSURE | OBJECT_AWAY);
}

void objects_forget_called(struct flow *f)
{
	f->state->past.n = 0;
	doubt_owners(f, OBJECT_UNSURE);
}

static bool is_reached(struct flow *f, const struct fact_op *op,
		       const struct flow_object *o)
{
	for (uint32_t i = 0; i < op->n_args; i++) {
		value_id root = value_root(
			&f->values, eval(f, f->facts->args.v[op->arg0 + i]));

		if (!root || value_is_const(&f->values, root, NULL) ||
		    root == o->value)
			continue;
		if (mentions_any(&f->values, o, root) || held_below(f, o, root))
			return true;
	}
	return false;
}

void objects_forget_reached(struct flow *f, const struct fact_op *op)
{
	struct state *s = f->state;
	size_t n = 0;

	for (size_t i = 0; i < s->past.n; i++)
		if (!is_reached(f, op, &s->past.v[i]))
			s->past.v[n++] = s->past.v[i];
	s->past.n = n;
}

static bool creation_failed(struct flow *f, const struct flow_object *o)
{
	const struct state *s = f->state;
	bool made = !(o->flags & OBJECT_FOREIGN);
	const struct state_known *k;
	value_id error;

	switch (made ? o->row->returns : RETURNS_DMA) {
	case RETURNS_POINTER:
		return state_is_zero(s, &f->values, o->result);
	case RETURNS_COUNT:
		/* an int: many test for "<= 0", and some wrappers give errno */
		k = state_known(s, o->result);
		return state_is_zero(s, &f->values, o->result) ||
		       (k && k->hi <= 0);
	case RETURNS_ERR_PTR:
		k = state_known(s, o->result);
		return k && k->hi < 0;
	case RETURNS_ERRNO:
		return state_is_nonzero(s, &f->values, o->result);
	case RETURNS_DMA:
		error = value_make(&f->values,
				   &(struct value){.kind = VALUE_ERROR,
						   .a = o->value});
		return state_is_nonzero(s, &f->values, error);
	default:
		return false;
	}
}

void effects_settle(struct flow *f)
{
	struct state *s = f->state;
	size_t n = 0;

	for (size_t i = 0; i < s->objects.n; i++) {
		if (creation_failed(f, &s->objects.v[i]))
			summary_note_failed(f, &s->objects.v[i]);
		else
			s->objects.v[n++] = s->objects.v[i];
	}
	s->objects.n = n;
	n = 0;
	for (size_t i = 0; i < s->past.n; i++)
		if (!creation_failed(f, &s->past.v[i]))
			s->past.v[n++] = s->past.v[i];
	s->past.n = n;
}
