// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/mem.h"
#include "flow/path/shape.h"

static size_t words(size_t bits)
{
	return bits / 64 + 1;
}

static bool bit_get(const uint64_t *set, size_t i)
{
	return set[i / 64] >> (i % 64) & 1;
}

static void bit_set(uint64_t *set, size_t i)
{
	set[i / 64] |= UINT64_C(1) << (i % 64);
}

/* to |= from & ~without; tells whether that changed anything */
static bool bits_merge(uint64_t *to, const uint64_t *from,
		       const uint64_t *without, size_t n)
{
	bool changed = false;

	for (size_t i = 0; i < n; i++) {
		uint64_t more = from[i] & ~(without ? without[i] : 0) & ~to[i];

		to[i] |= more;
		changed |= more != 0;
	}
	return changed;
}

/* Names are told apart by this alone: no two have the same. Temporaries are
 * counted, all others are ids: nothing reaches the bits of the kind. */
static uint64_t name_hash(char kind, uint64_t id)
{
	uint64_t key = (id ^ (uint64_t)kind << 56) * 0x9e3779b97f4a7c15;

	return key ^ key >> 32;
}

static bool same_name(uint32_t id, const void *ctx)
{
	return true; /* the hash is the name */
}

static int name_get(const struct shape *sh, char kind, uint64_t id)
{
	return (int)idmap_find(&sh->names, name_hash(kind, id), same_name,
			       NULL) -
	       1;
}

static int name_add(struct shape *sh, char kind, uint64_t id)
{
	int n = name_get(sh, kind, id);

	if (n >= 0)
		return n;
	idmap_add(&sh->names, name_hash(kind, id), sh->n_names + 1);
	return sh->n_names++;
}

int shape_variable_name(const struct shape *sh, symbol_id symbol)
{
	return name_get(sh, 'v', symbol);
}

int shape_temp_name(const struct shape *sh, int64_t temp)
{
	return name_get(sh, 't', temp);
}

int shape_field_name(const struct shape *sh, str_id field)
{
	return name_get(sh, 'f', field);
}

int shape_call_name(const struct shape *sh, str_id function)
{
	return name_get(sh, 'c', function);
}

int shape_name(const struct shape *sh, expr_id expr)
{
	for (;;) {
		const struct fact_expr *e = facts_expr(sh->facts, expr);

		switch (e->kind) {
		case EXPR_SYMBOL:
			return shape_variable_name(sh, e->ref);
		case EXPR_TEMP:
			return shape_temp_name(sh, e->value);
		case EXPR_FIELD:
			return shape_field_name(sh, e->str);
		case EXPR_INDEX:
		case EXPR_DEREF:
			expr = e->a;
			break;
		default:
			return -1;
		}
	}
}

typedef void (*name_fn)(struct shape *sh, int name, void *ctx);

/* Call @fn for every name that evaluating @expr looks at. */
static void each_name(struct shape *sh, expr_id expr, name_fn fn, void *ctx)
{
	const struct fact_expr *e = facts_expr(sh->facts, expr);

	if (e->kind == EXPR_SYMBOL)
		fn(sh, name_add(sh, 'v', e->ref), ctx);
	if (e->kind == EXPR_TEMP)
		fn(sh, name_add(sh, 't', e->value), ctx);
	if (e->kind == EXPR_FIELD)
		fn(sh, name_add(sh, 'f', e->str), ctx);
	if (e->a)
		each_name(sh, e->a, fn, ctx);
	if (e->b)
		each_name(sh, e->b, fn, ctx);
}

static void count_name(struct shape *sh, int name, void *ctx)
{
}

static const struct fact_block *block_at(const struct shape *sh, size_t i)
{
	return &sh->facts->blocks.v[sh->func->block0 + i];
}

static size_t n_targets(const struct fact_block *b)
{
	return 2 + b->n_cases;
}

/* Index of the i-th successor of a block, or SIZE_MAX. */
static size_t target(const struct shape *sh, const struct fact_block *b,
		     size_t i)
{
	block_id t = i < 2 ? b->target[i] :
			     sh->facts->cases.v[b->case0 + i - 2].target;

	if (!t)
		return SIZE_MAX;
	return t - sh->func->block0;
}

static const shape_look_vec *looks_of(const struct shape *sh, op_id op)
{
	static const shape_look_vec none;
	const shape_look_vec *ret = NULL;

	if (sh->facts->ops.v[op].kind == OP_CALL)
		ret = sh->looks->find(sh->looks->ctx, op);
	return ret ? ret : &none;
}

/* Names that a call makes a called function look at. */
static void each_look(struct shape *sh, op_id op, name_fn fn, void *ctx)
{
	vec_for_each(looks_of(sh, op), look)
		if (look->kind != 'p')
			fn(sh, name_add(sh, look->kind, look->id), ctx);
}

