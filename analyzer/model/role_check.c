// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/mem.h"
#include "base/strbuf.h"
#include "model/draft.h"
#include "model/names.h"

#define A(name) (1u << ARG_##name)
#define R(name) (1u << RETURNS_##name)
#define ROLE(name) (1u << ROLE_##name)

#define MAX_NEEDS 4

/*
 * What a row of a role must and may say, so that a slip in a model file is
 * found when it is read and not by a rule that stays silent.
 */
struct role_shape {
	uint32_t needs[MAX_NEEDS]; /* one argument of each of these sets */
	uint32_t may; /* more arguments that make sense */
	uint32_t returns; /* enum model_returns; void is 0, too */
	uint32_t undo; /* roles that undo it; 0: takes no pairs */
	bool memory, from, type; /* key must be there / makes sense */
};

static const struct role_shape shapes[ROLE_NR] =
	{
		[ROLE_MAP] =
			{
				.needs = {A(DEV), A(CPU) | A(PHYS) | A(PFN),
					  A(DIR), A(SIZE) | A(COUNT)},
				.may = A(OFFSET) | A(ATTRS) | A(DMA_OUT) |
				       A(FLAGS) | A(GFP),
				.returns = R(DMA) | R(COUNT) | R(ERRNO) |
					   R(ERR_PTR) | R(POINTER) | R(BOOL),
				.undo = ROLE(UNMAP),
				.memory = true,
			},
		[ROLE_UNMAP] =
			{
				.needs = {A(DEV), A(DMA) | A(CPU)},
				.may = A(SIZE) | A(COUNT) | A(DIR) | A(ATTRS) |
				       A(OFFSET) | A(FLAGS),
				.returns = R(VOID) | R(ERRNO),
			},
		[ROLE_SYNC_CPU] =
			{
				.needs = {A(DEV), A(DMA) | A(CPU), A(DIR)},
				.may = A(SIZE) | A(COUNT) | A(OFFSET),
				.returns = R(VOID) | R(ERRNO),
			},
		[ROLE_SYNC_DEVICE] =
			{
				.needs = {A(DEV), A(DMA) | A(CPU), A(DIR)},
				.may = A(SIZE) | A(COUNT) | A(OFFSET),
				.returns = R(VOID) | R(ERRNO),
			},
		[ROLE_ERROR_TEST] =
			{
				.needs = {A(DMA) | A(CPU)},
				.may = A(DEV),
				.returns = R(BOOL),
			},
		[ROLE_ALLOC] =
			{
				.needs = {A(DEV) | A(POOL)},
				.may = A(SIZE) | A(DMA_OUT) | A(GFP) |
				       A(ATTRS) | A(DIR) | A(ALIGN) | A(COUNT) |
				       A(CPU) | A(FLAGS),
				.returns = R(POINTER) | R(ERR_PTR) | R(ERRNO),
				.undo = ROLE(FREE),
				.memory = true,
			},
		[ROLE_FREE] =
			{
				.needs = {A(DEV) | A(POOL), A(CPU)},
				.may = A(SIZE) | A(DMA) | A(ATTRS) | A(DIR),
				.returns = R(VOID),
				.memory = true,
			},
		[ROLE_MMAP_USER] =
			{
				.needs = {A(VMA), A(CPU) | A(PFN) | A(PHYS)},
				.may = A(DEV) | A(DMA) | A(SIZE) | A(COUNT) |
				       A(ATTRS) | A(PROT) | A(OFFSET),
				.returns = R(ERRNO) | R(VALUE),
				.memory = true,
			},
		[ROLE_SET_MASK] =
			{
				.needs = {A(DEV), A(MASK)},
				.returns = R(ERRNO),
			},
		[ROLE_POOL_CREATE] =
			{
				.needs = {A(DEV), A(SIZE)},
				.may = A(NAME) | A(ALIGN),
				.returns = R(POINTER) | R(ERR_PTR),
				.undo = ROLE(POOL_DESTROY),
			},
		[ROLE_POOL_DESTROY] =
			{
				.needs = {A(POOL)},
				.returns = R(VOID),
			},
		[ROLE_IOMAP] =
			{
				.needs = {A(PHYS) | A(PFN) | A(RESOURCE) |
					  A(INDEX) | A(NAME)},
				.may = A(DEV) | A(SIZE) | A(PROT) | A(FLAGS) |
				       A(OFFSET),
				.returns = R(POINTER) | R(ERR_PTR) | R(ERRNO),
				.undo = ROLE(IOUNMAP),
				.memory = true,
				.from = true,
				.type = true,
			},
		[ROLE_IOUNMAP] =
			{
				.needs = {A(CPU) | A(INDEX) | A(DEV)},
				.may = A(DEV) | A(SIZE),
				.returns = R(VOID),
				.memory = true,
			},
		[ROLE_REMAP] =
			{
				.needs = {A(CPU) | A(PFN) | A(PHYS)},
				.may = A(DEV) | A(COUNT) | A(SIZE) | A(OFFSET) |
				       A(PROT) | A(FLAGS) | A(ORDER) |
				       A(CPU_OUT),
				.returns = R(POINTER) | R(ERR_PTR) | R(ERRNO),
				.undo = ROLE(UNREMAP) | ROLE(MEM_FREE),
				.memory = true,
				.from = true,
				.type = true,
			},
		[ROLE_UNREMAP] =
			{
				.needs = {A(CPU)},
				.may = A(DEV) | A(COUNT) | A(SIZE),
				.returns = R(VOID),
				.memory = true,
			},
		[ROLE_ATTR_SET] =
			{
				.needs = {A(CPU) | A(PFN)},
				.may = A(COUNT) | A(SIZE),
				.returns = R(ERRNO) | R(VOID),
				.undo = ROLE(ATTR_RESTORE),
				.memory = true,
				.type = true,
			},
		[ROLE_ATTR_RESTORE] =
			{
				.needs = {A(CPU) | A(PFN)},
				.may = A(COUNT) | A(SIZE),
				.returns = R(ERRNO) | R(VOID),
				.memory = true,
				.type = true,
			},
		[ROLE_MEM_ALLOC] =
			{
				.may = A(SIZE) | A(COUNT) | A(ORDER) | A(GFP) |
				       A(DEV) | A(CPU) | A(ALIGN) | A(POOL) |
				       A(PROT) | A(SRC) | A(FLAGS),
				.returns = R(POINTER) | R(ERR_PTR) |
					   R(VALUE) | R(ERRNO),
				.undo = ROLE(MEM_FREE),
				.memory = true,
			},
		[ROLE_MEM_FREE] =
			{
				.needs = {A(CPU) | A(PHYS)},
				.may = A(SIZE) | A(COUNT) | A(ORDER) | A(DEV) |
				       A(POOL) | A(FLAGS),
				.returns = R(VOID) | R(BOOL) | R(ERRNO),
				.memory = true,
			},
		[ROLE_ADDRESS] =
			{
				.needs = {A(CPU) | A(PHYS) | A(PFN) | A(DMA)},
				.may = A(DEV) | A(OFFSET) | A(SIZE),
				.returns = R(VALUE) | R(POINTER),
				.memory = true,
				.from = true,
			},
		[ROLE_PGPROT] =
			{
				.needs = {A(PROT)},
				.may = A(DEV) | A(ATTRS) | A(PFN) | A(SIZE),
				.returns = R(VALUE),
				.type = true,
			},
		[ROLE_RESERVE] =
			{
				.needs = {A(PHYS) | A(SIZE) | A(CPU) |
					  A(NAME) | A(INDEX)},
				.may = A(SIZE) | A(ALIGN) | A(FLAGS),
				.returns = R(ERRNO) | R(POINTER) | R(VALUE),
				.undo = ROLE(MEM_FREE),
				.memory = true,
			},
		[ROLE_DMA_BUFFER] =
			{
				.needs = {A(CPU)},
				.may = A(DEV) | A(SIZE) | A(COUNT) | A(DIR) |
				       A(DMA) | A(GFP) | A(FLAGS) |
				       A(CALLBACK) | A(MASK),
				.returns = ~0u,
				.memory = true,
			},
		[ROLE_DECLARE] =
			{
				.needs = {A(DEV)},
				.may = A(PHYS) | A(DMA) | A(SIZE) | A(INDEX) |
				       A(NAME) | A(FLAGS) | A(CPU),
				.returns = R(ERRNO) | R(POINTER) | R(VOID),
			},
		[ROLE_ACCESS] =
			{
				.needs = {A(CPU) | A(SRC)},
				.may = A(SIZE) | A(COUNT) | A(OFFSET),
				.returns = ~0u,
			},
		[ROLE_SYNC_TEST] =
			{
				.needs = {A(DEV)},
				.may = A(DMA),
				.returns = R(BOOL),
			},
		[ROLE_SG_FILL] =
			{
				.needs = {A(CPU)},
				.may = A(SIZE) | A(COUNT) | A(OFFSET),
				.returns = ~0u,
				.memory = true,
			},
		[ROLE_HW_WRITE] =
			{
				.needs = {A(VALUE), A(SIZE)},
				.may = A(DEV) | A(CPU) | A(OFFSET),
				.returns = ~0u,
			},
		[ROLE_CACHE_OP] =
			{
				.needs = {A(CPU) | A(PHYS)},
				.may = A(SIZE) | A(DIR) | A(DEV),
				.returns = ~0u,
			},
		[ROLE_IOMMU_MAP] =
			{
				.needs = {A(DEV), A(DMA), A(PHYS) | A(CPU)},
				.may = A(SIZE) | A(COUNT) | A(FLAGS) | A(GFP),
				.returns = ~0u,
				.memory = true,
			},
		[ROLE_DMA_LIMIT] =
			{
				.needs = {A(DEV)},
				.may = A(SIZE) | A(MASK) | A(COUNT),
				.returns = ~0u,
			},
		[ROLE_ISA_DMA] =
			{
				.may = A(INDEX) | A(NAME) | A(DMA),
				.returns = ~0u,
			},
		[ROLE_LOCK] =
			{
				.may = A(CPU),
				.returns = R(VOID) | R(VALUE),
			},
		[ROLE_UNLOCK] =
			{
				.may = A(CPU),
				.returns = R(VOID),
			},
		[ROLE_BARRIER] =
			{
				.may = A(CPU),
				.returns = R(VOID) | R(VALUE),
			},
		[ROLE_ENTRY] =
			{
				.may = A(CALLBACK) | A(DEV) | A(CPU),
				.returns = ~0u,
			},
		[ROLE_PAGE_TABLE] =
			{
				.needs = {A(POOL) | A(CPU)},
				.may = A(CPU) | A(VALUE) | A(SIZE) |
				       A(CALLBACK),
				.returns = R(VOID) | R(ERRNO),
			},
		[ROLE_HOLDS] =
			{
				.returns = R(VOID),
				.memory = true,
			},
		[ROLE_CLASS_DEVICE] =
			{
				.may = A(DEV) | A(NAME),
				.returns = R(VOID) | R(POINTER) | R(ERR_PTR),
			},
};

