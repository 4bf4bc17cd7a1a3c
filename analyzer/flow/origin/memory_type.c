// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/origin/memory_type.h"
#include "flow/path/walk.h"

/* include/linux/io.h, 6.1: flags of memremap(), tried in this order
 * (kernel/iomem.c) */
static enum model_type memremap_type(int64_t flags)
{
	if (flags & 1)
		return MEMTYPE_WB;
	return flags & 2 ? MEMTYPE_WT : MEMTYPE_WC;
}

/* What a pgprot is made of, as far as that says the type. */
struct prot_bits {
	uint64_t bits; /* constants */
	enum model_type type; /* of the call that makes bits of a type, or
			       * MEMTYPE_NONE */
	bool found;
};

static void collect_bits(const struct flow *f, value_id v,
			 struct prot_bits *ret)
{
	const struct value *it = value_get(&f->values, v);

	if (it->kind == VALUE_CONST) {
		ret->bits |= it->num;
		ret->found = true;
	} else if (it->kind == VALUE_RESULT && f->rows[it->ref] &&
		   f->rows[it->ref]->role == ROLE_PGPROT) {
		ret->type = f->rows[it->ref]->type;
		ret->found = true;
	} else if (it->kind == VALUE_BINARY &&
		   (it->oper == OPER_OR || it->oper == OPER_AND)) {
		collect_bits(f, it->a, ret);
		/* a mask takes bits away */
		if (it->oper == OPER_OR ||
		    !value_is_const(&f->values, it->b, NULL))
			collect_bits(f, it->b, ret);
	}
}

/* Of Intel's page tables: _PAGE_BIT_PWT, _PCD and _PAT, as pat_init() has set
 * the types up (arch/x86/mm/pat/memtype.c, 6.1). */
static enum model_type type_on_x86(uint64_t bits)
{
	static const enum model_type types[] = {MEMTYPE_WB, MEMTYPE_WC,
						MEMTYPE_UC_MINUS, MEMTYPE_UC};

	return types[bits >> 3 & 3];
}

/* Memory attribute index, MT_NORMAL and its kin, since 5.15
 * (arch/arm64/include/asm/memory.h, 6.1). */
static enum model_type type_on_arm64(uint64_t bits)
{
	switch (bits >> 2 & 7) {
	case 2:
		return MEMTYPE_WC;
	case 3:
	case 4:
		return MEMTYPE_DEVICE;
	default:
		return MEMTYPE_WB;
	}
}

/* The type of a pgprot that was written as a constant, PAGE_KERNEL_NOCACHE. */
static bool pgprot_bits_type(struct flow *f, value_id prot,
			     enum model_type *ret)
{
	const struct model_context *c = &f->options->context;
	const struct value *v = value_get(&f->values, prot);
	struct prot_bits bits = {};

