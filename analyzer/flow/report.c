// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <string.h>

#include "base/strbuf.h"
#include "facts/facts_io.h"
#include "flow/path/walk.h"

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
	if (f->facts->ops.v[op].kind == OP_ASSIGN && f->rows[op])
		return f->rows[op]->function;
	return call_name(f->facts, op);
}

const char *end_call_name(const struct flow_end *end, op_id op)
{
	return call_name(end->module->facts, op);
}

/* A text that lives as long as a few more texts; takes it over. */
static const char *keep(struct flow *f, char *text)
{
	char **slot = &f->text[f->n_text++ % ARRAY_SIZE(f->text)];

	free(*slot);
	*slot = text;
	return text;
}

static const char *end_keep(struct flow_end *end, char *text)
{
	char **slot = &end->text[end->n_text++ % ARRAY_SIZE(end->text)];

	free(*slot);
	*slot = text;
	return text;
}

const char *flow_text(struct flow *f, expr_id expr)
{
	struct strbuf sb = {};

	facts_print_expr(f->facts, expr, &sb);
	return keep(f, strbuf_take(&sb));
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
				   enum finding_confidence confidence,
				   const char *fmt, va_list ap)
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
	f->message = xvasprintf(fmt, ap);
	return f;
}

struct finding *flow_report(struct flow *f, op_id op,
			    enum finding_confidence confidence, const char *fmt,
			    ...)
{
	struct finding *finding;
	va_list ap;

	va_start(ap, fmt);
	finding = add_finding(f->ret, f->rule->info, f->module, op, confidence,
			      fmt, ap);
	va_end(ap);
	return finding;
}

/* A step; takes over the place. */
static void add_step(struct finding *finding, struct finding_place place,
		     const char *fmt, va_list ap)
{
	autofree char *text = xvasprintf(fmt, ap);

	finding_add_step(finding, &place, "%s", text);
	free(place.path);
}

void flow_step(struct flow *f, struct finding *finding, op_id op,
	       const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_step(finding, place_of(f->facts, op), fmt, ap);
	va_end(ap);
}

void flow_step_end(struct flow *f, struct finding *finding, const char *fmt,
		   ...)
{
	const struct fact_block *b = &f->facts->blocks.v[f->state->block];
	va_list ap;

	va_start(ap, fmt);
	add_step(finding, place_of_span(f->facts, b->span), fmt, ap);
	va_end(ap);
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

void flow_evidence_callees(struct flow *f, const char *key, op_id via)
{
	func_id self = via ? f->module->callee[via] : 0;

	for (uint32_t i = 0; i < f->func->n_blocks; i++) {
		const struct fact_block *b =
			&f->facts->blocks.v[f->func->block0 + i];

		for (op_id op = b->op0; op < b->op0 + b->n_ops; op++)
			if (f->module->callee[op] &&
			    f->module->callee[op] != self)
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
	const struct fact_symbol *s;

	if (v->kind == VALUE_FIELD)
		return keep(f, xasprintf("%s.%s", facts_str(f->facts, v->num),
					 facts_str(f->facts, v->ref)));
	if (v->kind != VALUE_VARIABLE)
		return NULL;
	s = facts_symbol(f->facts, v->ref);
	if (s->func)
		return NULL;
	return keep(f, xasprintf(".%s", facts_str(f->facts, s->name)));
}

struct finding *end_report(struct flow_end *end, op_id op,
			   enum finding_confidence confidence, const char *fmt,
			   ...)
{
	struct finding *finding;
	va_list ap;

	va_start(ap, fmt);
	finding = add_finding(end->ret, end->rule->info, end->module, op,
			      confidence, fmt, ap);
	va_end(ap);
	return finding;
}

void end_step(struct flow_end *end, struct finding *finding, op_id op,
	      const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_step(finding, place_of(end->module->facts, op), fmt, ap);
	va_end(ap);
}

const char *end_expr_text(struct flow_end *end, expr_id expr)
{
	struct strbuf sb = {};

	facts_print_expr(end->module->facts, expr, &sb);
	return end_keep(end, strbuf_take(&sb));
}

const char *end_text(struct flow_end *end, value_id canonical)
{
	return end_keep(end, field_value_text(&end->ret->fields,
					      end->module->facts, canonical));
}

const char *end_arg_text(struct flow_end *end, enum model_arg arg,
			 const struct field_use *use)
{
	return end_keep(end,
			field_arg_text(&end->ret->fields, end->module->facts,
				       arg, use->args[arg]));
}

void flow_finding_vec_deinit(flow_finding_vec *v)
{
	vec_for_each(v, ff)
		finding_drop(ff);
	vec_deinit(v);
}
