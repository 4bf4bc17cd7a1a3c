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

const struct module *flow_module_of(const struct flow *f)
{
	return f->module;
}

func_id flow_func(const struct flow *f)
{
	return f->func_id;
}

void flow_ops(const struct flow *f, op_id *first, op_id *end)
{
	const struct fact_block *b = &f->facts->blocks.v[f->func->block0];
	const struct fact_block *last = b + f->func->n_blocks - 1;

	*first = b->op0;
	*end = last->op0 + last->n_ops;
}

bool flow_is_root(const struct flow *f)
{
	size_t n;

	module_entries(f->module, f->func_id, &n);
	return n || !f->module->n_callers[f->func_id];
}

const struct model_row *flow_row(const struct flow *f, op_id op)
{
	return f->rows[op];
}

static const struct model_row *find_slot(const struct flow_options *options,
					 const struct facts *facts,
					 str_id record, str_id field)
{
	autofree char *name = xasprintf("%s.%s", facts_str(facts, record),
					facts_str(facts, field));

	return model_find(options->model, name, &options->context);
}

const struct model_row *flow_slot(const struct flow *f, str_id record,
				  str_id field)
{
	return find_slot(f->options, f->facts, record, field);
}

const struct model_row *end_slot(const struct flow_end *end, str_id record,
				 str_id field)
{
	return find_slot(end->options, end->module->facts, record, field);
}

value_id flow_returned(const struct flow *f)
{
	return f->returned;
}

/* -EINPROGRESS, -EIOCBQUEUED: what was begun ends later, and well
 * (include/uapi/asm-generic/errno.h, include/linux/errno.h). */
static bool goes_on(int64_t num)
{
	return num == -115 || num == -529;
}

bool flow_returns_error(const struct flow *f)
{
	const struct state_known *k;
	int64_t num;

	if (!f->returned)
		return false;
	if (facts_type(f->facts, f->func->ret)->kind == TYPE_POINTER &&
	    state_is_zero(f->state, &f->values, f->returned))
		return true;
	if (value_is_const(&f->values, f->returned, &num))
		return num < 0 && !goes_on(num);
	k = state_known(f->state, f->returned);
	return k && k->hi < 0;
}

const struct model *flow_model(const struct flow *f)
{
	return f->options->model;
}

