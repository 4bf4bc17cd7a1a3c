// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/path/state.h"

#define COPY(to, from, member)                                              \
	do {                                                                \
		vec_reserve(&(to)->member, (from)->member.n);               \
		(to)->member.n = (from)->member.n;                          \
		if ((from)->member.n)                                       \
			memcpy((to)->member.v, (from)->member.v,            \
			       (from)->member.n * sizeof(*(to)->member.v)); \
	} while (0)

void state_init_copy(struct state *s, const struct state *from)
{
	*s = (struct state){.block = from->block,
			    .resume = from->resume,
			    .trace = from->trace,
			    .flags = from->flags};
	COPY(s, from, cells);
	COPY(s, from, known);
	COPY(s, from, given);
	COPY(s, from, objects);
	COPY(s, from, past);
	COPY(s, from, pending);
	COPY(s, from, turns);
}

void state_deinit(struct state *s)
{
	vec_deinit(&s->cells);
	vec_deinit(&s->known);
	vec_deinit(&s->given);
	vec_deinit(&s->objects);
	vec_deinit(&s->past);
	vec_deinit(&s->pending);
	vec_deinit(&s->turns);
}

/* Index of the first cell whose address is not below @address. */
static size_t cell_index(const struct state *s, value_id address)
{
	size_t lo = 0, hi = s->cells.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->cells.v[mid].address < address)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

value_id state_load(const struct state *s, value_id address)
{
	size_t i = cell_index(s, address);

	if (i < s->cells.n && s->cells.v[i].address == address)
		return s->cells.v[i].value;
	return 0;
}

void state_store(struct state *s, value_id address, value_id value)
{
	size_t i = cell_index(s, address);

	if (i == s->cells.n || s->cells.v[i].address != address) {
		vec_reserve(&s->cells, s->cells.n + 1);
		memmove(&s->cells.v[i + 1], &s->cells.v[i],
			(s->cells.n - i) * sizeof(*s->cells.v));
		s->cells.n++;
	}
	s->cells.v[i] = (struct state_cell){address, value};
}

void state_drop_cells(struct state *s,
		      bool (*drop)(const struct state_cell *cell, void *ctx),
		      void *ctx)
{
	size_t n = 0;

	for (size_t i = 0; i < s->cells.n; i++)
		if (!drop(&s->cells.v[i], ctx))
			s->cells.v[n++] = s->cells.v[i];
	s->cells.n = n;
}

static size_t known_index(const known_vec *known, value_id value)
{
	size_t i = 0;

	while (i < known->n && known->v[i].value < value)
		i++;
	return i;
}

const struct state_known *known_find(const known_vec *known, value_id value)
{
	size_t i = known_index(known, value);

	if (i < known->n && known->v[i].value == value)
		return &known->v[i];
	return NULL;
}

const struct state_known *state_known(const struct state *s, value_id value)
{
	return known_find(&s->known, value);
}

static struct state_known *known_get(known_vec *known, value_id value)
{
	size_t i = known_index(known, value);

	if (i < known->n && known->v[i].value == value)
		return &known->v[i];
	vec_reserve(known, known->n + 1);
	memmove(&known->v[i + 1], &known->v[i],
		(known->n - i) * sizeof(*known->v));
	known->n++;
	known->v[i] = (struct state_known){value, false, INT64_MIN, INT64_MAX};
	return &known->v[i];
}

/* Pull the bounds in over an excluded zero; false when nothing is left. */
static bool known_settle(struct state_known *k)
{
	if (k->nonzero && k->lo == 0)
		k->lo = 1;
	if (k->nonzero && k->hi == 0)
		k->hi = -1;
	if (k->lo > 0 || k->hi < 0)
		k->nonzero = true;
	return k->lo <= k->hi;
}

void known_add(known_vec *known, const struct state_known *more)
{
	struct state_known *k = known_get(known, more->value);

	if (more->lo > k->lo)
		k->lo = more->lo;
	if (more->hi < k->hi)
		k->hi = more->hi;
	k->nonzero |= more->nonzero;
}

bool state_assume_range(struct state *s, value_id value, int64_t lo, int64_t hi)
{
	struct state_known *k = known_get(&s->known, value);

	if (lo > k->lo)
		k->lo = lo;
	if (hi < k->hi)
		k->hi = hi;
	return known_settle(k);
}

static bool assume_nonzero(struct state *s, value_id value)
{
	struct state_known *k = known_get(&s->known, value);

	k->nonzero = true;
	return known_settle(k);
}

static enum expr_oper negate(enum expr_oper oper)
{
	switch (oper) {
	case OPER_EQ:
		return OPER_NE;
	case OPER_NE:
		return OPER_EQ;
	case OPER_LT:
		return OPER_GE;
	case OPER_LE:
		return OPER_GT;
	case OPER_GT:
		return OPER_LE;
	case OPER_GE:
		return OPER_LT;
	default:
		return OPER_NONE;
	}
}

