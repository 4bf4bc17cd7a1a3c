/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_AUDIT_TEXT_H
#define DMALIAS_AUDIT_TEXT_H

#include <stdbool.h>

#include "audit/kinds.h"
#include "audit/token.h"
#include "base/map.h"

/*
 * What the text of one C file tells an audit, whatever is configured: tables
 * that declare carveouts, boot and module parameters, what the kernel calls,
 * and where functions of the model are named, so that every call that no
 * engine reads can be counted.
 */

/* A function of the model is called here, by its text. */
struct text_call {
	char *name, *function;
	unsigned int line, col;
};

/* An element of a table, or a parameter, that declares a carveout. */
struct text_carveout {
	const struct carveout_kind *kind;
	char *variable; /* the table; the parameter; NULL: filled by code */
	long index; /* of the element, 0 for a single one */
	char *function; /* that fills a table; else NULL */
	char *name, *base, *size, *cached; /* as written, or NULL */
	bool at_run_time; /* base or size is stored later, in the file */
	unsigned int line, col;
};

/* "machine_desc.reserve = foo_reserve" and the like. */
struct text_slot {
	char *slot, *function;
	unsigned int line;
};

/* @variable is given by "param=" at boot, or to the module. */
struct text_param {
	char *param, *variable;
	bool module;
	unsigned int line;
};

/* A function that names the table or a call of a kind: a driver of it. */
struct text_use {
	const struct carveout_kind *kind;
	char *function;
	unsigned int line;
};

/* "x = y" in a function, with a cast or a conversion of addresses at most:
 * what is known of y holds for x. */
struct text_alias {
	char *to, *from, *function; /* @to: a name, or a place as text */
	bool physical; /* the physical or bus address of y */
	unsigned int line;
};

struct audit_text {
	VEC(struct text_call) calls;
	VEC(struct text_carveout) carveouts;
	VEC(struct text_slot) slots;
	VEC(struct text_param) params;
	VEC(struct text_use) uses;
	VEC(struct text_alias) aliases;
	bool cut; /* nothing is closed in it: not wholly understood */
	struct strmap locals; /* "function name" of every variable of one;
			       * " name" of what is static to the file */
};

/**
 * text_read() - look at the text of one file.
 * @names: the functions of the model
 * @ret: zeroed by the caller, for text_deinit()
 */
void text_read(const char *text, size_t len, const struct strmap *names,
	       const struct carveout_kinds *kinds, struct audit_text *ret);
void text_deinit(struct audit_text *t);

/* Whether @name is a parameter or variable of @function, or, with "", static
 * to the file. */
bool text_is_local(const struct audit_text *t, const char *function,
		   const char *name);

/* text_names.c: locals and aliases of the functions alone. */
void text_read_names(const struct tokens *t, struct audit_text *ret);

/* text_tables.c: the tables alone. */
void text_read_tables(const struct tokens *t,
		      const struct carveout_kinds *kinds,
		      struct audit_text *ret);

#endif
