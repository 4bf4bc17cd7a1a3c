/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FACTS_MERGE_H
#define DMALIAS_FACTS_MERGE_H

#include "facts/facts.h"

/*
 * The facts of several units as those of one program. Strings, types and
 * global symbols of the same name are one; static ones stay apart, as do
 * global ones that two units define. A static function of a header that
 * several units have alike is there once. Expressions are hash-consed within
 * what came from one unit. Everything that no function or initialiser refers
 * to is left out.
 */

/* What one unit brought in: from here to where that of the next begins. */
struct merged_unit {
	func_id func0;
	uint32_t init0;
};

/* A function of a header that unit @unit shares with one before. */
struct merged_share {
	uint32_t unit; /* from 0 */
	func_id func;
};

struct merged_facts {
	struct facts *facts;
	VEC(struct merged_unit) units; /* in the order they were added */
	VEC(struct merged_share) shares; /* sorted by unit */
};

struct dm_error;
struct facts_merge;

/* Begin with nothing; @name stands for the file of the whole. */
struct facts_merge *facts_merge_begin(const char *name);

/* Add a unit; its facts keep to facts_validate() and may go afterwards. */
void facts_merge_add(struct facts_merge *m, const struct facts *unit);

/**
 * facts_merge_end() - take the whole, and check it; @m is freed.
 * @ret: to be freed with merged_facts_deinit()
 * Return: DM_ERR_INPUT when the whole does not keep to facts_validate():
 * then units were not what they should be.
 */
struct dm_error *facts_merge_end(struct facts_merge *m,
				 struct merged_facts *ret);

void merged_facts_deinit(struct merged_facts *m);

/* The unit that brought in a function or an initialiser (its index). */
uint32_t merged_unit_of_func(const struct merged_facts *m, func_id func);
uint32_t merged_unit_of_init(const struct merged_facts *m, uint32_t init);

#endif