/* Learn "a oper c". Unsigned order says nothing of values beyond INT64_MAX. */
static bool assume_compare(struct state *s, value_id a, enum expr_oper oper,
			   int64_t c, bool is_unsigned)
{
	const struct state_known *k;

	if (is_unsigned && c < 0 && oper != OPER_EQ && oper != OPER_NE)
		return true;
	switch (oper) {
	case OPER_EQ:
		return state_assume_range(s, a, c, c);
	case OPER_NE:
		if (c == 0)
			return assume_nonzero(s, a);
		k = state_known(s, a);
		if (k && k->lo == c)
			return c == k->hi ? false :
					    state_assume_range(s, a, c + 1,
							       INT64_MAX);
		if (k && k->hi == c)
			return state_assume_range(s, a, INT64_MIN, c - 1);
		return true;
	case OPER_LT:
		if (c == INT64_MIN || (is_unsigned && c == 0))
			return false;
		return state_assume_range(s, a, is_unsigned ? 0 : INT64_MIN,
					  c - 1);
	case OPER_LE:
		return state_assume_range(s, a, is_unsigned ? 0 : INT64_MIN, c);
	case OPER_GT:
		if (is_unsigned)
			return assume_nonzero(s, a);
		return c != INT64_MAX &&
		       state_assume_range(s, a, c + 1, INT64_MAX);
	case OPER_GE:
		if (is_unsigned)
			return c == 0 || assume_nonzero(s, a);
		return state_assume_range(s, a, c, INT64_MAX);
	default:
		return true;
	}
}

static bool assume_binary(struct state *s, struct values *vs, value_id value,
			  bool truth)
{
	struct value v = *value_get(vs, value);
	enum expr_oper oper = truth ? v.oper : negate(v.oper);
	int64_t c;

	if (negate(v.oper) == OPER_NONE || !value_is_const(vs, v.b, &c))
		return true;
	/* comparing a truth value with 0 or 1 is testing it */
	if ((oper == OPER_EQ || oper == OPER_NE) && c == 0)
		return state_assume(s, vs, v.a, oper == OPER_NE);
	return assume_compare(s, v.a, oper, c, v.num);
}

bool state_assume(struct state *s, struct values *vs, value_id value,
		  bool truth)
{
	const struct value *v = value_get(vs, value);
	struct value copy = *v;

	if (copy.kind == VALUE_CONST)
		return (copy.num != 0) == truth;
	if (copy.kind == VALUE_STRING || copy.kind == VALUE_FUNCTION ||
	    copy.kind == VALUE_VARIABLE)
		return truth;
	if (copy.kind == VALUE_UNARY && copy.oper == OPER_LNOT)
		return state_assume(s, vs, copy.a, !truth);
	if (truth && !assume_nonzero(s, value))
		return false;
	if (!truth && !state_assume_range(s, value, 0, 0))
		return false;
	if (copy.kind == VALUE_BINARY)
		return assume_binary(s, vs, value, truth);
	return true;
}

bool state_assume_known(struct state *s, struct values *vs,
			const struct state_known *k)
{
	int64_t num;

	if (value_is_const(vs, k->value, &num))
		return num >= k->lo && num <= k->hi && !(k->nonzero && !num);
	if (k->lo == 0 && k->hi == 0)
		return state_assume(s, vs, k->value, false);
	if (k->nonzero && !state_assume(s, vs, k->value, true))
		return false;
	if (k->lo == INT64_MIN && k->hi == INT64_MAX)
		return true;
	return state_assume_range(s, k->value, k->lo, k->hi);
}

void state_forget(struct state *s, const struct values *vs, value_id value)
{
	size_t n = 0;

	for (size_t i = 0; i < s->known.n; i++)
		if (!value_mentions(vs, s->known.v[i].value, value))
			s->known.v[n++] = s->known.v[i];
	s->known.n = n;
	n = 0;
	for (size_t i = 0; i < s->past.n; i++)
		if (!value_mentions(vs, s->past.v[i].value, value) &&
		    !(s->past.v[i].dma &&
		      value_mentions(vs, s->past.v[i].dma, value)))
			s->past.v[n++] = s->past.v[i];
	s->past.n = n;
	n = 0;
	for (size_t i = 0; i < s->pending.n; i++)
		if (!value_mentions(vs, s->pending.v[i].address, value))
			s->pending.v[n++] = s->pending.v[i];
	s->pending.n = n;
}

bool state_is_zero(const struct state *s, const struct values *vs,
		   value_id value)
{
	const struct state_known *k = state_known(s, value);
	int64_t num;

	if (value_is_const(vs, value, &num))
		return num == 0;
	return k && k->lo == 0 && k->hi == 0;
}

