/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_STATE_H
#define DMALIAS_FLOW_STATE_H

#include "flow/rule.h"

/* Memory (or a variable, or a temporary) and what it holds. */
struct state_cell {
	value_id address;
	value_id value;
};

/* What branches told of a value: lo <= value <= hi, and perhaps not 0. */
struct state_known {
	value_id value;
	uint32_t nonzero; /* no padding: known facts are hashed as bytes */
	int64_t lo, hi;
};

struct state_turns {
	block_id head;
	uint32_t n;
};

enum state_flags {
	/* an error test was made on a value that belongs to no object: any
	 * mapping may be the one that was tested */
	STATE_TEST_LOST = 1,
};

/* Everything that is known at one point of one path. */
struct state {
	block_id block; /* about to be walked */
	unsigned int flags;
	VEC(struct state_cell) cells; /* sorted by address */
	VEC(struct state_known) known; /* sorted by value */
	VEC(struct flow_object) objects; /* made on this path, and live */
	VEC(struct flow_object) past; /* undone or foreign; oldest first */
	VEC(struct flow_pending) pending; /* see pending.h */
	VEC(struct state_turns) turns; /* of the loops around the block */
};

void state_init_copy(struct state *s, const struct state *from);
void state_deinit(struct state *s);

/* What the address holds; 0 when nothing was stored on this path. */
value_id state_load(const struct state *s, value_id address);
void state_store(struct state *s, value_id address, value_id value);

/* Forget cells for which @drop says so. */
void state_drop_cells(struct state *s,
		      bool (*drop)(const struct state_cell *cell, void *ctx),
		      void *ctx);

/* The range known of a value, or NULL. */
const struct state_known *state_known(const struct state *s, value_id value);

/**
 * state_assume() - learn that @value is true (not 0) or false (0).
 * Return: false when the path contradicts itself and need not be walked.
 */
bool state_assume(struct state *s, struct values *vs, value_id value,
		  bool truth);

/* Learn lo <= value <= hi; false as above. */
bool state_assume_range(struct state *s, value_id value, int64_t lo,
			int64_t hi);

/* Forget what is known of @value and of all that is made of it, what was
 * undone too: it is about to stand for something new. */
void state_forget(struct state *s, const struct values *vs, value_id value);

bool state_is_zero(const struct state *s, const struct values *vs,
		   value_id value);
bool state_is_nonzero(const struct state *s, const struct values *vs,
		      value_id value);

/* Whether the same happened to the same live objects, in the same turns. */
bool state_same_objects(const struct state *a, const struct state *b);

/*
 * state_join() - make @to what holds in both states, which are of one block
 * and have the same objects: what they hold differently is unknown, what only
 * one of them undid or knows is forgotten.
 */
void state_join(struct state *to, struct values *vs, const struct state *from);

/* Two states that no further step can tell apart hash and compare equal. */
uint64_t state_hash(const struct state *s);

#endif
