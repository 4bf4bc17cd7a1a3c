// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/path/arith.h"
#include "flow/field/field_record.h"
#include "flow/origin/memory_use.h"
#include "flow/path/error_pointer.h"
#include "flow/path/object.h"
#include "flow/path/spared.h"
#include "flow/summary/summary.h"

typedef void (*object_fn)(struct flow *f, struct flow_object *o, void *ctx);

/* Call @fn for each object that is, or whose DMA address is, part of @v. */
static void each_mentioned(struct flow *f, value_id v, object_fn fn, void *ctx)
{
	if (!v)
		return;
	vec_for_each(&f->state->objects, o)
		if (value_mentions(&f->values, v, o->value) ||
		    (o->dma && value_mentions(&f->values, v, o->dma)))
			fn(f, o, ctx);
}

static void note_use(struct flow *f, struct flow_object *o)
{
	if (!o->used && !(o->flags & OBJECT_TESTED))
		o->used = f->op;
}

/* Whether a place lies in a record or a global: others can find it there. */
static bool has_name(const struct facts *facts, expr_id place)
{
	const struct fact_expr *e = facts_expr(facts, place);

	while (e->kind == EXPR_INDEX || e->kind == EXPR_DEREF ||
	       e->kind == EXPR_CAST)
		e = facts_expr(facts, e->a);
	if (e->kind == EXPR_SYMBOL)
		return !facts_symbol(facts, e->ref)->func;
	return e->kind == EXPR_FIELD;
}

/* Keep @id in a short list; false when there is no room. */
static bool keep(uint32_t *list, int n, uint32_t id)
{
	for (int i = 0; i < n; i++) {
		if (!list[i])
			list[i] = id;
		if (list[i] == id)
			return true;
	}
	return false;
}

static void note_stored(struct flow *f, struct flow_object *o, void *ctx)
{
	expr_id place = *(expr_id *)ctx;

	note_use(f, o);
	if (!has_name(f->facts, place)) {
		o->flags |= OBJECT_OUT;
		return;
	}
	o->flags |= OBJECT_STORED;
	if (!keep(o->stores, OBJECT_STORES, place))
		o->flags |= OBJECT_LOST;
}

static void note_passed(struct flow *f, struct flow_object *o, void *ctx)
{
	note_use(f, o);
	o->flags |= OBJECT_PASSED;
	if (!keep(o->passes, OBJECT_PASSES, *(str_id *)ctx))
		o->flags |= OBJECT_LOST;
}

static void note_returned(struct flow *f, struct flow_object *o, void *ctx)
{
	o->flags |= OBJECT_RETURNED;
}

void effects_note_tested(struct flow *f, struct flow_object *o)
{
	o->flags |= OBJECT_TESTED;
	f->tested[o->op] = true;
}

static void note_branch(struct flow *f, struct flow_object *o, void *ctx)
{
	if (o->row->returns == RETURNS_DMA)
		o->flags |= OBJECT_COMPARED;
	else if (value_mentions(&f->values, *(value_id *)ctx, o->result))
		effects_note_tested(f, o);
}

void effects_test(struct flow *f, value_id cond)
{
	field_record_test(f, cond);
	vec_for_each(&f->state->objects, o)
		if (value_mentions(&f->values, cond, o->result) ||
		    value_mentions(&f->values, cond, o->value))
			note_branch(f, o, &cond);
}

/* A variable and everything in it now holds what the call put there. */
static bool below_address(const struct state_cell *cell, void *ctx)
{
	struct flow *f = ((void **)ctx)[0];
	value_id address = *(value_id *)((void **)ctx)[1];

	return value_mentions(&f->values, cell->address, address);
}

value_id effects_store_out(struct flow *f, value_id address)
{
	void *ctx[] = {f, &address};
	value_id out;

	state_drop_cells(f->state, below_address, ctx);
	out = value_make(&f->values, &(struct value){.kind = VALUE_OUT,
						     .ref = f->op,
						     .a = address});
	state_forget(f->state, &f->values, out);
	state_store(f->state, address, out);
	return out;
}

/* Below an address, but not where a summary tells what is stored. */
static bool below_unkept(const struct state_cell *cell, void *ctx)
{
	struct flow *f = ((void **)ctx)[0];
	const struct value *v = value_get(&f->values, cell->address);

	return below_address(cell, ctx) &&
	       (v->kind != VALUE_FIELD ||
		!interest_field(&f->summaries->interest, v->ref)) &&
	       cell->address != *(value_id *)((void **)ctx)[1];
}