uint32_t model_undo_roles(enum model_role role)
{
	return shapes[role].undo;
}

/* "'cpu', 'phys' or 'pfn'" for a set of arguments. */
static char *arg_set_text(uint32_t set)
{
	struct strbuf sb = {};

	for (unsigned int i = 0; i < ARG_NR; i++) {
		if (!(set & 1u << i))
			continue;
		set &= ~(1u << i);
		strbuf_addf(&sb, "%s'%s'",
			    !sb.len ? "" :
			    set	    ? ", " :
				      " or ",
			    model_arg_name(i));
	}
	return strbuf_take(&sb);
}

/* Some objects hold their device and sizes themselves. */
static uint32_t implied_args(const struct model_row *row)
{
	bool gives_object = row->returns == RETURNS_POINTER ||
			    row->returns == RETURNS_ERR_PTR;
	/* the mapping of a buffer that the device argument leads to */
	uint32_t args = row->role == ROLE_MAP && gives_object ? A(CPU) : 0;

	switch (row->memory) {
	case MEMORY_SGTABLE:
		return args | A(SIZE) | A(COUNT);
	case MEMORY_REQUEST:
		return args | A(SIZE) | A(COUNT) | A(DEV) | A(DIR);
	case MEMORY_DMABUF:
		return args | A(SIZE) | A(COUNT) | A(DEV);
	default:
		return args;
	}
}