static void each_op_expr(struct shape *sh, const struct fact_op *op, name_fn fn,
			 void *ctx)
{
	const struct fact_expr *dst = facts_expr(sh->facts, op->dst);

	if (op->src)
		each_name(sh, op->src, fn, ctx);
	for (uint32_t i = 0; i < op->n_args; i++)
		each_name(sh, sh->facts->args.v[op->arg0 + i], fn, ctx);
	/* the destination is read as far as it is an address */
	if (dst->kind != EXPR_SYMBOL && dst->kind != EXPR_TEMP && op->dst)
		each_name(sh, op->dst, fn, ctx);
}

/* The name of a call's answer, -1 for a call through a pointer. */
static int call_name_add(struct shape *sh, const struct fact_op *op)
{
	const struct fact_expr *e = facts_expr(sh->facts, op->src);

	return e->kind == EXPR_FUNCTION ? name_add(sh, 'c', e->str) : -1;
}

static void add_names(struct shape *sh)
{
	const struct fact_block *last = block_at(sh, sh->n_blocks - 1);

	sh->first_op = block_at(sh, 0)->op0;
	sh->last_op = last->op0 + last->n_ops;
	for (size_t i = 0; i < sh->n_blocks; i++) {
		const struct fact_block *b = block_at(sh, i);

		for (uint32_t o = b->op0; o < b->op0 + b->n_ops; o++) {
			const struct fact_op *op = &sh->facts->ops.v[o];

			each_op_expr(sh, op, count_name, NULL);
			each_look(sh, o, count_name, NULL);
			if (op->kind == OP_CALL)
				call_name_add(sh, op);
			if (op->dst)
				each_name(sh, op->dst, count_name, NULL);
		}
		if (b->cond)
			each_name(sh, b->cond, count_name, NULL);
	}
}

struct set_ctx {
	uint64_t *set;
	const uint64_t *unless;
};

static void set_name(struct shape *sh, int name, void *ctx)
{
	struct set_ctx *c = ctx;

	if (!c->unless || !bit_get(c->unless, name))
		bit_set(c->set, name);
}

static void note_exposed(struct shape *sh, expr_id expr)
{
	const struct fact_expr *e = facts_expr(sh->facts, expr);

	if (e->kind == EXPR_ADDR) {
		const struct fact_expr *place = facts_expr(sh->facts, e->a);

		while (place->kind == EXPR_FIELD || place->kind == EXPR_INDEX)
			place = facts_expr(sh->facts, place->a);
		if (place->kind == EXPR_SYMBOL)
			bit_set(sh->exposed, name_add(sh, 'v', place->ref));
	}
	if (e->a)
		note_exposed(sh, e->a);
	if (e->b)
		note_exposed(sh, e->b);
}

static void find_exposed(struct shape *sh)
{
	for (size_t i = 0; i < sh->n_blocks; i++) {
		const struct fact_block *b = block_at(sh, i);

		for (uint32_t o = b->op0; o < b->op0 + b->n_ops; o++) {
			const struct fact_op *op = &sh->facts->ops.v[o];

			note_exposed(sh, op->src);
			note_exposed(sh, op->dst);
			for (uint32_t a = 0; a < op->n_args; a++)
				note_exposed(sh,
					     sh->facts->args.v[op->arg0 + a]);
		}
		note_exposed(sh, b->cond);
	}
}

/* Names that a block reads before it writes them, and those it writes. */
static void block_reads(struct shape *sh, const struct fact_block *b,
			uint64_t *reads, uint64_t *writes)
{
	struct set_ctx ctx = {reads, writes};

	for (uint32_t o = b->op0; o < b->op0 + b->n_ops; o++) {
		const struct fact_op *op = &sh->facts->ops.v[o];
		const struct fact_expr *dst = facts_expr(sh->facts, op->dst);

		each_op_expr(sh, op, set_name, &ctx);
		each_look(sh, o, set_name, &ctx);
		if (dst->kind == EXPR_SYMBOL || dst->kind == EXPR_TEMP)
			bit_set(writes, shape_name(sh, op->dst));
	}
	if (b->cond)
		each_name(sh, b->cond, set_name, &ctx);
}

static void set_names_of(struct shape *sh, expr_id expr, uint64_t *set)
{
	struct set_ctx ctx = {set, NULL};

	each_name(sh, expr, set_name, &ctx);
}

