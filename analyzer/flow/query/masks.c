// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/query/masks.h"
#include "flow/query/typed.h"
#include "model/model.h"

bool masks_constant(const struct facts *f, const struct model_row *row,
		    op_id op, uint64_t *ret)
{
	const struct fact_expr *e =
		facts_expr(f, typed_arg(f, row, op, ARG_MASK));

	while (e->kind == EXPR_CAST)
		e = facts_expr(f, e->a);
	*ret = e->value;
	return e->kind == EXPR_CONST;
}

/* struct device has both as members; old drivers set them there. */
static bool stores_mask(const struct facts *f, const struct fact_op *op)
{
	const struct fact_expr *e = facts_expr(f, op->dst);
	const char *name = facts_str(f, e->str);

	while (op->kind == OP_ASSIGN && e->kind == EXPR_DEREF) {
		e = facts_expr(f, e->a);
		name = facts_str(f, e->str);
	}
	return op->kind == OP_ASSIGN && e->kind == EXPR_FIELD &&
	       (!strcmp(name, "dma_mask") ||
		!strcmp(name, "coherent_dma_mask"));
}

static void see_op(const struct flow_end *end, op_id id, struct masks *ret)
{
	const struct facts *f = end_module(end)->facts;
	const struct model_row *row = end_row(end, id);
	uint64_t mask;

	if (stores_mask(f, &f->ops.v[id]))
		ret->any = true;
	if (!row || row->role != ROLE_SET_MASK)
		return;
	ret->any = true;
	if (!masks_constant(f, row, id, &mask) || mask <= UINT32_MAX) {
		ret->other = true;
		return;
	}
	ret->streaming |= strcmp(row->family, "coherent") != 0;
	ret->coherent |= strcmp(row->family, "streaming") != 0;
}

static bool is_probe(const struct facts *f, const struct module_entry *e)
{
	const char *record = facts_str(f, e->record);
	size_t len = strlen(record), tail = strlen("_driver");

	return e->kind == ENTRY_OPS && len > tail &&
	       !strcmp(record + len - tail, "_driver") &&
	       !strcmp(facts_str(f, e->field), "probe");
}

str_id masks_file(const struct flow_end *end, op_id at)
{
	const struct module *m = end_module(end);
	unsigned int probes = 0;

	vec_for_each(&m->entries, e)
		probes += is_probe(m->facts, e);
	if (probes < 2)
		return 0;
	return facts_span(m->facts, m->facts->ops.v[at].span)->file;
}

/* Whether a file has a driver's probe; else it belongs to any driver of the
 * module. */
static bool has_probe(const struct module *m, str_id file)
{
	vec_for_each(&m->entries, e)
		if (is_probe(m->facts, e) &&
		    facts_span(m->facts, e->span)->file == file)
			return true;
	return false;
}

bool masks_set(const struct flow_end *end, str_id file)
{
	if (file && !has_probe(end_module(end), file))
		file = 0;
	return masks_find(end, file).any;
}

bool masks_in_file(const struct facts *f, const struct fact_func *func,
		   str_id file)
{
	return !file || facts_span(f, func->span)->file == file;
}

struct masks masks_find(const struct flow_end *end, str_id file)
{
	const struct facts *f = end_module(end)->facts;
	const struct model_context any = {};
	struct masks ret = {};

	for (func_id id = 1; id < f->funcs.n; id++) {
		const struct fact_func *func = &f->funcs.v[id];

		/* the kernel's own, inline in a header */
		if (!masks_in_file(f, func, file) ||
		    model_find(end_model(end), facts_str(f, func->name), &any))
			continue;
		for (uint32_t i = 0; i < func->n_blocks; i++) {
			const struct fact_block *b =
				&f->blocks.v[func->block0 + i];

			for (op_id op = b->op0; op < b->op0 + b->n_ops; op++)
				see_op(end, op, &ret);
		}
	}
	return ret;
}

/* Whether a call gets a PCI device, and no function of the module or of the
 * PCI core does: it may be of the core of a family of drivers. */
static bool gives_device_away(const struct module *m, op_id id)
{
	const struct facts *f = m->facts;
	const struct fact_op *op = &f->ops.v[id];
	const char *name;

	if (op->kind != OP_CALL || m->callee[id])
		return false;
	name = facts_callee(f, op);
	if (name && (!strncmp(name, "pci", 3) || !strncmp(name, "__pci", 5)))
		return false;
	for (uint32_t i = 0; i < op->n_args; i++) {
		expr_id arg = f->args.v[op->arg0 + i];
		const struct fact_type *t =
			facts_type(f, facts_expr(f, arg)->type);

		if (t->kind == TYPE_POINTER &&
		    !strcmp(facts_str(f, facts_type(f, t->target)->record),
			    "pci_dev"))
			return true;
	}
	return false;
}

bool masks_core(const struct flow_end *end, str_id file)
{
	const struct module *m = end_module(end);

	if (file && !has_probe(m, file))
		file = 0;
	for (op_id id = 1; id < m->facts->ops.n; id++) {
		span_id span = m->facts->ops.v[id].span;

		if (!end_row(end, id) && gives_device_away(m, id) &&
		    (!file || facts_span(m->facts, span)->file == file))
			return true;
	}
	return false;
}
