/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_VALUE_H
#define DMALIAS_FLOW_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/map.h"
#include "base/vec.h"
#include "facts/facts.h"

/*
 * Symbolic values of one function: equal values have equal ids, so that two
 * sizes written differently but computed alike compare as one number. An
 * address is a value too; what memory holds is kept in the state.
 */
typedef uint32_t value_id; /* 0: no value */

enum value_kind {
	VALUE_NONE,
	VALUE_CONST, /* num */
	VALUE_STRING, /* ref: string */
	VALUE_FUNCTION, /* ref: string */
	VALUE_VARIABLE, /* address of a variable; ref: symbol */
	VALUE_TEMP, /* address that stands for temporary num */
	VALUE_FIELD, /* address of field ref (string) of record at a; num: tag
		      * of the record (string), or 0 */
	VALUE_INDEX, /* address of element b of the array at a */
	VALUE_CONTAINER, /* address of the record whose member ref is at a */
	VALUE_INITIAL, /* what memory at address a held at entry */
	VALUE_RESULT, /* of call ref (op); num: how many turns before */
	VALUE_OUT, /* what call ref (op) stored at address a */
	VALUE_LOOP, /* what place a (address) holds after turns of the
		     * loop with head ref (block) */
	VALUE_UNKNOWN, /* of expression ref, which nobody understood */
	VALUE_CONVERT, /* a seen as another kind of address; ref: row of the
			* model that converts */
	VALUE_CALL, /* answer of function ref (string), which only looks; a:
		     * list of its arguments */
	VALUE_LIST, /* a: list so far, b: next */
	VALUE_ERROR, /* the answer of the error test of mapping a */
	VALUE_UNARY, /* oper, a */
	VALUE_BINARY, /* oper, a, b */
};

struct value {
	uint8_t kind;
	uint8_t oper; /* enum expr_oper */
	uint32_t a, b;
	uint32_t ref;
	int64_t num;
};

struct values {
	VEC(struct value) list; /* [0] is VALUE_NONE */
	struct idmap index;
};

void values_init(struct values *vs);
void values_deinit(struct values *vs);

const struct value *value_get(const struct values *vs, value_id id);

/* The id of a value made of these parts; no simplification. */
value_id value_make(struct values *vs, const struct value *v);

value_id value_const(struct values *vs, int64_t num);

/* Address arithmetic, simplified: element 0 is the array itself, a member of
 * its own container is the container, and so on. @record: tag of the record
 * that has the field, 0 when it has none. */
value_id value_field(struct values *vs, value_id a, str_id record,
		     str_id field);
value_id value_index(struct values *vs, value_id a, value_id index);
value_id value_container(struct values *vs, value_id a, str_id member);

/* Arithmetic, folded where both sides are constant or cancel. */
value_id value_unary(struct values *vs, enum expr_oper oper, value_id a);
value_id value_binary(struct values *vs, enum expr_oper oper, value_id a,
		      value_id b);

/* Whether @id is a constant; its number goes to @ret. */
bool value_is_const(const struct values *vs, value_id id, int64_t *ret);

/* Whether @part occurs in @id as an operand or address it is made of. */
bool value_mentions(const struct values *vs, value_id id, value_id part);

/*
 * The root of an address: without offsets, fields and conversions. Two
 * addresses with one root point into the same object.
 */
value_id value_root(const struct values *vs, value_id id);

/* What a number or address is an offset to, or the frame number of. */
value_id value_base(const struct values *vs, value_id id);

/* Whether an address is another one plus or minus a constant that is not 0;
 * the other goes to @from. */
bool value_is_beside(const struct values *vs, value_id address, value_id *from);

/*
 * value_differs() - whether two numbers cannot be equal.
 * True for different constants and for different constant multiples of, or
 * offsets to, the same unknown; everything else may be equal.
 */
bool value_differs(const struct values *vs, value_id x, value_id y);

#endif
