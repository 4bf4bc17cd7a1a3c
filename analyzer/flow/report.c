// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <string.h>

#include "base/strbuf.h"
#include "facts/facts_io.h"
#include "flow/walk.h"

const struct facts *flow_facts(const struct flow *f)
{
	return f->facts;
}

const struct model *flow_model(const struct flow *f)
{
	return f->options->model;
}

const struct values *flow_values(const struct flow *f)
{
	return &f->values;
}

size_t flow_n_objects(const struct flow *f)
{
	return f->state->objects.n;
}

const struct flow_object *flow_object(const struct flow *f, size_t i)
{
	return &f->state->objects.v[i];
}

const struct flow_object *flow_find(const struct flow *f, value_id value)
{
	vec_for_each(&f->state->objects, o)
		if (o->value == value || (o->dma && o->dma == value))
			return o;
	vec_for_each(&f->state->objects, o)
		if (value_mentions(&f->values, value, o->value))
			return o;
	return NULL;
}

const struct flow_object *flow_find_memory(const struct flow *f, value_id value)
{
	value_id root = value_root(&f->values, value);

	vec_for_each(&f->state->objects, o)
		if (o->row->role == ROLE_ALLOC && o->value == root)
			return o;
	return NULL;
}

bool flow_known_nonzero(const struct flow *f, value_id value)
{
	return state_is_nonzero(f->state, &f->values, value);
}

bool flow_known_equal(struct flow *f, value_id x, value_id y)
{
	struct values *vs = &f->values;
	const struct state_known *k, *l;
	value_id eq, ne;

	if (x == y)
		return true;
	eq = value_binary(vs, OPER_EQ, x, y);
	ne = value_binary(vs, OPER_NE, x, y);
	if (state_is_nonzero(f->state, vs, eq) ||
	    state_is_zero(f->state, vs, ne))
		return true;
	k = state_known(f->state, x);
	l = state_known(f->state, y);
	if (k && value_is_const(vs, y, NULL))
		return k->lo == k->hi && k->lo == value_get(vs, y)->num;
	return k && l && k->lo == k->hi && l->lo == l->hi && k->lo == l->lo;
}

bool flow_test_lost(const struct flow *f)
{
	return f->state->flags & STATE_TEST_LOST;
}

static struct flow_origin origin_symbol(const struct flow *f, symbol_id symbol)
{
	const struct fact_symbol *s = facts_symbol(f->facts, symbol);
	struct flow_origin o = {.symbol = symbol};

	switch (s->storage) {
	case SYMBOL_PARAM:
	case SYMBOL_LOCAL:
		o.memory = FLOW_MEMORY_STACK;
		break;
	case SYMBOL_EXTERN:
		o.memory = FLOW_MEMORY_UNKNOWN;
		break;
	default:
		o.memory = facts_type(f->facts, s->type)->flags & TYPE_CONST ?
				   FLOW_MEMORY_RODATA :
				   FLOW_MEMORY_IMAGE;
	}
	return o;
}

struct flow_origin flow_origin(const struct flow *f, value_id pointer)
{
	const struct values *vs = &f->values;
	struct flow_origin o = {};
	const struct model_row *convert = NULL, *row;
	const struct value *v;

	for (int depth = 0; depth < 32; depth++) {
		v = value_get(vs, pointer);
		if (v->kind == VALUE_CONVERT)
			convert = &f->options->model->rows.v[v->ref];
		if (v->kind == VALUE_FIELD || v->kind == VALUE_INDEX ||
		    v->kind == VALUE_CONVERT || v->kind == VALUE_CONTAINER ||
		    (v->kind == VALUE_BINARY &&
		     value_root(vs, pointer) != pointer))
			pointer = v->a;
		else
			break;
	}
	v = value_get(vs, pointer);
	if (v->kind == VALUE_VARIABLE)
		o = origin_symbol(f, v->ref);
	if (v->kind == VALUE_STRING)
		o.memory = FLOW_MEMORY_RODATA;
	row = v->kind == VALUE_RESULT ? f->rows[v->ref] : NULL;
	if (row && (row->role == ROLE_MEM_ALLOC || row->role == ROLE_ALLOC ||
		    row->role == ROLE_REMAP || row->role == ROLE_IOMAP ||
		    row->role == ROLE_ADDRESS)) {
		o.memory = FLOW_MEMORY_ALLOC;
		o.row = row;
		o.op = v->ref;
	}
	o.convert = convert;
	return o;
}

