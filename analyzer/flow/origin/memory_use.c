// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/origin/address.h"
#include "flow/origin/memory_use.h"
#include "flow/path/walk.h"

/* Different values that reach one call; more is not told apart. */
#define USES_OF_OP 16

static bool is_use(enum model_role role)
{
	switch (role) {
	case ROLE_IOMAP:
	case ROLE_REMAP:
	case ROLE_MMAP_USER:
	case ROLE_ATTR_SET:
	case ROLE_ATTR_RESTORE:
	case ROLE_RESERVE:
	case ROLE_DECLARE:
	case ROLE_CACHE_OP:
	case ROLE_MAP:
	case ROLE_PAGE_TABLE:
		return true;
	default:
		return false;
	}
}

static value_id canonical(value_id v, void *ctx)
{
	struct flow *f = ctx;

	return canon_value(&f->canon, v);
}

static uint32_t roots_of(struct flow *f, value_id v, struct address_root *ret)
{
	return address_roots(&f->values, f->options->model, v, canonical, f,
			     ret);
}

/* What is mapped: by pointer, page, frame number, physical address, or, of
 * what only finds it, by resource. */
static enum model_arg mapped(const struct flow_call *call)
{
	static const enum model_arg args[] = {ARG_PHYS, ARG_PFN, ARG_CPU,
					      ARG_RESOURCE};

	for (size_t i = 0; i < ARRAY_SIZE(args); i++)
		if (call->args[args[i]])
			return args[i];
	return ARG_CPU;
}

static bool takes_array(const struct model_row *row)
{
	return row->from == MEMORY_PAGE_ARRAY ||
	       (row->from == MEMORY_NONE && row->memory == MEMORY_PAGE_ARRAY);
}

static bool has_root(const struct memory_use *use,
		     const struct address_root *root)
{
	for (uint32_t i = 0; i < use->n_roots; i++)
		if (use->roots[i].value == root->value &&
		    use->roots[i].element == root->element)
			return true;
	return false;
}

static void add_roots(struct flow *f, struct memory_use *use, value_id v)
{
	struct address_root roots[ADDRESS_ROOTS];
	uint32_t n = roots_of(f, v, roots);

	for (uint32_t i = 0; i < n; i++)
		if (use->n_roots < ADDRESS_ROOTS && !has_root(use, &roots[i]))
			use->roots[use->n_roots++] = roots[i];
}

/* The elements that this path has put into the array. */
static void add_elements(struct flow *f, struct memory_use *use, value_id array)
{
	value_id root = value_root(&f->values, array);

	for (size_t i = 0; i < f->state->cells.n; i++) {
		struct state_cell cell = f->state->cells.v[i];

		if (value_root(&f->values, cell.address) == root &&
		    cell.address != root)
			add_roots(f, use, cell.value);
	}
}

static void find_memory(struct flow *f, const struct flow_call *call,
			struct memory_use *use)
{
	enum model_arg arg = mapped(call);
	value_id v = call->args[arg];

	if (!v)
		return;
	use->expr = call->exprs[arg];
	if (takes_array(call->row))
		add_elements(f, use, v);
	add_roots(f, use, v);
	for (uint32_t i = 0; takes_array(call->row) && i < use->n_roots; i++)
		if (!use->roots[i].convert)
			use->roots[i].element = true;
}

/* include/linux/io.h, 6.1: flags of memremap(), tried in this order
 * (kernel/iomem.c) */
static enum model_type memremap_type(int64_t flags)
{
	if (flags & 1)
		return MEMTYPE_WB;
	return flags & 2 ? MEMTYPE_WT : MEMTYPE_WC;
}

/* The type that a pgprot was made with on this path, or the field that it
 * was kept in. */
static void type_of_prot(struct flow *f, value_id prot, struct memory_use *use)
{
	const struct value *v = value_get(&f->values, prot);
	const struct model_row *row =
		v->kind == VALUE_RESULT ? f->rows[v->ref] : NULL;
	struct canon_place place;

	if (row && row->role == ROLE_PGPROT) {
		use->type.type = row->type;
		use->type.op = v->ref;
		use->type.unknown = row->type == MEMTYPE_NONE;
	} else if (canon_loaded(f->facts, &f->values, prot, &place)) {
		use->prot = canon_leaf(f->canon.to, &place);
	} else if (v->kind == VALUE_RESULT || v->kind == VALUE_UNKNOWN) {
		use->type.unknown = true;
	}
}

