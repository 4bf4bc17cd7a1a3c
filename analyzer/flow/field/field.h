/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_FIELD_H
#define DMALIAS_FLOW_FIELD_H

#include "flow/field/canon.h"
#include "model/model.h"

/*
 * What a module does with each field that holds a mapping, a buffer, a count
 * or a handle, over all its functions. Whatever the variable is called and
 * whichever element of an array it is, "ring->buf[i].dma" is the one field
 * dma of record foo_buf. A global variable is a field of record 0.
 */

enum field_act {
	FIELD_MADE, /* a mapping or an allocation is stored in it */
	FIELD_TESTED, /* given to an error test, or compared with 0 or NULL */
	FIELD_SYNC_CPU,
	FIELD_SYNC_DEVICE,
	FIELD_UNDONE, /* given to an unmap or a free */
	FIELD_STORED, /* another value is stored in it: args[ARG_CPU] */
	FIELD_ACT_NR,
};

/*
 * One call, or store, that does something to the field. Arguments are
 * canonical values of the table: places by record and field instead of by
 * variable, arithmetic in a normal form, fields of which the module stores
 * only one value replaced by that value; 0 where nothing is known. Two known
 * arguments that are equal have equal ids.
 */
struct field_use {
	uint8_t act; /* enum field_act */
	uint8_t arg; /* enum model_arg: as what the call gets the field; for
		      * FIELD_MADE what of the object is stored: ARG_DMA,
		      * ARG_CPU or ARG_COUNT */
	const struct model_row *row; /* of the call, or NULL */
	op_id op;
	op_id stored; /* FIELD_MADE, FIELD_STORED: what puts it into the field;
		       * 0 where the call is given the field itself (a
		       * scatterlist), and for an initialiser */
	op_id via; /* call in a function above that gave the arguments, or 0 */
	func_id func; /* that the operation is in */
	value_id args[ARG_NR];
	value_id result; /* of the call */
};

struct field {
	str_id record, field;
	VEC(struct field_use) uses;
	/* from field_resolve() */
	value_id only; /* the one value that the module stores in it, or 0 */
	bool changes; /* it stores more than one, or counts it up */
};

struct field_table {
	VEC(struct field) list;
	struct idmap index;
	struct idmap seen; /* hashes of uses */
	VEC(str_id) overwritten; /* records that are copied to from elsewhere */
	struct values canon;
};

void field_table_deinit(struct field_table *t);

/* The uses of a field, or NULL when nothing was done to it. */
const struct field *field_find(const struct field_table *t, str_id record,
			       str_id field);

/* Add a use, once. */
void field_add(struct field_table *t, const struct canon_place *place,
	       const struct field_use *use);

/* Whether there is a use of the field that operation @op stores. */
bool field_is_stored_by(const struct field_table *t,
			const struct canon_place *place, op_id op);

/*
 * field_resolve() - at the end of a module: put what a field holds for the
 * field, where the module stores only one value in it.
 */
void field_resolve(struct field_table *t);

/*
 * field_differs() - whether argument @arg is known to be different in two
 * calls. Silent on fields that hold more than one value in their life.
 */
bool field_differs(const struct field_table *t, const struct facts *facts,
		   enum model_arg arg, value_id x, value_id y);

/* A canonical value as text, with the field for a parameter that is kept in
 * one; the caller frees it. */
char *field_value_text(struct field_table *t, const struct facts *facts,
		       value_id v);

/* The same of an argument: directions by name, "?" when nothing is known. */
char *field_arg_text(struct field_table *t, const struct facts *facts,
		     enum model_arg arg, value_id v);

/* Where what a field holds comes from. */
struct field_makers {
	VEC(const struct field_use *) list; /* FIELD_MADE */
	bool unknown; /* or from somewhere else */
};

/* The makers of a field, those of fields that it is copied from too. */
void field_makers(const struct field_table *t, const struct field *field,
		  struct field_makers *ret);
void field_makers_deinit(struct field_makers *m);

/* Whether each maker is given the field as its count, and puts its answer
 * there: what else is stored in it is gone then. */
bool field_is_given_back(const struct field_table *t, const struct field *field,
			 const struct field_makers *makers);

/*
 * The allocation inside whose memory, and not at whose start, an address lies:
 * a constant is added to a field that holds nothing but what allocations
 * returned. NULL for all other addresses.
 */
const struct field_use *field_is_inside(const struct field_table *t,
					value_id address);

/* Whether all that a field ever holds is computed from what allocation @call
 * returned, by adding or masking, and never is that itself. */
bool field_holds_computed(const struct field_table *t,
			  const struct field *field, op_id call);

#endif
