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

typedef VEC(struct state_known) known_vec; /* sorted by value */

struct state_turns {
	block_id head;
	uint32_t n;
};

enum state_flags {
	/* an error test was made on a value that belongs to no object: any
	 * mapping may be the one that was tested */
	STATE_TEST_LOST = 1,
	/* more modelled calls were made than the trace tells */
	STATE_TRACE_CUT = 2,
	/* something was mapped, undone or synced */
	STATE_HANDED_OVER = 4,
};

/* Everything that is known at one point of one path. */
struct state {
	block_id block; /* about to be walked */
	op_id resume; /* operation of it to go on at; 0: the first */
	uint32_t trace; /* modelled calls so far, see outcome.h */
	unsigned int flags;
	VEC(struct state_cell) cells; /* sorted by address */
	known_vec known;
	known_vec given; /* what was known of values at entry, and no branch
			  * of the function looks at any more */
	VEC(struct flow_object) objects; /* made on this path, and live */
	VEC(struct flow_object) past; /* undone or foreign; oldest first */
	VEC(struct flow_pending) pending; /* see pending.h */
	VEC(struct state_turns) turns; /* of the loops around the block */
	uint64_t hash; /* of a state that waits */
};

typedef VEC(struct state) state_vec;

void state_init_copy(struct state *s, const struct state *from);
void state_deinit(struct state *s);

/* What the address holds; 0 when nothing was stored on this path. */
value_id state_load(const struct state *s, value_id address);
void state_store(struct state *s, value_id address, value_id value);

/* Forget cells for which @drop says so. */
void state_drop_cells(struct state *s,
		      bool (*drop)(const struct state_cell *cell, void *ctx),
		      void *ctx);

/* The range that @known has of a value, or NULL. */
const struct state_known *known_find(const known_vec *known, value_id value);

/* Add what is known of one more value, or narrow it down. */
void known_add(known_vec *known, const struct state_known *k);

/* Keep of @to what both say. */
void known_join(known_vec *to, const known_vec *from);

/* Learn what @k says; false as below. */
bool state_assume_known(struct state *s, struct values *vs,
			const struct state_known *k);

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

/* Two states that no further step can tell apart hash and compare equal; what
 * was known at entry is not looked at. */
uint64_t state_hash(const struct state *s);

#endif