/* What the vma says at this point. */
static value_id prot_of_vma(struct flow *f, value_id vma)
{
	if (!f->memory_names.vma || !f->memory_names.prot)
		return 0;
	return eval_load(f, value_field(&f->values, vma, f->memory_names.vma,
					f->memory_names.prot));
}

static void find_type(struct flow *f, const struct flow_call *call,
		      struct memory_use *use)
{
	const struct model_row *row = call->row;
	value_id prot = call->args[ARG_PROT];
	int64_t flags;

	if (row->type != MEMTYPE_NONE) {
		use->type.type = row->type;
		use->type.op = call->op;
		return;
	}
	if (row->memory == MEMORY_MEMREMAP && call->args[ARG_FLAGS]) {
		use->type.unknown = !value_is_const(
			&f->values, call->args[ARG_FLAGS], &flags);
		if (!use->type.unknown)
			use->type.type = memremap_type(flags);
		use->type.op = call->op;
		return;
	}
	if (!prot && row->role == ROLE_MMAP_USER && call->args[ARG_VMA])
		prot = prot_of_vma(f, call->args[ARG_VMA]);
	if (prot)
		type_of_prot(f, prot, use);
}

/* Whether the linear mapping of the memory was changed on this path. */
static bool is_changed(struct flow *f, const struct flow_call *call)
{
	value_id v = call->args[mapped(call)];

	vec_for_each(&f->state->objects, o)
		if (o->row->role == ROLE_ATTR_SET &&
		    o->row->type != MEMTYPE_NONE && o->args[ARG_CPU] &&
		    value_root(&f->values, o->args[ARG_CPU]) ==
			    value_root(&f->values, v))
			return true;
	return false;
}

/* 64 bits of hash are the use. */
static bool same_hash(uint32_t id, const void *ctx)
{
	return true;
}

static bool is_new(struct memory_table *t, const struct memory_use *use)
{
	uint64_t hash = hash_bytes(use, sizeof(*use));
	size_t n = 0;

	vec_for_each(&t->uses, u)
		n += u->op == use->op;
	if (n >= USES_OF_OP || idmap_find(&t->seen, hash, same_hash, NULL))
		return false;
	idmap_add(&t->seen, hash, 1);
	return true;
}

void memory_use_call(struct flow *f, const struct flow_call *call)
{
	struct memory_use use;

	if (!is_use(call->row->role))
		return;
	/* hashed as bytes, padding too */
	memset(&use, 0, sizeof(use));
	use.row = call->row;
	use.op = call->op;
	use.via = call->via;
	use.func = module_func_of_op(f->module, call->op);
	use.size = canon_value(&f->canon, call->args[ARG_SIZE]);
	use.count = canon_value(&f->canon, call->args[ARG_COUNT]);
	use.changed = is_changed(f, call);
	find_memory(f, call, &use);
	find_type(f, call, &use);
	if (is_new(&f->ret->memory, &use))
		vec_push(&f->ret->memory.uses, use);
}

/* The pointer to the array whose element an address is, or 0. */
static value_id array_at(const struct values *vs, value_id address)
{
	const struct value *v = value_get(vs, address);

	if (v->kind == VALUE_INDEX)
		address = v->a;
	switch (value_get(vs, address)->kind) {
	case VALUE_INITIAL:
	case VALUE_LOOP:
	case VALUE_RESULT:
	case VALUE_OUT:
		return address;
	default:
		return 0;
	}
}

void memory_use_store(struct flow *f, value_id address, value_id value)
{
	struct array_fill fill;
	struct address_root roots[ADDRESS_ROOTS];
	value_id array = array_at(&f->values, address);
	uint32_t n;
	uint64_t hash;

	if (!array || !value)
		return;
	memset(&fill, 0, sizeof(fill));
	fill.array = canon_value(&f->canon, array);
	if (!fill.array)
		return;
	memset(roots, 0, sizeof(roots));
	n = roots_of(f, value, roots);
	for (uint32_t i = 0; i < n; i++) {
		fill.root = roots[i];
		hash = hash_bytes(&fill, sizeof(fill));
		if (idmap_find(&f->ret->memory.seen, hash, same_hash, NULL))
			continue;
		idmap_add(&f->ret->memory.seen, hash, 1);
		vec_push(&f->ret->memory.fills, fill);
	}
}

void memory_table_deinit(struct memory_table *t)
{
	vec_deinit(&t->uses);
	vec_deinit(&t->fills);
	idmap_deinit(&t->seen);
	*t = (struct memory_table){};
}
