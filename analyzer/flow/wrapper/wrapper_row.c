// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/wrapper/wrapper_row.h"

static const struct model_row *row_of(const struct wrapper_try *t)
{
	return t->search->rows[t->op];
}

/* What an argument of the call is, seen from the caller: a parameter, a
 * constant, or, for what stands for the device, a record with it. */
static void bind_arg(const struct wrapper_try *t, enum model_arg arg,
		     expr_id expr, struct model_row *ret)
{
	const struct fact_expr *e =
		facts_expr(t->s.facts, source_resolve(&t->s, expr));
	int param = source_param(&t->s, expr);

	if (param >= 0) {
		ret->arg[arg] = param;
	} else if (e->kind == EXPR_CONST || e->kind == EXPR_SIZEOF) {
		/* the zones and patience of an allocation are its own */
		if (arg != ARG_GFP) {
			ret->has_const[arg] = true;
			ret->constant[arg] = e->value;
		}
	} else if (arg == ARG_DEV || arg == ARG_POOL) {
		param = source_param_of_field(&t->s, expr);
		if (param < 0)
			return;
		ret->arg[ARG_DEV] = param;
		ret->flags |= MODEL_OTHER_DEV;
	}
}

static void bind_args(const struct wrapper_try *t, struct model_row *ret)
{
	const struct model_row *row = row_of(t);
	const struct facts *f = t->s.facts;
	const struct fact_op *op = &f->ops.v[t->op];

	for (int i = 0; i < ARG_NR; i++) {
		int pos = row->arg[i];

		ret->arg[i] = -1;
		ret->has_const[i] = row->has_const[i];
		ret->constant[i] = row->constant[i];
		if (!row->has_const[i] && pos >= 0 &&
		    (uint32_t)pos < op->n_args)
			bind_arg(t, i, f->args.v[op->arg0 + pos], ret);
	}
}

/* How callers are told, as far as answers go; a contract is said in words. */
static char *broken_contract(const struct wrapper_try *t)
{
	const struct model_row *row = row_of(t);
	const struct answers *a = &t->answers;

	if (!a->result)
		return NULL;
	if (row->returns == RETURNS_DMA && a->zero)
		return xasprintf("returns 0 on failure, which may be a DMA "
				 "address; '%s' tests for DMA_MAPPING_ERROR",
				 row->error_test ? row->error_test :
						   "dma_mapping_error");
	if (row->returns == RETURNS_DMA && a->errors && !a->minus_one)
		return xstrdup("returns a negative number for a DMA address "
			       "on failure, not DMA_MAPPING_ERROR");
	if (row->returns == RETURNS_COUNT && a->errors)
		return xasprintf("returns a negative number on failure, where "
				 "'%s' returns 0",
				 row->function);
	if (row->returns == RETURNS_POINTER && a->errors && a->zero)
		return xstrdup("returns NULL or an ERR_PTR() on failure");
	return NULL;
}

/* The answer is 0 or an error, and what was made goes elsewhere. */
static bool answers_errno(const struct answers *a)
{
	return !a->result && !a->other && a->zero && a->errors;
}

static bool set_out(const struct wrapper_try *t, struct model_row *ret)
{
	bool pointer = ret->returns == RETURNS_POINTER ||
		       ret->returns == RETURNS_ERR_PTR;

	if (!answers_errno(&t->answers))
		return false;
	ret->arg[pointer ? ARG_CPU_OUT : ARG_DMA_OUT] = t->out;
	ret->returns = RETURNS_ERRNO;
	return true;
}

static bool set_void(const struct wrapper_try *t, struct model_row *ret)
{
	switch (ret->role) {
	case ROLE_UNMAP:
	case ROLE_FREE:
	case ROLE_SYNC_CPU:
	case ROLE_SYNC_DEVICE:
	case ROLE_POOL_DESTROY:
	case ROLE_IOUNMAP:
	case ROLE_UNREMAP:
	case ROLE_ATTR_SET:
	case ROLE_ATTR_RESTORE:
		ret->returns = RETURNS_VOID;
		return true;
	default:
		return false;
	}
}

