/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FACTS_MERGE_TYPES_H
#define DMALIAS_FACTS_MERGE_TYPES_H

#include "facts/facts.h"

/*
 * The strings and types of several units made one, for merge.c. Records are
 * the same when they have the same tag, size and members by name, offset and
 * spelling; other types when they are made of the same.
 */
struct merge_types {
	struct facts *to;
	struct idmap str_index, type_index;
	const struct facts *from;
	/* ids of @from -> ids of @to; 0: not asked for yet */
	str_id *strs;
	type_id *types;
	uint32_t *fields; /* first field of a record */
	VEC(type_id) pending; /* records of @from without fields in @to yet */
	VEC(type_id) chain;
};

void merge_types_init(struct merge_types *t, struct facts *to);
void merge_types_deinit(struct merge_types *t);

/* Go on with the next unit; NULL: the last one is done. */
void merge_types_from(struct merge_types *t, const struct facts *from);

str_id merge_str(struct merge_types *t, str_id id);
type_id merge_type(struct merge_types *t, type_id id);

#endif
