// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/error.h"
#include "base/mem.h"
#include "facts/facts.h"
#include "facts/validate.h"

/* Larger objects cannot be counted in bits. */
#define SIZE_MAX_KNOWN (UINT64_C(1) << 60)

#define TYPE_FLAGS_ALL                                             \
	(TYPE_SIGNED | TYPE_CONST | TYPE_UNION | TYPE_INCOMPLETE | \
	 TYPE_ANONYMOUS | TYPE_VOLATILE)

static bool size_is_sound(uint64_t size)
{
	return size == FACTS_SIZE_UNKNOWN || size <= SIZE_MAX_KNOWN;
}

static const char *type_fault(const struct facts *f, const struct fact_type *t)
{
	uint64_t total;

	if (t->kind > TYPE_FUNCTION || t->flags & ~TYPE_FLAGS_ALL)
		return "kind";
	if (!facts_valid_str(f, t->name) || !facts_valid_str(f, t->record))
		return "name";
	if (t->target >= f->types.n)
		return "target";
	if (!size_is_sound(t->size))
		return "size";
	if (t->kind == TYPE_ARRAY &&
	    f->types.v[t->target].size != FACTS_SIZE_UNKNOWN &&
	    (__builtin_mul_overflow(f->types.v[t->target].size, t->count,
				    &total) ||
	     total > SIZE_MAX_KNOWN))
		return "count";
	if ((uint64_t)t->field0 + t->n_fields > f->fields.n ||
	    (t->n_fields && (!t->field0 || t->kind != TYPE_RECORD)))
		return "fields";
	return NULL;
}

static const char *field_fault(const struct facts *f,
			       const struct fact_field *field)
{
	if (!facts_valid_str(f, field->name))
		return "name";
	if (field->type >= f->types.n)
		return "type";
	if (field->bit_offset != FACTS_SIZE_UNKNOWN &&
	    field->bit_offset > SIZE_MAX_KNOWN * 8)
		return "offset";
	return NULL;
}

/* Types that a type is made of by value, one after the other. */
static bool next_part(const struct facts *f, const struct fact_type *t,
		      uint32_t *i, type_id *part)
{
	if (t->kind == TYPE_ARRAY && *i == 0)
		*part = t->target;
	else if (t->kind == TYPE_RECORD && *i < t->n_fields)
		*part = f->fields.v[t->field0 + *i].type;
	else
		return false;
	++*i;
	return true;
}

enum visit { VISIT_NOT_YET, VISIT_OPEN, VISIT_DONE };

struct frame {
	type_id type;
	uint32_t i;
};

struct walk {
	const struct facts *f;
	uint8_t *visit; /* enum visit, of each type, then of each field0 */
	VEC(struct frame) stack;
};

/* Qualified and plain forms of a record share their fields: one visit. */
static uint8_t *visit_of(const struct walk *w, type_id type)
{
	const struct fact_type *t = &w->f->types.v[type];

	if (t->kind == TYPE_RECORD && t->n_fields)
		return &w->visit[w->f->types.n + t->field0];
	return &w->visit[type];
}

static void open_type(struct walk *w, type_id type)
{
	*visit_of(w, type) = VISIT_OPEN;
	vec_push(&w->stack, ((struct frame){type, 0}));
}

/* Depth first with a stack of our own: the types may be anything yet. */
static const char *walk_parts(struct walk *w, type_id from)
{
	open_type(w, from);
	while (w->stack.n) {
		struct frame *top = vec_last(&w->stack);
		type_id part;

		if (!next_part(w->f, &w->f->types.v[top->type], &top->i,
			       &part)) {
			*visit_of(w, top->type) = VISIT_DONE;
			w->stack.n--;
			continue;
		}
		if (*visit_of(w, part) == VISIT_OPEN)
			return "contains itself";
		if (*visit_of(w, part) == VISIT_DONE)
			continue;
		if (w->stack.n >= FACTS_TYPE_DEPTH_MAX)
			return "is nested too deep";
		open_type(w, part);
	}
	return NULL;
}

static const char *nesting_fault(const struct facts *f, type_id *at)
{
	struct walk w = {.f = f, .visit = xcalloc(f->types.n + f->fields.n, 1)};
	const char *fault = NULL;

	for (*at = 1; *at < f->types.n; ++*at) {
		if (*visit_of(&w, *at) == VISIT_NOT_YET)
			fault = walk_parts(&w, *at);
		if (fault)
			break;
	}
	free(w.visit);
	vec_deinit(&w.stack);
	return fault;
}

/* Records have the same fields or none in common. */
static const char *sharing_fault(const struct facts *f, type_id *at)
{
	autofree type_id *owner = xcalloc(f->fields.n, sizeof(type_id));

	for (*at = 1; *at < f->types.n; ++*at) {
		const struct fact_type *t = &f->types.v[*at], *o;

		if (!t->n_fields)
			continue;
		o = &f->types.v[owner[t->field0]];
		if (o->field0 == t->field0 && o->n_fields == t->n_fields)
			continue;
		for (uint32_t i = 0; i < t->n_fields; i++) {
			if (owner[t->field0 + i])
				return "shares a part of its fields";
			owner[t->field0 + i] = *at;
		}
	}
	return NULL;
}

/* Pointer to pointer to ...: an end must come without help of a record. */
static const char *target_fault(const struct facts *f, type_id *at)
{
	autofree uint32_t *seen_from = xcalloc(f->types.n, sizeof(uint32_t));

	for (*at = 1; *at < f->types.n; ++*at) {
		type_id t = *at;

		for (; t && !seen_from[t]; t = f->types.v[t].target)
			seen_from[t] = *at;
		if (t && seen_from[t] == *at)
			return "leads to itself";
	}
	return NULL;
}

struct dm_error *facts_validate_types(const struct facts *f)
{
	const char *fault;
	type_id at;

	for (uint32_t i = 0; i < f->types.n; i++) {
		fault = type_fault(f, &f->types.v[i]);
		if (fault)
			return dm_error(DM_ERR_INPUT, "type %u: bad %s", i,
					fault);
	}
	for (uint32_t i = 0; i < f->fields.n; i++) {
		fault = field_fault(f, &f->fields.v[i]);
		if (fault)
			return dm_error(DM_ERR_INPUT, "field %u: bad %s", i,
					fault);
	}
	fault = target_fault(f, &at);
	if (!fault)
		fault = sharing_fault(f, &at);
	if (!fault)
		fault = nesting_fault(f, &at);
	if (fault)
		return dm_error(DM_ERR_INPUT, "type %u %s", at, fault);
	return NULL;
}