void effects_clobber(struct flow *f, expr_id arg, bool summary)
{
	const struct fact_expr *e = facts_expr(f->facts, arg);
	value_id address;

	while (e->kind == EXPR_CAST)
		e = facts_expr(f->facts, e->a);
	if (e->kind != EXPR_ADDR ||
	    facts_type(f->facts, facts_expr(f->facts, e->a)->type)->kind ==
		    TYPE_ARRAY)
		return;
	address = eval(f, arg);
	if (summary)
		state_drop_cells(f->state, below_unkept,
				 (void *[]){f, &address});
	else
		effects_store_out(f, address);
}

/* A pointer parameter to something small is there to return it by. */
static void clobber_pointee(struct flow *f, expr_id arg)
{
	const struct fact_expr *e = facts_expr(f->facts, arg);
	const struct fact_type *t = facts_type(f->facts, e->type);
	uint8_t kind;

	if (!f->own || e->kind != EXPR_SYMBOL || t->kind != TYPE_POINTER ||
	    facts_symbol(f->facts, e->ref)->storage != SYMBOL_PARAM)
		return;
	t = facts_type(f->facts, t->target);
	kind = t->kind;
	if ((kind == TYPE_INT && t->size > 1) || kind == TYPE_POINTER ||
	    kind == TYPE_ENUM)
		effects_store_out(f, eval(f, arg));
}

/* A call may write to the variables whose address it gets. */
static void clobber_args(struct flow *f, const struct fact_op *op)
{
	for (uint32_t i = 0; i < op->n_args; i++)
		effects_clobber(f, f->facts->args.v[op->arg0 + i], false);
}

static void tell_rules_use(struct flow *f, value_id value)
{
	for (size_t i = 0; i < n_rule_entries; i++) {
		f->rule = &rule_entries[i];
		if (f->rule->rule->use &&
		    (!f->options->enabled || f->options->enabled[i]))
			f->rule->rule->use(f, value);
	}
}

/* A function that nobody modelled gets what it is given. */
static void pass_args(struct flow *f, const struct fact_op *op)
{
	const char *callee = facts_callee(f->facts, op);
	str_id name = callee ? facts_expr(f->facts, op->src)->str : 0;

	for (uint32_t i = 0; i < op->n_args; i++) {
		expr_id arg = f->facts->args.v[op->arg0 + i];
		value_id value = eval(f, arg);

		each_mentioned(f, value, note_passed, &name);
		tell_rules_use(f, value);
		summary_note_pass(f, value, name);
		clobber_pointee(f, arg);
	}
}

static void note_lost(struct flow *f, struct flow_object *o, void *ctx)
{
	note_use(f, o);
	o->flags |= OBJECT_LOST;
}

void effects_lose(struct flow *f, value_id value)
{
	each_mentioned(f, value, note_lost, NULL);
}

void effects_use(struct flow *f, value_id value, const struct summary_use *use)
{
	expr_id place = use->store;
	str_id pass = use->pass;

	if (place) {
		each_mentioned(f, value, note_stored, &place);
		summary_note_store(f, value, place, use->out);
		return;
	}
	each_mentioned(f, value, note_passed, &pass);
	tell_rules_use(f, value);
	summary_note_pass(f, value, pass);
}

/* The address that a conversion converts. */
static value_id converted(const struct flow_call *call)
{
	static const enum model_arg from[] = {ARG_CPU, ARG_PHYS, ARG_PFN,
					      ARG_DMA};

	for (size_t i = 0; i < ARRAY_SIZE(from); i++)
		if (call->args[from[i]])
			return call->args[from[i]];
	return 0;
}

value_id effects_fresh_result(struct flow *f, op_id op)
{
	value_id result =
		value_make(&f->values, &(struct value){.kind = VALUE_RESULT,
						       .ref = op,
						       .num = objects_turn(f)});

	state_forget(f->state, &f->values, result);
	return result;
}

/* The answer of a function that only looks: the same for the same question
 * within one turn of a loop. */
