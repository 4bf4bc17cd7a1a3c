// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/origin/address.h"
#include "flow/origin/memory_type.h"
#include "flow/origin/memory_use.h"
#include "flow/path/walk.h"

/* Different values that reach one call; more is not told apart. */
#define USES_OF_OP 16

/* Of what is freed only pages are looked at. */
static bool is_use(const struct model_row *row)
{
	switch (row->role) {
	case ROLE_MEM_FREE:
		return row->memory == MEMORY_PAGES ||
		       row->memory == MEMORY_PAGE;
	case ROLE_IOMAP:
	case ROLE_IOUNMAP:
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
	       (row->from == MEMORY_NONE && row->memory == MEMORY_PAGE_ARRAY) ||
	       (row->role == ROLE_REMAP && row->from == MEMORY_PFN);
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

static value_id skip_index(const struct values *vs, value_id address)
{
	while (value_get(vs, address)->kind == VALUE_INDEX)
		address = value_get(vs, address)->a;
	return address;
}

/* The elements that this path has put into the array. */
static void add_elements(struct flow *f, struct memory_use *use, value_id array)
{
	value_id first = skip_index(&f->values, array);

	for (size_t i = 0; i < f->state->cells.n; i++) {
		struct state_cell cell = f->state->cells.v[i];

		if (skip_index(&f->values, cell.address) == first)
			add_roots(f, use, cell.value);
	}
}

/* An array that is a field, or a field that is taken for an array of one: what
 * is stored there by that name. */
static bool add_field(struct flow *f, struct memory_use *use, value_id array)
{
	struct address_root root = {};
	struct canon_place place;

	if (!canon_field(f->facts, &f->values, array, &place))
		return false;
	root.value = canon_leaf(f->canon.to, &place);
	for (; root.element < 2; root.element++)
		if (use->n_roots < ADDRESS_ROOTS && !has_root(use, &root))
			use->roots[use->n_roots++] = root;
	return true;
}

static void find_elements(struct flow *f, struct memory_use *use,
			  value_id array)
{
	uint32_t known;

	add_elements(f, use, array);
	if (add_field(f, use, array))
		return;
	known = use->n_roots;
	add_roots(f, use, array);
	for (uint32_t i = known; i < use->n_roots; i++)
		use->roots[i].element = true;
}

static void find_memory(struct flow *f, const struct flow_call *call,
			struct memory_use *use)
{
	enum model_arg arg = mapped(call);
	value_id v = call->args[arg];

	if (!v)
		return;
	use->expr = call->exprs[arg];
	use->address = canon_value(&f->canon, v);
	if (takes_array(call->row))
		find_elements(f, use, v);
	else
		add_roots(f, use, v);
}

static bool is_field_of(const struct flow *f, const struct value *v,
			const char *record, const char *field)
{
	return v->kind == VALUE_FIELD &&
	       !strcmp(facts_str(f->facts, v->ref), field) &&
	       !strcmp(facts_str(f->facts, v->num), record);
}

/* "pdev->resource[n].start" and sums of it: n + 1; 0 for all else. */
static uint32_t bar_in(const struct flow *f, value_id v)
{
	const struct value *it =
		value_get(&f->values, value_base(&f->values, v));
	int64_t num = 0;

	if (it->kind != VALUE_INITIAL)
		return 0;
	it = value_get(&f->values, it->a);
	if (!is_field_of(f, it, "resource", "start"))
		return 0;
	it = value_get(&f->values, it->a);
	if (it->kind == VALUE_INDEX) {
		if (!value_is_const(&f->values, it->b, &num))
			return 0;
		it = value_get(&f->values, it->a);
	}
	return is_field_of(f, it, "pci_dev", "resource") ? num + 1 : 0;
}

static uint32_t bar_of(struct flow *f, const struct flow_call *call)
{
	value_id index = call->args[ARG_INDEX];
	int64_t num;

	if (index)
		return value_is_const(&f->values, index, &num) ? num + 1 : 0;
	return bar_in(f, call->args[mapped(call)]);
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

	if (!is_use(call->row))
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
	use.bar = bar_of(f, call);
	find_memory(f, call, &use);
	memory_type_record(f, call, &use);
	if (is_new(&f->ret->memory, &use))
		vec_push(&f->ret->memory.uses, use);
}

/* The array whose element an address is: what points to it, or the field that
 * it is, as canonical value; or 0. */
static value_id array_at(struct flow *f, value_id address)
{
	const struct value *v = value_get(&f->values, address);
	struct canon_place place;

	if (v->kind == VALUE_INDEX) {
		if (canon_field(f->facts, &f->values, address, &place))
			return canon_leaf(f->canon.to, &place);
		address = v->a;
	}
	switch (value_get(&f->values, address)->kind) {
	case VALUE_INITIAL:
	case VALUE_LOOP:
	case VALUE_RESULT:
	case VALUE_OUT:
		return canon_value(&f->canon, address);
	default:
		return 0;
	}
}

void memory_use_store(struct flow *f, value_id address, value_id value)
{
	struct array_fill fill;
	struct address_root roots[ADDRESS_ROOTS];
	value_id array = value ? array_at(f, address) : 0;
	uint32_t n;
	uint64_t hash;

	if (!array)
		return;
	memset(&fill, 0, sizeof(fill));
	fill.array = array;
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
