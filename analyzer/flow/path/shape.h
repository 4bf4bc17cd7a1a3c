/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_SHAPE_H
#define DMALIAS_FLOW_SHAPE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "facts/facts.h"

/*
 * What the walk has to know of a function's graph beforehand. Names are the
 * things a condition can look at: a variable, a temporary, a field (by its
 * name alone), the answer of a function. Bit sets are over names or over
 * blocks, both counted from 0.
 */

/* What a called function looks at, as far as its caller knows the name. */
struct shape_look {
	char kind; /* 'v' variable, 'f' field, 'c' answer of a function, 'p'
		    * parameter */
	uint32_t id; /* symbol, string, number of the parameter */
	bool tested; /* by a condition */
};

typedef VEC(struct shape_look) shape_look_vec;

/* What the call at an operation looks at; NULL: nothing is known. */
struct shape_looks {
	const shape_look_vec *(*find)(const void *ctx, op_id op);
	const void *ctx;
};

struct shape {
	const struct facts *facts;
	const struct fact_func *func;
	const struct shape_looks *looks; /* while it is made */
	size_t n_blocks;
	op_id first_op, last_op; /* operations of a function are in a row */
	size_t n_names;
	struct idmap names; /* kind ('v', 't', 'f', 'c') and symbol, temporary,
			     * field or function -> number + 1 */
	uint64_t *tested; /* per block: names tested there or later */
	uint64_t *live; /* per block: names read there or later before
			 * they are written (variables, temporaries) */
	uint64_t *loop; /* per block: blocks of the loop it heads; none
			 * for a block that heads no loop */
	uint64_t *written; /* per loop head: names its loop writes */
	uint64_t *exposed; /* names of variables whose address is taken */
	uint32_t *order; /* per block: its place in reverse post-order */
};

void shape_init(struct shape *sh, const struct facts *f,
		const struct fact_func *func, const struct shape_looks *looks);
void shape_deinit(struct shape *sh);

/* Number of the name of a place: its variable, temporary or last field;
 * -1 when it has none or nothing in the function reads it. */
int shape_name(const struct shape *sh, expr_id expr);
int shape_variable_name(const struct shape *sh, symbol_id symbol);
int shape_temp_name(const struct shape *sh, int64_t temp);
int shape_field_name(const struct shape *sh, str_id field);
int shape_call_name(const struct shape *sh, str_id function);

bool shape_tested(const struct shape *sh, block_id block, int name);
bool shape_live(const struct shape *sh, block_id block, int name);
bool shape_exposed(const struct shape *sh, int name);
bool shape_written(const struct shape *sh, block_id head, int name);
bool shape_is_head(const struct shape *sh, block_id block);

/* Whether @block lies in the loop that @head heads. */
bool shape_in_loop(const struct shape *sh, block_id head, block_id block);

#endif