static void check_args(struct model_file *file, const struct model_draft *d,
		       const struct role_shape *shape)
{
	uint32_t known = shape->may, has = d->has | implied_args(&d->row);
	const char *role = model_role_name(d->row.role);

	for (size_t i = 0; i < MAX_NEEDS; i++) {
		known |= shape->needs[i];
		if (!shape->needs[i] || shape->needs[i] & has)
			continue;
		autofree char *set = arg_set_text(shape->needs[i]);

		model_problem(file, d->mark,
			      "role '%s' needs argument %s, by 'args' or "
			      "'constants'",
			      role, set);
	}
	for (unsigned int i = 0; i < ARG_NR; i++)
		if (d->has & ~known & 1u << i)
			model_problem(file, d->arg_marks[i],
				      "argument '%s' makes no sense for role "
				      "'%s'",
				      model_arg_name(i), role);
}

static void check_direction(struct model_file *file,
			    const struct model_draft *d)
{
	if (d->row.has_const[ARG_DIR] &&
	    (d->row.constant[ARG_DIR] < 0 || d->row.constant[ARG_DIR] > 3))
		model_problem(file, d->arg_marks[ARG_DIR],
			      "'dir' must be DMA_BIDIRECTIONAL, DMA_TO_DEVICE, "
			      "DMA_FROM_DEVICE or DMA_NONE");
}