/* Names that a called function's conditions look at. */
static void set_asked(struct shape *sh, op_id id, uint64_t *set)
{
	const struct fact_op *op = &sh->facts->ops.v[id];

	vec_for_each(looks_of(sh, id), look) {
		if (!look->tested)
			continue;
		if (look->kind != 'p')
			bit_set(set, name_add(sh, look->kind, look->id));
		else if (look->id < op->n_args)
			set_names_of(sh, sh->facts->args.v[op->arg0 + look->id],
				     set);
	}
}

/*
 * Names that some branch looks at, and those whose value gets into such a
 * name: what is known of "table" counts where "dev->table = table" is tested.
 */
static void find_sources(struct shape *sh, uint64_t *all)
{
	size_t w = words(sh->n_names);
	autofree uint64_t *before = xcalloc(w, sizeof(*before));

	for (size_t i = 0; i < sh->n_blocks; i++) {
		const struct fact_block *b = block_at(sh, i);

		if (b->cond)
			set_names_of(sh, b->cond, all);
	}
	for (op_id o = sh->first_op; o < sh->last_op; o++)
		set_asked(sh, o, all);
	while (bits_merge(before, all, NULL, w)) {
		for (op_id o = sh->first_op; o < sh->last_op; o++) {
			const struct fact_op *op = &sh->facts->ops.v[o];
			int name = op->kind == OP_ASSIGN ?
					   shape_name(sh, op->dst) :
					   -1;

			if (name >= 0 && bit_get(all, name))
				set_names_of(sh, op->src, all);
		}
	}
}

/* Names that a block's branch, or a question it asks, can look at; what it
 * returns, the caller's. */
static void block_tests(struct shape *sh, const struct fact_block *b,
			const uint64_t *all, uint64_t *tested)
{
	if (b->cond)
		set_names_of(sh, b->cond, tested);
	for (uint32_t o = b->op0; o < b->op0 + b->n_ops; o++) {
		const struct fact_op *op = &sh->facts->ops.v[o];
		int name = op->kind == OP_CALL ? call_name_add(sh, op) : -1;

		if (name >= 0)
			bit_set(tested, name);
		set_asked(sh, o, tested);
		name = op->kind == OP_ASSIGN ? shape_name(sh, op->dst) : -1;
		if (name >= 0 && bit_get(all, name))
			set_names_of(sh, op->src, tested);
	}
}

/* Backwards until nothing changes: set[b] |= set[successor] & ~kill[b]. */
static void flow_back(struct shape *sh, uint64_t *set, const uint64_t *kill)
{
	size_t w = words(sh->n_names);
	bool changed = true;

	while (changed) {
		changed = false;
		for (size_t i = sh->n_blocks; i-- > 0;) {
			const struct fact_block *b = block_at(sh, i);

			for (size_t k = 0; k < n_targets(b); k++) {
				size_t t = target(sh, b, k);

				if (t != SIZE_MAX)
					changed |= bits_merge(
						&set[i * w], &set[t * w],
						kill ? &kill[i * w] : NULL, w);
			}
		}
	}
}

static void find_live(struct shape *sh)
{
	size_t w = words(sh->n_names);
	autofree uint64_t *writes = xcalloc(sh->n_blocks * w, sizeof(*writes));
	autofree uint64_t *sources = xcalloc(w, sizeof(*sources));

	find_sources(sh, sources);
	for (size_t i = 0; i < sh->n_blocks; i++) {
		const struct fact_block *b = block_at(sh, i);

		block_reads(sh, b, &sh->live[i * w], &writes[i * w]);
		block_tests(sh, b, sources, &sh->tested[i * w]);
	}
	flow_back(sh, sh->live, writes);
	flow_back(sh, sh->tested, NULL);
}

struct dfs_frame {
	size_t block;
	size_t next;
};

/* Reverse post-order, and an entry in @back for each edge to an ancestor. */
static void depth_first(struct shape *sh, uint64_t *back)
{
	autofree uint8_t *color = xcalloc(sh->n_blocks, 1);
	VEC(struct dfs_frame) stack = {};
	size_t left = sh->n_blocks, w = words(sh->n_blocks);

	vec_push(&stack, (struct dfs_frame){0, 0});
	color[0] = 1;
	while (stack.n) {
		struct dfs_frame *top = vec_last(&stack);
		const struct fact_block *b = block_at(sh, top->block);
		size_t t;

		if (top->next == n_targets(b)) {
			color[top->block] = 2;
			sh->order[top->block] = --left;
			stack.n--;
			continue;
		}
		t = target(sh, b, top->next++);
		if (t == SIZE_MAX)
			continue;
		if (color[t] == 1)
			bit_set(&back[t * w], top->block);
		if (color[t])
			continue;
		color[t] = 1;
		vec_push(&stack, (struct dfs_frame){t, 0});
	}
	vec_deinit(&stack);
}

