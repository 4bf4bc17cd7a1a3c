/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_TYPED_H
#define DMALIAS_FLOW_TYPED_H

#include <stdbool.h>

#include "facts/facts.h"
#include "flow/module/module.h"
#include "model/model.h"

/*
 * What expressions are by the typedefs of their operands. The compiler takes
 * dma_addr_t, phys_addr_t and u64 for one type; a driver that means what it
 * declares does not.
 */

/* The expression that call @op gives for an argument of its row, or 0. */
expr_id typed_arg(const struct facts *f, const struct model_row *row, op_id op,
		  enum model_arg arg);

/* Whether a type is spelled @name, qualifiers aside. */
bool typed_names(const struct facts *f, type_id type, const char *name);

/* Whether the type of an expression is spelled @name, qualifiers aside. */
bool typed_is(const struct facts *f, expr_id expr, const char *name);

/*
 * The dma_addr_t of 8 bytes that an expression is made of, by casts, by
 * adding to it and by shifting it to a frame number; or 0. A cast to less
 * than 8 bytes, and what masks out a part, makes another thing of it.
 */
expr_id typed_dma(const struct facts *f, expr_id expr);

/* The same, when no cast was written: what an assignment cuts off unseen. */
expr_id typed_dma_uncast(const struct facts *f, expr_id expr);

/* The dma_addr_t that loses bits unseen when an expression is stored in a
 * place of type @to, or 0. */
expr_id typed_dma_cut(const struct facts *f, expr_id expr, type_id to);

/* The dma_addr_t whose upper 32 bits an expression takes, or 0. */
expr_id typed_high_part(const struct facts *f, expr_id expr);

/*
 * Whether the module takes the upper half of what is in a place, itself or by
 * giving it to a function of its own that does.
 */
bool typed_high_part_taken(const struct module *m, expr_id place);

/* Whether the upper half of any is taken in a file, or, for 0, anywhere. */
bool typed_high_part_in(const struct facts *f, str_id file);

/* The phys_addr_t in which a call is told to leave a DMA address, or 0. */
expr_id typed_phys_out(const struct facts *f, const struct model_row *row,
		       op_id op);

/* Whether DMA addresses of this kernel have 64 bits. */
bool typed_dma_is_wide(const struct facts *f);

/* Whether the type says in which order its bytes are: __le32, __be16. */
bool typed_has_order(const struct facts *f, expr_id expr);

/*
 * Whether a DMA address is compared with a physical address. Drivers of
 * IOMMUs map their page tables and go by the two being equal; the comparison
 * is where they make sure.
 */
bool typed_dma_meets_phys(const struct facts *f);

/* Whether two places are one variable, or one field of one record. */
bool typed_same_place(const struct facts *f, expr_id x, expr_id y);

/* The DMA address that a place is reached through, cast to a pointer: the first
 * one on the way to it, or 0. */
expr_id typed_deref(const struct facts *f, expr_id place);

#endif