	if (v->kind != VALUE_INITIAL ||
	    value_get(&f->values, v->a)->kind != VALUE_VARIABLE)
		return false;
	vec_for_each(&f->state->cells, cell)
		if (value_get(&f->values, cell->address)->a == v->a)
			collect_bits(f, cell->value, &bits);
	if (!bits.found)
		return false;
	if (bits.type != MEMTYPE_NONE)
		*ret = bits.type;
	else if (c->arch == ARCH_X86)
		*ret = type_on_x86(bits.bits);
	else if (c->arch == ARCH_ARM64 &&
		 (!c->version || c->version >= MODEL_VERSION(5, 15, 0)))
		*ret = type_on_arm64(bits.bits);
	else
		return false;
	return true;
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
	} else if (pgprot_bits_type(f, prot, &use->type.type)) {
		use->type.op = use->op;
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

void memory_type_record(struct flow *f, const struct flow_call *call,
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

/* The call that makes the pgprot which an operation stores, or 0. */
static op_id maker_of(const struct flow_end *end, const struct field_use *u)
{
	const struct value *v =
		value_get(&end->ret->fields.canon, u->args[ARG_CPU]);

	if (u->act != FIELD_STORED || v->kind != VALUE_RESULT ||
	    !end->rows[v->ref] || end->rows[v->ref]->role != ROLE_PGPROT)
		return 0;
	return v->ref;
}

/* The function that installs the table of which function @func is a fault
 * handler: "vma->vm_ops = &table"; or 0. @is_handler: whether it is one */
static func_id installer_of(const struct flow_end *end, func_id func,
			    bool *is_handler)
{
	const struct facts *f = end->module->facts;
	const struct module_entry *entry = module_way_in(end->module, func);
	const struct field *ops;

	*is_handler =
		entry && entry->record && entry->object &&
		!strcmp(facts_str(f, entry->record), "vm_operations_struct");
	if (!*is_handler)
		return 0;
	ops = field_find(&end->ret->fields, facts_str_find(f, "vm_area_struct"),
			 facts_str_find(f, "vm_ops"));
	for (size_t i = 0; ops && i < ops->uses.n; i++) {
		const struct value *v = value_get(&end->ret->fields.canon,
						  ops->uses.v[i].args[ARG_CPU]);

		if (v->kind == VALUE_FIELD && !v->num &&
		    v->ref == entry->object)
			return ops->uses.v[i].func;
	}
	return 0;
}

/* A vma has the pgprot that its own handlers gave it; any other record is one
 * for the whole module. */
static bool may_hold(const struct flow_end *end, const struct memory_use *use,
		     const struct canon_place *place,
		     const struct field_use *store)
{
	const struct facts *f = end->module->facts;
	func_id installer;
	bool is_handler;

	if (strcmp(facts_str(f, place->record), "vm_area_struct") != 0)
		return true;
	installer = installer_of(end, use->func, &is_handler);
	/* graphics: the core installs what the object names */
	return is_handler && (!installer || store->func == installer);
}

/* Of two that differ it is the one or the other, which is not known; Device is
 * the one that is wrong for memory, whenever it is chosen. */
static void add_choice(struct memory_type *type, op_id op,
		       enum model_type chosen)
{
	if (type->op && type->type == MEMTYPE_DEVICE)
		return;
	type->unknown =
		chosen == MEMTYPE_NONE ||
		(type->op && chosen != type->type && chosen != MEMTYPE_DEVICE);
	type->type = chosen;
	type->op = op;
}

struct memory_type memory_type_of(const struct flow_end *end,
				  const struct memory_use *use)
{
	struct memory_type type = use->type;
	const struct field *field;
	struct canon_place place;
	op_id op;

	if (!use->prot ||
	    !canon_is_leaf(&end->ret->fields.canon, use->prot, &place))
		return type;
	field = field_find(&end->ret->fields, place.record, place.field);
	for (size_t i = 0; field && i < field->uses.n; i++) {
		op = maker_of(end, &field->uses.v[i]);
		if (!op || !may_hold(end, use, &place, &field->uses.v[i]))
			continue;
		add_choice(&type, op, end->rows[op]->type);
	}
	return type;
}

bool memory_type_differs(const struct memory_type *type)
{
	return !type->unknown && type->type != MEMTYPE_NONE &&
	       type->type != MEMTYPE_WB && type->type != MEMTYPE_DMACOHERENT;
}

bool memory_type_is_device(const struct memory_type *type, unsigned int arch)
{
	return type->type == MEMTYPE_DEVICE &&
	       (arch == ARCH_ARM64 || arch == ARCH_ARM);
}

/* arch/arm64/include/asm/memory.h and arch/arm/include/asm/pgtable-2level.h,
 * 6.1; the words of the Arm ARM and of the Intel SDM */
static const char *const names[MEMTYPE_NR][2] = {
	[MEMTYPE_NONE] = {"write-back", "Normal write-back"},
	[MEMTYPE_WB] = {"write-back", "Normal write-back"},
	[MEMTYPE_WT] = {"write-through", "Normal write-through"},
	[MEMTYPE_WC] = {"write-combining", "Normal non-cacheable"},
	[MEMTYPE_UC] = {"uncached (UC)", "Device"},
	[MEMTYPE_UC_MINUS] = {"uncached (UC-)", "Device"},
	[MEMTYPE_DEVICE] = {"uncached", "Device"},
	[MEMTYPE_DMACOHERENT] = {"as the DMA API chooses",
				 "as the DMA API chooses"},
};

const char *memory_type_name(enum model_type type, unsigned int arch)
{
	return names[type][arch == ARCH_ARM64 || arch == ARCH_ARM];
}