static value_id look_result(struct flow *f, const struct fact_op *op)
{
	value_id list = 0;

	for (uint32_t i = 0; i < op->n_args; i++) {
		value_id arg = eval(f, f->facts->args.v[op->arg0 + i]);

		list = value_make(&f->values,
				  &(struct value){.kind = VALUE_LIST,
						  .a = list,
						  .b = arg});
	}
	return value_make(
		&f->values,
		&(struct value){.kind = VALUE_CALL,
				.a = list,
				.num = objects_turn(f),
				.ref = facts_expr(f->facts, op->src)->str});
}

static value_id call_result(struct flow *f, const struct flow_call *call)
{
	const struct model_row *row = call->row;
	value_id from = row->role == ROLE_ADDRESS ? converted(call) : 0;

	if (from)
		return value_make(
			&f->values,
			&(struct value){.kind = VALUE_CONVERT,
					.a = from,
					.ref = row -
					       f->options->model->rows.v});
	/* encryption is no memory type */
	if (row->role == ROLE_PGPROT && row->type == MEMTYPE_NONE &&
	    !call->args[ARG_PFN])
		return call->args[ARG_PROT];
	if (row->role == ROLE_ERROR_TEST && call->args[ARG_DMA])
		return value_make(&f->values,
				  &(struct value){.kind = VALUE_ERROR,
						  .a = call->args[ARG_DMA]});
	/* a machine where syncs are needed is the one to look at */
	if (row->role == ROLE_SYNC_TEST)
		return value_const(&f->values, 1);
	if (row->role == ROLE_ACCESS && f->looks[call->op])
		return look_result(f, &f->facts->ops.v[call->op]);
	return effects_fresh_result(f, call->op);
}

static void bind_args(struct flow *f, const struct fact_op *op,
		      struct flow_call *call)
{
	for (int i = 0; i < ARG_NR; i++) {
		int pos = call->row->arg[i];

		if (call->row->has_const[i]) {
			call->args[i] =
				value_const(&f->values, call->row->constant[i]);
		} else if (pos >= 0 && (uint32_t)pos < op->n_args) {
			call->exprs[i] = f->facts->args.v[op->arg0 + pos];
			call->args[i] = eval(f, call->exprs[i]);
		}
	}
}

/* A modelled function still gets what it is given: a DMA address handed to
 * a function that maps, tests or undoes is no use of it. */
void effects_tell_call(struct flow *f, const struct flow_call *call)
{
	for (size_t i = 0; i < n_rule_entries; i++) {
		f->rule = &rule_entries[i];
		if (f->rule->rule->call &&
		    (!f->options->enabled || f->options->enabled[i]))
			f->rule->rule->call(f, call);
	}
}

static void tell_rules_access(struct flow *f, const struct flow_access *access)
{
	for (size_t i = 0; i < n_rule_entries; i++) {
		f->rule = &rule_entries[i];
		if (f->rule->rule->access &&
		    (!f->options->enabled || f->options->enabled[i]))
			f->rule->rule->access(f, access);
	}
}

void effects_access(struct flow *f, struct flow_access *access)
{
	access->object = flow_find_memory(f, access->address);
	access->mapping = objects_mapping_of(f, access->address);
	tell_rules_access(f, access);
	pending_access(f, access);
	summary_note_access(f, access);
}

static void access_memory(struct flow *f, value_id address, bool write)
{
	effects_access(f, &(struct flow_access){
				  .op = f->op,
				  .address = address,
				  .write = write,
			  });
}

/* The memory that an argument of a function that looks at memory leads to. */
static value_id accessed(struct flow *f, const struct flow_call *call,
			 enum model_arg arg)
{
	enum model_memory memory = call->row->memory;
	value_id v = call->args[arg];
	bool first = arg == ARG_CPU || !call->args[ARG_CPU];

	if (!first || call->row->role != ROLE_ACCESS)
		return v;
	if (memory == MEMORY_SKB)
		return eval_load(f, value_field(&f->values, v, f->pending.skb,
						f->pending.data));
	if (memory != MEMORY_SG && memory != MEMORY_PAGE)
		return v;
	return value_make(
		&f->values,
		&(struct value){.kind = VALUE_CONVERT,
				.a = v,
				.ref = call->row - f->options->model->rows.v});
}