const struct model_context *flow_context(const struct flow *f)
{
	return &f->options->context;
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

const struct flow_object *flow_find_handle(const struct flow *f, value_id value)
{
	value_id base = value ? value_base(&f->values, value) : 0;

	if (!base)
		return NULL;
	vec_for_each(&f->state->objects, o)
		if (o->dma == base ||
		    (o->row->returns == RETURNS_DMA && o->value == base))
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

bool flow_undoes_failed(struct flow *f, const struct flow_call *call)
{
	value_id error, cpu = call->args[ARG_CPU];
	const struct model_row *made;

	if (call->row->role == ROLE_UNMAP && call->args[ARG_DMA]) {
		error = value_make(&f->values,
				   &(struct value){.kind = VALUE_ERROR,
						   .a = call->args[ARG_DMA]});
		return state_is_nonzero(f->state, &f->values, error);
	}
	if (call->row->role != ROLE_FREE || !cpu ||
	    value_get(&f->values, cpu)->kind != VALUE_RESULT)
		return false;
	made = f->rows[value_get(&f->values, cpu)->ref];
	return made && made->role == ROLE_ALLOC &&
	       made->returns == RETURNS_POINTER &&
	       state_is_zero(f->state, &f->values, cpu);
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

/* The row of the slot that a pointer was loaded from, or NULL. */
static const struct model_row *held_in(const struct flow *f,
				       const struct value *v)
{
	const struct model_row *row;
	const struct value *place;

	if (v->kind != VALUE_INITIAL && v->kind != VALUE_OUT)
		return NULL;
	place = value_get(&f->values, v->a);
	if (place->kind != VALUE_FIELD || !place->num)
		return NULL;
	row = flow_slot(f, place->num, place->ref);
	return row && row->role == ROLE_HOLDS ? row : NULL;
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
	row = held_in(f, v);
	if (row) {
		o.memory = FLOW_MEMORY_ALLOC;
		o.row = row;
	}
	o.convert = convert;
	return o;
}

static const char *call_name(const struct facts *facts, op_id op)
{
	const struct fact_op *o = &facts->ops.v[op];
	const char *callee = facts_callee(facts, o);
	const char *macro = facts_str(facts, o->macro);

	/* a macro that only wraps the call (WARN_ON, if_err) is not its name */
	if (callee && *macro && strncmp(callee, macro, strlen(macro)) == 0)
		return macro;
	return callee ? callee : "?";
}

const char *flow_call_name(const struct flow *f, op_id op)
{
	return call_name(f->facts, op);
}

const char *end_call_name(const struct flow_end *end, op_id op)
{
	return call_name(end->module->facts, op);
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

static struct finding_place place_of_span(const struct facts *facts, span_id id)
{
	const struct fact_span *s = facts_span(facts, id);

	return (struct finding_place){
		.path = xstrdup(facts_str(facts, s->file)),
		.line = s->line,
		.col = s->col,
		.end_line = s->end_line,
		.end_col = s->end_col,
	};
}

const char *flow_access_text(struct flow *f, op_id op, bool write)
{
	const struct fact_op *o = &f->facts->ops.v[op];
	const struct model_row *row = f->rows[op];
	int pos = row ? row->arg[write ? ARG_CPU : ARG_SRC] : -1;
	expr_id expr = o->kind == OP_LOAD ? o->src : o->dst;

	if (o->kind == OP_CALL) {
		if (pos < 0 || (uint32_t)pos >= o->n_args)
			return NULL;
		expr = f->facts->args.v[o->arg0 + pos];
	}
	if (!expr || facts_expr(f->facts, expr)->kind == EXPR_TEMP)
		return NULL;
	return flow_text(f, expr);
}

static struct finding_place place_of(const struct facts *facts, op_id op)
{
	return place_of_span(facts, facts->ops.v[op].span);
}

static bool same_place(const struct finding_place *x,
		       const struct finding_place *y)
{
	return x->line == y->line && x->col == y->col &&
	       !strcmp(x->path, y->path);
}

static void finding_drop(struct flow_finding *ff)
{
	finding_deinit(&ff->finding);
	evidence_deinit(&ff->unless);
	evidence_deinit(&ff->only_if);
}

/* The finding of the rule at a place, or NULL. */
static struct flow_finding *find_finding(struct flow_result *ret,
					 const struct rule_info *rule,
					 const struct finding_place *place)
{
	vec_for_each(&ret->findings, ff)
		if (ff->finding.rule == rule &&
		    same_place(&ff->finding.place, place))
			return ff;
	return NULL;
}

/* A new finding of the rule at an operation, or NULL when there is one that
 * is as certain. */
static struct finding *add_finding(struct flow_result *ret,
				   const struct rule_info *rule,
				   const struct module *m, op_id op,
				   enum finding_confidence confidence)
{
	struct finding_place place = place_of(m->facts, op);
	func_id func = module_func_of_op(m, op);
	struct flow_finding *ff = find_finding(ret, rule, &place);
	struct finding *f;

	if (ff && ff->finding.confidence <= confidence) {
		free(place.path);
		return NULL;
	}
	if (ff)
		finding_drop(ff);
	else
		ff = vec_add(&ret->findings);
	*ff = (struct flow_finding){.func = func};
	f = &ff->finding;
	f->rule = rule;
	f->place = place;
	f->function =
		xstrdup(facts_str(m->facts, m->facts->funcs.v[func].name));
	f->engine = xstrdup("flow");
	f->confidence = confidence;
	return f;
}

struct finding *flow_report(struct flow *f, op_id op,
			    enum finding_confidence confidence, const char *fmt,
			    ...)
{
	struct finding *finding =
		add_finding(f->ret, f->rule->info, f->module, op, confidence);
	va_list ap;

	if (!finding)
		return NULL;
	va_start(ap, fmt);
	finding->message = xvasprintf(fmt, ap);
	va_end(ap);
	return finding;
}

void flow_step(struct flow *f, struct finding *finding, op_id op,
	       const char *fmt, ...)
{
	struct finding_place place = place_of(f->facts, op);
	autofree char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	finding_add_step(finding, &place, "%s", text);
	free(place.path);
}

void flow_step_end(struct flow *f, struct finding *finding, const char *fmt,
		   ...)
{
	const struct fact_block *b = &f->facts->blocks.v[f->state->block];
	struct finding_place place = place_of_span(f->facts, b->span);
	autofree char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	finding_add_step(finding, &place, "%s", text);
	free(place.path);
}

static void step_entry(const struct module *m, struct finding *finding,
		       op_id op)
{
	const struct facts *f = m->facts;
	const struct module_entry *entry =
		module_way_in(m, module_func_of_op(m, op));
	autofree char *name = entry ? module_entry_name(m, entry) : NULL;
	struct finding_place place;

	if (!name)
		return;
	place = place_of_span(f, entry->span);
	finding_add_step(finding, &place, "'%s' is reached through '%s'",
			 facts_str(f, f->funcs.v[entry->func].name), name);
	free(place.path);
}

void flow_step_entry(struct flow *f, struct finding *finding, op_id op)
{
	step_entry(f->module, finding, op);
}

void end_step_entry(struct flow_end *end, struct finding *finding, op_id op)
{
	step_entry(end->module, finding, op);
}

static struct flow_finding *owner_of(struct flow *f,
				     const struct finding *finding)
{
	for (size_t i = 0; i < f->ret->findings.n; i++)
		if (&f->ret->findings.v[i].finding == finding)
			return &f->ret->findings.v[i];
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

void flow_only_if(struct flow *f, struct finding *finding, const char *fmt, ...)
{
	struct flow_finding *ff = owner_of(f, finding);
	autofree char *key = NULL;
	va_list ap;

	va_start(ap, fmt);
	key = xvasprintf(fmt, ap);
	va_end(ap);
	if (ff)
		evidence_add(&ff->only_if, key);
}

void flow_evidence(struct flow *f, const char *fmt, ...)
{
	autofree char *key = NULL;
	va_list ap;

	va_start(ap, fmt);
	key = xvasprintf(fmt, ap);
	va_end(ap);
	evidence_add(&f->ret->evidence, key);
}

bool flow_has_evidence(const struct flow *f, const char *fmt, ...)
{
	autofree char *key = NULL;
	va_list ap;

	va_start(ap, fmt);
	key = xvasprintf(fmt, ap);
	va_end(ap);
	return evidence_has(&f->ret->evidence, key);
}

bool flow_stated(const struct flow *f, const char *key)
{
	return evidence_has(&f->ret->evidence, key);
}

void flow_evidence_callees(struct flow *f, const char *key)
{
	for (uint32_t i = 0; i < f->func->n_blocks; i++) {
		const struct fact_block *b =
			&f->facts->blocks.v[f->func->block0 + i];

		for (op_id op = b->op0; op < b->op0 + b->n_ops; op++)
			if (f->module->callee[op])
				flow_evidence(f, "%s:%u", key,
					      f->module->callee[op]);
	}
}

void flow_unless_kept(struct flow *f, struct finding *finding,
		      const struct flow_object *object, const char *kind)
{
	for (int i = 0; i < OBJECT_STORES && object->stores[i]; i++) {
		autofree char *field =
			evidence_field(f->facts, object->stores[i]);

		if (field)
			flow_unless(f, finding, "%s:%s", kind, field);
	}
}

void flow_unless_tested(struct flow *f, struct finding *finding,
			const struct flow_object *object, const char *kind)
{
	struct flow_finding *ff = owner_of(f, finding);

	if (ff)
		ff->unless_tested = object->op;
	flow_unless_kept(f, finding, object, kind);
	for (int i = 0; i < OBJECT_PASSES && object->passes[i]; i++)
		flow_unless(f, finding, "tests:%s",
			    facts_str(f->facts, object->passes[i]));
}

void report_finish(struct flow *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(f->text); i++) {
		free(f->text[i]);
		f->text[i] = NULL;
	}
}

void report_judge(struct flow_result *ret, const bool *tested)
{
	size_t n = 0;

	for (size_t i = 0; i < ret->findings.n; i++) {
		struct flow_finding *ff = &ret->findings.v[i];

		if (tested[ff->unless_tested] ||
		    evidence_any(&ret->evidence, &ff->unless) ||
		    !evidence_all(&ret->evidence, &ff->only_if))
			finding_drop(ff);
		else
			ret->findings.v[n++] = *ff;
	}
	ret->findings.n = n;
}

/* The address that a value was loaded from, or the address itself. */
static const struct value *place_value(const struct values *vs, value_id id)
{
	const struct value *v = value_get(vs, id);

	while (v->kind == VALUE_INITIAL || v->kind == VALUE_LOOP ||
	       v->kind == VALUE_OUT || v->kind == VALUE_INDEX)
		v = value_get(vs, v->a);
	return v;
}

const char *flow_field(struct flow *f, value_id value)
{
	const struct value *v = place_value(&f->values, value);
	char **slot = &f->text[f->n_text++ % ARRAY_SIZE(f->text)];
	const struct fact_symbol *s;

	free(*slot);
	*slot = NULL;
	if (v->kind == VALUE_FIELD)
		*slot = xasprintf("%s.%s", facts_str(f->facts, v->num),
				  facts_str(f->facts, v->ref));
	if (v->kind != VALUE_VARIABLE)
		return *slot;
	s = facts_symbol(f->facts, v->ref);
	if (!s->func)
		*slot = xasprintf(".%s", facts_str(f->facts, s->name));
	return *slot;
}

const struct module *end_module(const struct flow_end *end)
{
	return end->module;
}

const struct model *end_model(const struct flow_end *end)
{
	return end->options->model;
}

const struct model_row *end_row(const struct flow_end *end, op_id op)
{
	return end->rows[op];
}

const struct field_table *end_fields(const struct flow_end *end)
{
	return &end->ret->fields;
}

const struct field *end_field(const struct flow_end *end, expr_id place)
{
	const struct facts *f = end->module->facts;
	const struct fact_expr *e = facts_expr(f, place);

	if (e->kind != EXPR_FIELD)
		return NULL;
	return field_find(&end->ret->fields,
			  facts_type(f, facts_expr(f, e->a)->type)->record,
			  e->str);
}

bool end_evidence(const struct flow_end *end, const char *fmt, ...)
{
	autofree char *key = NULL;
	va_list ap;

	va_start(ap, fmt);
	key = xvasprintf(fmt, ap);
	va_end(ap);
	return evidence_has(&end->ret->evidence, key);
}

struct finding *end_report(struct flow_end *end, op_id op,
			   enum finding_confidence confidence, const char *fmt,
			   ...)
{
	struct finding *finding = add_finding(end->ret, end->rule->info,
					      end->module, op, confidence);
	va_list ap;

	if (!finding)
		return NULL;
	va_start(ap, fmt);
	finding->message = xvasprintf(fmt, ap);
	va_end(ap);
	return finding;
}

void end_step(struct flow_end *end, struct finding *finding, op_id op,
	      const char *fmt, ...)
{
	struct finding_place place = place_of(end->module->facts, op);
	autofree char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	finding_add_step(finding, &place, "%s", text);
	free(place.path);
}

const char *end_expr_text(struct flow_end *end, expr_id expr)
{
	struct strbuf sb = {};
	char **slot = &end->text[end->n_text++ % ARRAY_SIZE(end->text)];

	facts_print_expr(end->module->facts, expr, &sb);
	free(*slot);
	*slot = strbuf_take(&sb);
	return *slot;
}

const char *end_text(struct flow_end *end, value_id canonical)
{
	char **slot = &end->text[end->n_text++ % ARRAY_SIZE(end->text)];

	free(*slot);
	*slot = field_value_text(&end->ret->fields, end->module->facts,
				 canonical);
	return *slot;
}

const char *end_arg_text(struct flow_end *end, enum model_arg arg,
			 const struct field_use *use)
{
	char **slot = &end->text[end->n_text++ % ARRAY_SIZE(end->text)];

	free(*slot);
	*slot = field_arg_text(&end->ret->fields, end->module->facts, arg,
			       use->args[arg]);
	return *slot;
}

void flow_finding_vec_deinit(flow_finding_vec *v)
{
	vec_for_each(v, ff)
		finding_drop(ff);
	vec_deinit(v);
}