const char *flow_call_name(const struct flow *f, op_id op)
{
	const struct fact_op *o = &f->facts->ops.v[op];
	const char *callee = facts_callee(f->facts, o);
	const char *macro = facts_str(f->facts, o->macro);

	/* a macro that only wraps the call (WARN_ON, if_err) is not its name */
	if (callee && *macro && strncmp(callee, macro, strlen(macro)) == 0)
		return macro;
	return callee ? callee : "?";
}

const char *flow_text(struct flow *f, expr_id expr)
{
	struct strbuf sb = {};
	char **slot = &f->text[f->n_text++ % ARRAY_SIZE(f->text)];

	facts_print_expr(f->facts, expr, &sb);
	free(*slot);
	*slot = strbuf_take(&sb);
	return *slot;
}

static struct finding_place place_of(const struct flow *f, op_id op)
{
	const struct fact_span *s =
		facts_span(f->facts, f->facts->ops.v[op].span);

	return (struct finding_place){
		.path = xstrdup(facts_str(f->facts, s->file)),
		.line = s->line,
		.col = s->col,
		.end_line = s->end_line,
		.end_col = s->end_col,
	};
}

struct finding *flow_report(struct flow *f, op_id op,
			    enum finding_confidence confidence, const char *fmt,
			    ...)
{
	struct finding_place place = place_of(f, op);
	struct flow_finding *ff;
	va_list ap;

	for (size_t i = f->finding0; i < f->findings->n; i++) {
		const struct finding *old = &f->findings->v[i].finding;

		if (old->rule == f->rule->info &&
		    old->place.line == place.line &&
		    old->place.col == place.col &&
		    !strcmp(old->place.path, place.path)) {
			free(place.path);
			return NULL;
		}
	}
	ff = vec_add(f->findings);
	ff->finding.rule = f->rule->info;
	ff->finding.confidence = confidence;
	ff->finding.place = place;
	ff->finding.function = xstrdup(facts_str(f->facts, f->func->name));
	ff->finding.engine = xstrdup("flow");
	va_start(ap, fmt);
	ff->finding.message = xvasprintf(fmt, ap);
	va_end(ap);
	return &ff->finding;
}

void flow_step(struct flow *f, struct finding *finding, op_id op,
	       const char *fmt, ...)
{
	struct finding_place place = place_of(f, op);
	autofree char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	finding_add_step(finding, &place, "%s", text);
	free(place.path);
}

static struct flow_finding *owner_of(struct flow *f,
				     const struct finding *finding)
{
	for (size_t i = f->finding0; i < f->findings->n; i++)
		if (&f->findings->v[i].finding == finding)
			return &f->findings->v[i];
	return NULL;
}

void flow_unless(struct flow *f, struct finding *finding, const char *fmt, ...)
{
	struct flow_finding *ff = owner_of(f, finding);
	autofree char *key = NULL;
	va_list ap;

	va_start(ap, fmt);
	key = xvasprintf(fmt, ap);
	va_end(ap);
	if (ff)
		evidence_add(&ff->unless, key);
}

void flow_unless_tested(struct flow *f, struct finding *finding,
			const struct flow_object *object, const char *kind)
{
	struct flow_finding *ff = owner_of(f, finding);

	if (ff)
		ff->unless_tested = object->op;
	for (int i = 0; i < OBJECT_STORES && object->stores[i]; i++) {
		autofree char *field =
			evidence_field(f->facts, object->stores[i]);

		if (field)
			flow_unless(f, finding, "%s:%s", kind, field);
	}
	for (int i = 0; i < OBJECT_PASSES && object->passes[i]; i++)
		flow_unless(f, finding, "tests:%s",
			    facts_str(f->facts, object->passes[i]));
}

static bool is_refuted(const struct flow *f, const struct flow_finding *ff)
{
	vec_for_each(&f->tested, op)
		if (*op == ff->unless_tested)
			return true;
	return false;
}

static void finding_drop(struct flow_finding *ff)
{
	finding_deinit(&ff->finding);
	evidence_deinit(&ff->unless);
}

void report_finish(struct flow *f)
{
	size_t n = f->finding0;

	for (size_t i = f->finding0; i < f->findings->n; i++) {
		if (is_refuted(f, &f->findings->v[i]))
			finding_drop(&f->findings->v[i]);
		else
			f->findings->v[n++] = f->findings->v[i];
	}
	f->findings->n = n;
	vec_deinit(&f->tested);
	for (size_t i = 0; i < ARRAY_SIZE(f->text); i++) {
		free(f->text[i]);
		f->text[i] = NULL;
	}
}

void flow_finding_vec_deinit(flow_finding_vec *v)
{
	vec_for_each(v, ff)
		finding_drop(ff);
	vec_deinit(v);
}