static void access_args(struct flow *f, const struct flow_call *call)
{
	const struct model_row *row = call->row;

	if (row->role != ROLE_ACCESS &&
	    (row->role != ROLE_MEM_ALLOC || row->memory == MEMORY_USER))
		return;
	if (call->args[ARG_SRC])
		access_memory(f, accessed(f, call, ARG_SRC), false);
	if (call->args[ARG_CPU] && row->role == ROLE_ACCESS)
		access_memory(f, accessed(f, call, ARG_CPU), true);
}

static void tell_rules_assign(struct flow *f, const struct flow_assign *assign)
{
	for (size_t i = 0; i < n_rule_entries; i++) {
		f->rule = &rule_entries[i];
		if (f->rule->rule->assign &&
		    (!f->options->enabled || f->options->enabled[i]))
			f->rule->rule->assign(f, assign);
	}
}

/* While one of these functions waits, others run: by the kernel's naming,
 * wait_for_completion(), schedule_timeout(), msleep(), flush_work(). */
static bool waits(const char *function)
{
	static const char *const words[] = {"wait",	   "sleep",
					    "schedule",	   "flush_work",
					    "cancel_work", "synchronize"};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strstr(function, words[i]))
			return true;
	return false;
}

static bool undoes(const struct flow *f, func_id func)
{
	const struct fact_func *it = &f->facts->funcs.v[func];

	for (uint32_t i = 0; i < it->n_blocks; i++) {
		const struct fact_block *b =
			&f->facts->blocks.v[it->block0 + i];

		for (op_id op = b->op0; op < b->op0 + b->n_ops; op++)
			if (f->rows[op] && (f->rows[op]->role == ROLE_UNMAP ||
					    f->rows[op]->role == ROLE_FREE))
				return true;
	}
	return false;
}

/* devm_add_action_or_reset() and its kin: what they are given to undo things
 * later they call at once where they fail. */
static bool may_undo(const struct flow *f, const struct fact_op *op)
{
	for (uint32_t i = 0; i < op->n_args; i++) {
		const struct fact_expr *e =
			facts_expr(f->facts, f->facts->args.v[op->arg0 + i]);

		if (e->kind != EXPR_FUNCTION)
			continue;
		for (func_id func = 1; func < f->facts->funcs.n; func++)
			if (f->facts->funcs.v[func].name == e->str &&
			    undoes(f, func))
				return true;
	}
	return false;
}

/* A function of the module, or one behind a pointer, may do anything to what
 * the module keeps, and so may others meanwhile; any other function knows
 * what it gets. */
static void forget_acts(struct flow *f, const struct fact_op *op)
{
	func_id callee = f->module->callee[f->op];
	const char *name = facts_callee(f->facts, op);

	if (callee && f->pure[callee])
		return;
	if (!callee && name && !waits(name) && !may_undo(f, op)) {
		objects_forget_reached(f, op);
		return;
	}
	if (callee) {
		objects_forget_called(f);
		spared_note(f, callee, f->op);
	} else {
		objects_forget_all(f);
	}
	pending_forget(f);
	summary_note_unknown(f, callee ? 0 : f->op);
}

/* What gets a DMA address and hands it to hardware, or to a callback, uses
 * it. */
static bool is_use(enum model_role role)
{
	return role == ROLE_HW_WRITE || role == ROLE_CACHE_OP ||
	       role == ROLE_IOMMU_MAP || role == ROLE_ISA_DMA ||
	       role == ROLE_ENTRY;
}

static value_id call_modelled(struct flow *f, const struct fact_op *op)
{
	struct flow_call call = {.row = f->rows[f->op], .op = f->op};

	bind_args(f, op, &call);
	call.result = call_result(f, &call);
	objects_find(f, &call);
	access_args(f, &call);
	field_record_call(f, &call);
	memory_use_call(f, &call);
	effects_tell_call(f, &call);
	pending_call(f, &call);
	pair_note_map(f, &call);
	if (is_use(call.row->role))
		pass_args(f, op);
	clobber_args(f, op);
	objects_apply(f, &call);
	summary_note_call(f, &call);
	return call.result;
}

static value_id call_unknown(struct flow *f, const struct fact_op *op)
{
	func_id callee = f->module->callee[f->op];
	value_id result = error_pointer_result(f, op);

	if (result)
		return result;
	result = arith_result(f, op);
	f->unresolved += callee && f->summaries->walk[callee];
	if (!result)
		result = f->looks[f->op] ? look_result(f, op) :
					   effects_fresh_result(f, f->op);
	pass_args(f, op);
	forget_acts(f, op);
	clobber_args(f, op);
	return result;
}

