/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FRONTEND_BUILD_H
#define DMALIAS_FRONTEND_BUILD_H

#include <clang-c/Index.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "facts/facts.h"

/*
 * The control-flow graph of one function while it is made. Blocks are made
 * ahead (as targets) and filled later; at the end the reachable ones go to
 * the facts in the order in which they were entered.
 */
struct build_op {
	struct fact_op op; /* arg0 counts in build.args */
	uint32_t next; /* in the same block, or 0 */
};

struct build_block {
	uint32_t first, last; /* operations, 0: none */
	uint8_t term; /* enum term_kind, valid when closed */
	bool closed;
	bool targeted; /* something reachable goes here */
	expr_id cond;
	uint32_t target[2];
	uint32_t case0, n_cases;
	span_id span;
	uint32_t order; /* when it was entered, from 1 */
	uint32_t id; /* in the facts */
};

/* A local in scope; the chain of parents is what has to end. */
struct build_local {
	symbol_id symbol;
	str_id cleanup;
	uint32_t parent;
	uint32_t depth;
};

struct build_label {
	const void *node;
	uint32_t block;
	uint32_t local; /* scope at the label */
	bool placed;
	bool address_taken;
};

struct build_goto {
	uint32_t block; /* ends with the jump */
	uint32_t label;
	uint32_t local; /* scope at the goto */
	span_id span;
};

/* Where break and continue go. */
struct build_loop {
	uint32_t break_block, continue_block; /* 0: look further out */
	uint32_t local;
	struct build_loop *outer;
};

/* The switch around a case label. */
struct build_switch {
	VEC(struct fact_case) cases;
	uint32_t default_block;
	struct build_switch *outer;
};

struct build {
	struct facts *facts;
	VEC(struct build_op) ops;
	VEC(expr_id) args;
	VEC(struct fact_case) cases;
	VEC(struct build_block) blocks; /* 0 is a filler */
	VEC(struct build_local) locals; /* 0: no local in scope */
	VEC(struct build_label) labels;
	VEC(struct build_goto) gotos;
	VEC(uint32_t) computed; /* blocks that go to any label */
	struct build_loop *loop;
	struct build_switch *switch_;
	uint32_t current; /* block being filled, 0: not reachable */
	uint32_t local; /* innermost local in scope */
	uint32_t order;
	uint32_t n_temps;
	uint32_t n_opaque;
	CXCursor cursor; /* the function */
	func_id func;
	bool incomplete;
};

void build_init(struct build *b, struct facts *facts);
void build_deinit(struct build *b);

uint32_t build_block_new(struct build *b);

/* Go on in @block: the current block, when open, jumps to it. */
void build_enter(struct build *b, uint32_t block);

/*
 * Go on in @block when something goes there; else what follows is not
 * reachable. For blocks whose ways in are all known by now.
 */
void build_follow(struct build *b, uint32_t block);

/*
 * Append an operation to the current block. Its arguments are the last
 * @op->n_args of b->args. Dropped when nothing gets here.
 */
void build_op(struct build *b, const struct fact_op *op);

void build_jump(struct build *b, uint32_t target, span_id span);
void build_branch(struct build *b, expr_id cond, uint32_t yes, uint32_t no,
		  span_id span);
void build_return(struct build *b, expr_id value, span_id span);
void build_unreachable(struct build *b, span_id span);

/* Cases of the switch or computed jump are the last @n of b->cases. */
void build_switch_on(struct build *b, uint32_t block, expr_id cond,
		     uint32_t otherwise, uint32_t n, span_id span);
void build_computed(struct build *b, uint32_t block, expr_id cond,
		    uint32_t fallthrough, uint32_t n, span_id span);

/* Locals: begin one, and end those inner to @outer. */
void build_local_begin(struct build *b, symbol_id symbol, str_id cleanup,
		       span_id span);
void build_locals_end(struct build *b, uint32_t outer, span_id span);

/* Only the cleanup calls: what a return runs. */
void build_locals_cleanup(struct build *b, span_id span);
bool build_has_cleanup(const struct build *b);

void build_goto_label(struct build *b, uint32_t label, span_id span);

/* End what each goto leaves, now that all labels have been seen. */
void build_resolve_gotos(struct build *b);

/* Move the graph to the facts; the function's entry is block @entry. */
void build_finish(struct build *b, struct fact_func *func, uint32_t entry);

#endif