/* Roles that give an address, or say what is found at one. */
static bool may_have_origin(enum model_role role)
{
	switch (role) {
	case ROLE_MEM_ALLOC:
	case ROLE_ALLOC:
	case ROLE_RESERVE:
	case ROLE_IOMAP:
	case ROLE_REMAP:
	case ROLE_ADDRESS:
	case ROLE_HOLDS:
		return true;
	default:
		return false;
	}
}

static void check_values(struct model_file *file, const struct model_draft *d,
			 const struct role_shape *shape)
{
	const struct model_row *row = &d->row;
	const char *role = model_role_name(row->role);

	if (!(shape->returns & 1u << row->returns))
		model_problem(file, d->mark,
			      "role '%s' does not go with 'returns: %s'", role,
			      model_returns_name(row->returns));
	if (shape->memory && row->memory == MEMORY_NONE)
		model_problem(file, d->mark, "role '%s' needs 'memory'", role);
	if (row->role == ROLE_ADDRESS && row->from == MEMORY_NONE)
		model_problem(file, d->mark, "role '%s' needs 'from'", role);
	if (!shape->from && row->from != MEMORY_NONE)
		model_problem(file, d->mark,
			      "'from' makes no sense for role '%s'", role);
	if (!shape->type && row->type != MEMTYPE_NONE)
		model_problem(file, d->mark,
			      "'type' makes no sense for role '%s'", role);
	if (!may_have_origin(row->role) && row->origin != ORIGIN_UNKNOWN)
		model_problem(file, d->mark,
			      "'origin' makes no sense for role '%s'", role);
	if (d->pairs.n && !shape->undo)
		model_problem(file, d->pairs.v[0].mark,
			      "'pairs' makes no sense for role '%s': it stands "
			      "on the row that is undone",
			      role);
	if (d->error_test.text && row->role != ROLE_MAP)
		model_problem(file, d->error_test.mark,
			      "'error_test' makes no sense for role '%s'",
			      role);
}

/* The test is how a DMA address is told from DMA_MAPPING_ERROR. */
static void check_error_test(struct model_file *file,
			     const struct model_draft *d)
{
	if (d->row.role == ROLE_MAP && d->row.returns == RETURNS_DMA &&
	    !d->error_test.text && !(d->row.flags & MODEL_CANNOT_FAIL))
		model_problem(file, d->mark,
			      "'returns: dma' needs 'error_test', or flag "
			      "'cannot_fail'");
}

void model_draft_check(struct model_file *file, const struct model_draft *d)
{
	const struct role_shape *shape = &shapes[d->row.role];

	if (d->row.role == ROLE_NONE) {
		if (d->has || d->pairs.n || d->error_test.text)
			model_problem(file, d->mark,
				      "role 'none' removes a function: "
				      "nothing more can be said of it");
		return;
	}
	check_args(file, d, shape);
	check_direction(file, d);
	check_values(file, d, shape);
	check_error_test(file, d);
	if (d->row.copies && d->row.role != ROLE_DMA_BUFFER)
		model_problem(file, d->mark,
			      "'copies' makes no sense for role '%s'",
			      model_role_name(d->row.role));
}

bool model_row_is_whole(const struct model_row *row)
{
	struct model_draft d = {.row = *row};
	struct model_file file = {};
	bool ret;

	for (unsigned int i = 0; i < ARG_NR; i++)
		if (row->arg[i] >= 0 || row->has_const[i])
			d.has |= 1u << i;
	d.error_test.text = row->error_test;
	model_draft_check(&file, &d);
	ret = !file.problems.n;
	model_file_deinit(&file);
	return ret;
}