static void op_call(struct flow *f, const struct fact_op *op)
{
	value_id result;

	if (f->rows[f->op])
		result = call_modelled(f, op);
	else if (summary_replay(f, op))
		return;
	else
		result = call_unknown(f, op);
	if (op->dst)
		state_store(f->state, eval_address(f, op->dst), result);
}

static bool is_local(const struct facts *facts, const struct fact_expr *e)
{
	return e->kind == EXPR_TEMP ||
	       (e->kind == EXPR_SYMBOL && facts_symbol(facts, e->ref)->func &&
		facts_symbol(facts, e->ref)->storage <= SYMBOL_LOCAL);
}

static bool is_below(const struct state_cell *cell, void *ctx)
{
	const struct flow *f = ((void **)ctx)[0];

	return value_mentions(&f->values, cell->address,
			      *(value_id *)((void **)ctx)[1]);
}

/* What lies in a slot that the model knows was given away: as a call that
 * gets it. */
static void fill_slot(struct flow *f, const struct fact_op *op, value_id v)
{
	struct flow_call call = {.row = f->rows[f->op], .op = f->op};

	if (!call.row)
		return;
	bind_args(f, op, &call);
	call.args[ARG_CPU] = v;
	call.exprs[ARG_CPU] = op->src;
	effects_tell_call(f, &call);
	state_drop_cells(f->state, is_below, (void *[]){f, &v});
	summary_note_call(f, &call);
}

static void op_assign(struct flow *f, const struct fact_op *op)
{
	const struct fact_expr *dst = facts_expr(f->facts, op->dst);
	value_id v = eval(f, op->src);
	value_id address = eval_address(f, op->dst);
	expr_id place = op->dst;

	field_record_store(f, address, v);
	memory_use_store(f, address, v);
	tell_rules_assign(f, &(struct flow_assign){f->op, address, v});
	fill_slot(f, op, v);
	if (!is_local(f->facts, dst)) {
		pair_note_store(f, address, v);
		each_mentioned(f, v, note_stored, &place);
		summary_note_store(f, v, place, !has_name(f->facts, place));
		access_memory(f, address, true);
	}
	/* a record of zeros is told by what is stored in its fields later */
	if (facts_type(f->facts, dst->type)->kind == TYPE_RECORD &&
	    value_is_const(&f->values, v, NULL))
		v = 0;
	state_store(f->state, address, v);
}

void effects_op(struct flow *f, const struct fact_op *op)
{
	value_id address;

	switch (op->kind) {
	case OP_CALL:
		op_call(f, op);
		break;
	case OP_ASSIGN:
		op_assign(f, op);
		break;
	case OP_LOAD:
		access_memory(f, eval_address(f, op->src), false);
		break;
	case OP_ASM:
		for (uint32_t i = 0; i < op->n_args; i++)
			effects_store_out(
				f, eval_address(
					   f, f->facts->args.v[op->arg0 + i]));
		break;
	case OP_DECL:
	case OP_END:
		address = eval_address(f, op->dst);
		state_drop_cells(f->state, below_address,
				 (void *[]){f, &address});
		break;
	}
}

static void tell_rules_end(struct flow *f, const struct flow_object *o)
{
	for (size_t i = 0; i < n_rule_entries; i++) {
		f->rule = &rule_entries[i];
		if (f->rule->rule->object_end &&
		    (!f->options->enabled || f->options->enabled[i]))
			f->rule->rule->object_end(f, o);
	}
}

static void tell_rules_path_end(struct flow *f)
{
	for (size_t i = 0; i < n_rule_entries; i++) {
		f->rule = &rule_entries[i];
		if (f->rule->rule->path_end &&
		    (!f->options->enabled || f->options->enabled[i]))
			f->rule->rule->path_end(f);
	}
}

void effects_return(struct flow *f, expr_id value)
{
	f->returned = value ? eval(f, value) : 0;
	each_mentioned(f, f->returned, note_returned, NULL);
	vec_for_each(&f->state->objects, o)
		tell_rules_end(f, o);
	tell_rules_path_end(f);
	summary_return(f);
}
