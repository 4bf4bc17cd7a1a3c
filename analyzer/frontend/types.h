/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FRONTEND_TYPES_H
#define DMALIAS_FRONTEND_TYPES_H

#include <clang-c/Index.h>

#include "base/map.h"
#include "base/vec.h"
#include "facts/facts.h"
#include "frontend/ptrmap.h"

struct lowering;

struct record {
	CXType type; /* canonical, unqualified */
	bool wanted; /* its fields are needed */
	bool done;
	uint32_t field0, n_fields;
};

struct types {
	struct ptrmap by_type; /* clang's type -> type_id */
	struct strmap by_name; /* spelling and canonical type -> type_id */
	struct ptrmap by_record; /* canonical record -> index in records */
	VEC(struct record) records;
	VEC(uint32_t) record_of; /* type_id -> index in records + 1, or 0 */
	size_t n_done; /* records before it have been looked at */
};

/* The fact for a type; records get fields when type_want() asked for them. */
type_id type_for(struct lowering *lo, CXType t);
type_id type_of(struct lowering *lo, CXCursor c);

/* The type of a parameter: what is written as an array is a pointer. */
type_id type_of_param(struct lowering *lo, CXCursor decl);

/*
 * Ask for the fields of a record (or of the elements of an array of records):
 * the unit looks into it. Fields of everything a driver's types point to
 * would be most of the kernel.
 */
void type_want(struct lowering *lo, type_id type);

/* Lay the wanted records out, and those they contain. */
void types_finish(struct lowering *lo);
void types_deinit(struct types *types);

#endif