/* The loop of @head: blocks from which a back edge is reached without it. */
static void find_loop(struct shape *sh, size_t head, const uint64_t *latches,
		      const uint64_t *preds)
{
	size_t w = words(sh->n_blocks);
	uint64_t *loop = &sh->loop[head * w];
	VEC(size_t) todo = {};

	bit_set(loop, head);
	for (size_t i = 0; i < sh->n_blocks; i++)
		if (bit_get(latches, i))
			vec_push(&todo, i);
	while (todo.n) {
		size_t b = todo.v[--todo.n];

		if (bit_get(loop, b))
			continue;
		bit_set(loop, b);
		for (size_t i = 0; i < sh->n_blocks; i++)
			if (bit_get(&preds[b * w], i))
				vec_push(&todo, i);
	}
	vec_deinit(&todo);
}

static void find_written(struct shape *sh, size_t head)
{
	size_t w = words(sh->n_names), bw = words(sh->n_blocks);

	for (size_t i = 0; i < sh->n_blocks; i++) {
		const struct fact_block *b = block_at(sh, i);

		if (!bit_get(&sh->loop[head * bw], i))
			continue;
		for (uint32_t o = b->op0; o < b->op0 + b->n_ops; o++) {
			const struct fact_op *op = &sh->facts->ops.v[o];
			int name = op->dst ? shape_name(sh, op->dst) : -1;

			if (name >= 0)
				bit_set(&sh->written[head * w], name);
		}
	}
}

static void find_loops(struct shape *sh)
{
	size_t w = words(sh->n_blocks), n = sh->n_blocks;
	autofree uint64_t *back = xcalloc(n * w, sizeof(*back));
	autofree uint64_t *preds = xcalloc(n * w, sizeof(*preds));

	depth_first(sh, back);
	for (size_t i = 0; i < n; i++) {
		const struct fact_block *b = block_at(sh, i);

		for (size_t k = 0; k < n_targets(b); k++) {
			size_t t = target(sh, b, k);

			if (t != SIZE_MAX)
				bit_set(&preds[t * w], i);
		}
	}
	for (size_t i = 0; i < n; i++) {
		bool head = false;

		for (size_t k = 0; k < w; k++)
			head |= back[i * w + k] != 0;
		if (!head)
			continue;
		find_loop(sh, i, &back[i * w], preds);
		find_written(sh, i);
	}
}

void shape_init(struct shape *sh, const struct facts *f,
		const struct fact_func *func, const struct shape_looks *looks)
{
	size_t w;

	*sh = (struct shape){.facts = f,
			     .func = func,
			     .looks = looks,
			     .n_blocks = func->n_blocks};
	add_names(sh);
	w = words(sh->n_names);
	sh->tested = xcalloc(sh->n_blocks * w, sizeof(*sh->tested));
	sh->live = xcalloc(sh->n_blocks * w, sizeof(*sh->live));
	sh->written = xcalloc(sh->n_blocks * w, sizeof(*sh->written));
	sh->exposed = xcalloc(w, sizeof(*sh->exposed));
	sh->loop =
		xcalloc(sh->n_blocks * words(sh->n_blocks), sizeof(*sh->loop));
	sh->order = xcalloc(sh->n_blocks, sizeof(*sh->order));
	find_exposed(sh);
	find_live(sh);
	find_loops(sh);
	sh->looks = NULL;
}

void shape_deinit(struct shape *sh)
{
	idmap_deinit(&sh->names);
	free(sh->tested);
	free(sh->live);
	free(sh->loop);
	free(sh->written);
	free(sh->exposed);
	free(sh->order);
}

static size_t index_of(const struct shape *sh, block_id block)
{
	return block - sh->func->block0;
}

static bool name_in(const struct shape *sh, const uint64_t *sets,
		    block_id block, int name)
{
	return name >= 0 &&
	       bit_get(&sets[index_of(sh, block) * words(sh->n_names)], name);
}

bool shape_tested(const struct shape *sh, block_id block, int name)
{
	return name_in(sh, sh->tested, block, name);
}

bool shape_live(const struct shape *sh, block_id block, int name)
{
	return name_in(sh, sh->live, block, name);
}

bool shape_written(const struct shape *sh, block_id head, int name)
{
	return name_in(sh, sh->written, head, name);
}

bool shape_exposed(const struct shape *sh, int name)
{
	return name >= 0 && bit_get(sh->exposed, name);
}

bool shape_in_loop(const struct shape *sh, block_id head, block_id block)
{
	return bit_get(&sh->loop[index_of(sh, head) * words(sh->n_blocks)],
		       index_of(sh, block));
}

bool shape_is_head(const struct shape *sh, block_id block)
{
	return shape_in_loop(sh, block, block);
}