bool state_is_nonzero(const struct state *s, const struct values *vs,
		      value_id value)
{
	const struct state_known *k = state_known(s, value);
	const struct value *v = value_get(vs, value);

	switch (v->kind) {
	case VALUE_CONST:
		return v->num != 0;
	case VALUE_VARIABLE:
	case VALUE_STRING:
	case VALUE_FUNCTION:
		return true;
	default:
		return k && k->nonzero;
	}
}

#define SAME(a, b, member)                                        \
	((a)->member.n == (b)->member.n &&                        \
	 (!(a)->member.n || !memcmp((a)->member.v, (b)->member.v, \
				    (a)->member.n * sizeof(*(a)->member.v))))

bool state_same_objects(const struct state *a, const struct state *b)
{
	return a->flags == b->flags && a->resume == b->resume &&
	       SAME(a, b, objects) && SAME(a, b, turns);
}

/* What @address holds where two paths that disagree about it meet. */
static value_id joined_value(struct state *s, struct values *vs,
			     value_id address)
{
	value_id v = value_make(vs, &(struct value){.kind = VALUE_LOOP,
						    .a = address,
						    .ref = s->block});

	state_forget(s, vs, v);
	return v;
}

void known_join(known_vec *to, const known_vec *from)
{
	size_t n = 0;

	for (size_t i = 0; i < to->n; i++) {
		struct state_known k = to->v[i];
		const struct state_known *other = known_find(from, k.value);

		if (!other)
			continue;
		k.nonzero = k.nonzero && other->nonzero;
		if (other->lo < k.lo)
			k.lo = other->lo;
		if (other->hi > k.hi)
			k.hi = other->hi;
		if (k.nonzero || k.lo != INT64_MIN || k.hi != INT64_MAX)
			to->v[n++] = k;
	}
	to->n = n;
}

static bool has_past(const struct state *s, const struct flow_object *o)
{
	vec_for_each(&s->past, it)
		if (!memcmp(it, o, sizeof(*o)))
			return true;
	return false;
}

static void join_past(struct state *to, const struct state *from)
{
	size_t n = 0;

	for (size_t i = 0; i < to->past.n; i++)
		if (has_past(from, &to->past.v[i]))
			to->past.v[n++] = to->past.v[i];
	to->past.n = n;
}

static bool has_pending(const struct state *s, const struct flow_pending *p)
{
	vec_for_each(&s->pending, it)
		if (!memcmp(it, p, sizeof(*p)))
			return true;
	return false;
}

static void join_pending(struct state *to, const struct state *from)
{
	size_t n = 0;

	for (size_t i = 0; i < to->pending.n; i++)
		if (has_pending(from, &to->pending.v[i]))
			to->pending.v[n++] = to->pending.v[i];
	to->pending.n = n;
}

/* The cells of both, each with its value where they agree. */
static void join_cells(struct state *to, struct values *vs,
		       const struct state *from)
{
	size_t n = to->cells.n, i = 0, k = 0;
	__typeof__(to->cells) ret = {};

	vec_reserve(&ret, n + from->cells.n);
	while (i < n || k < from->cells.n) {
		const struct state_cell *a = &to->cells.v[i],
					*b = &from->cells.v[k];
		bool left = k == from->cells.n ||
			    (i < n && a->address <= b->address);
		bool both = left && k < from->cells.n && i < n &&
			    a->address == b->address;
		struct state_cell cell = left ? *a : *b;

		if (!both || a->value != b->value)
			cell.value = joined_value(to, vs, cell.address);
		ret.v[ret.n++] = cell;
		i += left;
		k += !left || both;
	}
	vec_deinit(&to->cells);
	to->cells = ret;
}

void state_join(struct state *to, struct values *vs, const struct state *from)
{
	known_join(&to->known, &from->known);
	known_join(&to->given, &from->given);
	join_past(to, from);
	join_pending(to, from);
	join_cells(to, vs, from);
}

uint64_t state_hash(const struct state *s)
{
	uint64_t h[] = {
		(uint64_t)s->block << 8 | s->flags,
		(uint64_t)s->resume << 32 | s->trace,
		hash_bytes(s->cells.v, s->cells.n * sizeof(*s->cells.v)),
		hash_bytes(s->known.v, s->known.n * sizeof(*s->known.v)),
		hash_bytes(s->objects.v, s->objects.n * sizeof(*s->objects.v)),
		hash_bytes(s->past.v, s->past.n * sizeof(*s->past.v)),
		hash_bytes(s->pending.v, s->pending.n * sizeof(*s->pending.v)),
		hash_bytes(s->turns.v, s->turns.n * sizeof(*s->turns.v)),
	};

	return hash_bytes(h, sizeof(h));
}
