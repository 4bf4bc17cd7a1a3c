/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_ORIGIN_H
#define DMALIAS_FLOW_ORIGIN_H

#include "flow/rule.h"

/*
 * Where mapped memory comes from, and with which type it is mapped. Both are
 * asked for in module_end(), when it is known what fields hold.
 */

/* One place that memory may come from. */
struct origin {
	enum model_origin kind;
	const struct model_row *row; /* of what made it, or holds it; NULL for
				      * a variable, a number, a conversion */
	op_id op; /* the call that made it, or 0 */
	const struct model_row *convert; /* what made a physical address, a
					  * page or a frame number of it first,
					  * or NULL */
	str_id record, field; /* the last field, or with record 0 the global,
			       * that it was kept in; or 0 */
	int64_t number; /* ORIGIN_CONSTANT */
};

typedef VEC(struct origin) origin_vec;

/* What an address is computed from: a value that all functions of the module
 * share (canon.h). */
struct address_root {
	value_id value;
	uint32_t element; /* true: it is an element of the array that @value
			   * points to */
	const struct model_row *convert; /* the first conversion of it */
};

#define ADDRESS_ROOTS 4

/* The memory type that a call asks for. */
struct memory_type {
	enum model_type type; /* MEMTYPE_NONE: as the pgprot or the vma came,
			       * which is write-back */
	op_id op; /* what chose it: a call that makes a pgprot; or 0 */
	uint32_t unknown; /* true: it is chosen where it was not followed */
};

/*
 * A call that maps memory once more, changes its type, reserves it or cleans
 * its cache lines: roles iomap, iounmap, remap, mmap_user, attr_set,
 * attr_restore, reserve, declare, cache_op, map, and mem_free of pages. One for each set of values
 * that it was reached with. No padding: compared as bytes.
 */
struct memory_use {
	const struct model_row *row;
	op_id op;
	op_id via; /* call in a function above that gave the values, or 0 */
	func_id func; /* that the operation is in */
	uint32_t n_roots;
	struct address_root roots[ADDRESS_ROOTS]; /* of what is mapped */
	struct memory_type type; /* see memory_type() */
	value_id prot; /* field, by record and name, that holds the pgprot; or
			* 0 */
	value_id address; /* canonical, of what is mapped; or 0 */
	uint32_t bar; /* its number + 1 where that is a BAR, by a constant */
	value_id size, count; /* canonical, or 0 */
	uint32_t changed; /* true: on the path to it the linear map was changed
			   * for this memory */
	expr_id expr; /* what is mapped, as the function writes it, or 0 */
};

/* All of the module, in the order in which they were met. */
size_t end_memory_uses(const struct flow_end *end,
		       const struct memory_use **ret);

/* The places that the memory of a use may come from, each once. @ret: zeroed,
 * or what others are added to. */
void origin_find(const struct flow_end *end, const struct memory_use *use,
		 origin_vec *ret);

/* The same for one root of an address. */
void origin_of_root(const struct flow_end *end, const struct address_root *root,
		    origin_vec *ret);

/* The origin of the first of the kinds of set @kinds (bit per enum
 * model_origin), or NULL. */
const struct origin *origin_among(const origin_vec *origins, uint32_t kinds);

/* Whether all of them are of those kinds. */
bool origin_is_only(const origin_vec *origins, uint32_t kinds);

#define ORIGIN_BIT(name) (1u << ORIGIN_##name)

/* RAM that the linear map has write-back, whatever the machine. */
#define ORIGINS_LINEAR                                                    \
	(ORIGIN_BIT(PAGES) | ORIGIN_BIT(SLAB) | ORIGIN_BIT(VMALLOC) |     \
	 ORIGIN_BIT(DMA_PAGES) | ORIGIN_BIT(SHMEM) | ORIGIN_BIT(PINNED) | \
	 ORIGIN_BIT(IMAGE) | ORIGIN_BIT(LINEAR) | ORIGIN_BIT(BOOT))

/* The type that the use gives its mapping; a pgprot that is kept in a field,
 * that of the vma too, is the one that the module stores there. */
struct memory_type memory_type_of(const struct flow_end *end,
				  const struct memory_use *use);

/* Whether the type is neither write-back nor what the kernel chooses. */
bool memory_type_differs(const struct memory_type *type);

/* Whether it is Arm's Device type, strongly ordered or not: no memory that is
 * copied to. @arch: enum unit_arch */
bool memory_type_is_device(const struct memory_type *type, unsigned int arch);

/* How many bytes behind that of @from the memory of @to begins, where both are
 * of one place and that is a constant. */
bool memory_use_distance(const struct flow_end *end,
			 const struct memory_use *from,
			 const struct memory_use *to, int64_t *ret);

/* Whether one of the uses that @is picks is of the same memory. */
bool memory_use_shares(const struct flow_end *end, const struct memory_use *use,
		       bool (*is)(const struct memory_use *use));

/* Whether two uses are of the same memory. */
bool memory_uses_share(const struct flow_end *end, const struct memory_use *x,
		       const struct memory_use *y);

/* Whether it changes the type of the linear map: write access, execution and
 * encryption are no memory types. */
bool memory_use_sets_type(const struct memory_use *use);

/* Whether a use maps memory to user space by a function of the DMA API. */
bool memory_use_is_dma_mmap(const struct memory_use *use);

/* Whether the module changes the linear map for this memory (x86). */
bool memory_use_is_changed(const struct flow_end *end,
			   const struct memory_use *use);

/* The type's name on an architecture: "Normal-NC", "UC-". @arch: enum
 * unit_arch */
const char *memory_type_name(enum model_type type, unsigned int arch);

#endif