/* What the function's own return value says. */
static bool set_returns(const struct wrapper_try *t, struct model_row *ret)
{
	const struct fact_func *fn = &t->s.facts->funcs.v[t->s.func];
	const struct answers *a = &t->answers;
	bool fails = a->errors || a->zero;

	if (facts_type(t->s.facts, fn->ret)->kind == TYPE_VOID)
		return t->out < 0 && set_void(t, ret);
	if (t->out >= 0)
		return set_out(t, ret);
	if (t->passable && !fails)
		return false;
	switch (ret->returns) {
	case RETURNS_VOID:
		return !a->other && !a->errors;
	case RETURNS_DMA:
		return a->result && !a->other;
	case RETURNS_COUNT:
		if (answers_errno(a))
			ret->returns = RETURNS_ERRNO;
		return !a->other && (a->result || answers_errno(a));
	case RETURNS_POINTER:
	case RETURNS_ERR_PTR:
		if (a->errors)
			ret->returns = RETURNS_ERR_PTR;
		else if (a->zero)
			ret->returns = RETURNS_POINTER;
		return a->result && !a->other;
	case RETURNS_ERRNO:
		return !a->other && (a->result || (a->zero && a->errors));
	case RETURNS_BOOL:
		return a->result || (a->zero && (a->errors || a->other));
	default:
		return a->result && !a->other && !fails;
	}
}

static char *copy(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

static void set_strings(const struct wrapper_try *t, struct model_row *ret)
{
	const struct model_row *row = row_of(t);
	const struct facts *f = t->s.facts;
	const struct fact_func *fn = &f->funcs.v[t->s.func];
	const struct fact_span *span = facts_span(f, fn->span);

	ret->function = xstrdup(facts_str(f, fn->name));
	ret->family = copy(row->family);
	ret->error_test = ret->role == ROLE_MAP && ret->returns == RETURNS_DMA ?
				  copy(row->error_test) :
				  NULL;
	ret->doc = xstrdup(facts_str(f, span->file));
	ret->file = xstrdup(facts_str(f, span->file));
	ret->line = span->line;
}

bool wrapper_make_row(const struct wrapper_try *t, struct wrapper *ret)
{
	const struct fact_func *fn = &t->s.facts->funcs.v[t->s.func];
	const struct model_row *row = row_of(t);

	*ret = (struct wrapper){
		.func = t->s.func,
		.op = t->op,
		.internal = fn->flags & FUNC_STATIC,
		.row = {.role = row->role,
			.returns = row->returns,
			.memory = row->memory,
			.from = row->from,
			.type = row->type,
			.flags = row->flags & ~(MODEL_MACRO | MODEL_DEPRECATED |
						MODEL_CONTEXT)},
	};
	bind_args(t, &ret->row);
	ret->contract = broken_contract(t);
	if (!ret->contract && !set_returns(t, &ret->row))
		return false;
	set_strings(t, &ret->row);
	if (model_row_is_whole(&ret->row))
		return true;
	model_row_deinit(&ret->row);
	free(ret->contract);
	return false;
}

void wrapper_list_deinit(struct wrapper_list *l)
{
	vec_for_each(&l->list, w) {
		model_row_deinit(&w->row);
		free(w->contract);
	}
	vec_deinit(&l->list);
}

static bool same_constant(const struct model_row *a, const struct model_row *b,
			  enum model_arg arg)
{
	return !a->has_const[arg] || !b->has_const[arg] ||
	       a->constant[arg] == b->constant[arg];
}

/* Whether one undoes the other: as the functions do that they call, for the
 * same kind of device, in the same file. */
static bool belongs(const struct wrapper_search *w, size_t made, size_t undo)
{
	const struct model_row *a = &w->ret->list.v[made].row;
	const struct model_row *b = &w->ret->list.v[undo].row;

	return model_pairs(w->roots.v[made], w->roots.v[undo]) &&
	       (a->flags & MODEL_OTHER_DEV) == (b->flags & MODEL_OTHER_DEV) &&
	       same_constant(a, b, ARG_DIR) && same_constant(a, b, ARG_ATTRS) &&
	       same_constant(a, b, ARG_SIZE) && !strcmp(a->file, b->file) &&
	       !w->ret->list.v[undo].contract;
}

static void add_pair(struct model_row *row, const char *name)
{
	row->pairs = xreallocarray(row->pairs, row->n_pairs + 1,
				   sizeof(*row->pairs));
	row->pairs[row->n_pairs++] = xstrdup(name);
}

void wrapper_pair(struct wrapper_search *w)
{
	for (size_t i = 0; i < w->ret->list.n; i++) {
		struct model_row *row = &w->ret->list.v[i].row;
		const struct model_row *root = w->roots.v[i];

		for (size_t j = 0; j < w->ret->list.n; j++)
			if (belongs(w, i, j))
				add_pair(row, w->ret->list.v[j].row.function);
		for (size_t j = 0; j < root->n_pairs; j++)
			add_pair(row, root->pairs[j]);
	}
}
