// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/mem.h"
#include "facts/facts.h"
#include "facts/layout.h"

#define COLUMN(type, member) \
	{offsetof(struct type, member), sizeof(((struct type *)0)->member)}

static const struct facts_column type_columns[] = {
	COLUMN(fact_type, kind),   COLUMN(fact_type, flags),
	COLUMN(fact_type, align),  COLUMN(fact_type, name),
	COLUMN(fact_type, record), COLUMN(fact_type, target),
	COLUMN(fact_type, size),   COLUMN(fact_type, count),
	COLUMN(fact_type, field0), COLUMN(fact_type, n_fields),
};

static const struct facts_column field_columns[] = {
	COLUMN(fact_field, name),	COLUMN(fact_field, type),
	COLUMN(fact_field, bit_offset), COLUMN(fact_field, bit_width),
	COLUMN(fact_field, flags),
};

static const struct facts_column symbol_columns[] = {
	COLUMN(fact_symbol, name),    COLUMN(fact_symbol, type),
	COLUMN(fact_symbol, func),    COLUMN(fact_symbol, storage),
	COLUMN(fact_symbol, index),   COLUMN(fact_symbol, span),
	COLUMN(fact_symbol, cleanup),
};

static const struct facts_column expr_columns[] = {
	COLUMN(fact_expr, kind), COLUMN(fact_expr, oper),
	COLUMN(fact_expr, type), COLUMN(fact_expr, a),
	COLUMN(fact_expr, b),	 COLUMN(fact_expr, ref),
	COLUMN(fact_expr, str),	 COLUMN(fact_expr, value),
};

static const struct facts_column span_columns[] = {
	COLUMN(fact_span, file),    COLUMN(fact_span, line),
	COLUMN(fact_span, col),	    COLUMN(fact_span, end_line),
	COLUMN(fact_span, end_col), COLUMN(fact_span, macro),
};

static const struct facts_column op_columns[] = {
	COLUMN(fact_op, kind), COLUMN(fact_op, flags), COLUMN(fact_op, dst),
	COLUMN(fact_op, src),  COLUMN(fact_op, arg0),  COLUMN(fact_op, n_args),
	COLUMN(fact_op, span), COLUMN(fact_op, macro),
};

static const struct facts_column arg_columns[] = {{0, sizeof(expr_id)}};

static const struct facts_column case_columns[] = {
	COLUMN(fact_case, lo),
	COLUMN(fact_case, hi),
	COLUMN(fact_case, target),
};

static const struct facts_column block_columns[] = {
	COLUMN(fact_block, op0),       COLUMN(fact_block, n_ops),
	COLUMN(fact_block, term),      COLUMN(fact_block, cond),
	COLUMN(fact_block, target[0]), COLUMN(fact_block, target[1]),
	COLUMN(fact_block, case0),     COLUMN(fact_block, n_cases),
	COLUMN(fact_block, span),
};

static const struct facts_column func_columns[] = {
	COLUMN(fact_func, name),    COLUMN(fact_func, ret),
	COLUMN(fact_func, flags),   COLUMN(fact_func, span),
	COLUMN(fact_func, param0),  COLUMN(fact_func, n_params),
	COLUMN(fact_func, block0),  COLUMN(fact_func, n_blocks),
	COLUMN(fact_func, n_temps), COLUMN(fact_func, n_opaque),
};

static const struct facts_column init_columns[] = {
	COLUMN(fact_init, place),
	COLUMN(fact_init, value),
	COLUMN(fact_init, span),
};

#define ARRAY(member, columns)                    \
	{#member, offsetof(struct facts, member), \
	 sizeof(*((struct facts *)0)->member.v), columns, ARRAY_SIZE(columns)}

const struct facts_array facts_arrays[FACTS_N_ARRAYS] = {
	ARRAY(types, type_columns),	ARRAY(fields, field_columns),
	ARRAY(symbols, symbol_columns), ARRAY(exprs, expr_columns),
	ARRAY(spans, span_columns),	ARRAY(ops, op_columns),
	ARRAY(args, arg_columns),	ARRAY(cases, case_columns),
	ARRAY(blocks, block_columns),	ARRAY(funcs, func_columns),
	ARRAY(inits, init_columns),
};

struct facts_vec *facts_array_vec(const struct facts *f,
				  const struct facts_array *array)
{
	return (struct facts_vec *)((char *)f + array->offset);
}

size_t facts_array_row(const struct facts_array *array)
{
	size_t size = 0;

	for (size_t i = 0; i < array->n_columns; i++)
		size += array->columns[i].size;
	return size;
}
