/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_MODEL_DRAFT_H
#define DMALIAS_MODEL_DRAFT_H

#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "model/model.h"

struct dm_error;

/* A place in a model file, from 1; columns count characters. */
struct model_mark {
	unsigned int line, col;
};

struct model_word {
	char *text;
	struct model_mark mark;
};

typedef VEC(struct model_word) model_words;

/*
 * A row as a file has it, before it is one row per name. @row has neither
 * function, pairs, error_test nor file: these are the words.
 */
struct model_draft {
	struct model_row row;
	struct model_mark mark;
	model_words names; /* function first, then those of "also" */
	model_words pairs;
	struct model_word error_test; /* text NULL: has none */
	uint32_t has; /* bit per argument: a position or a constant */
	struct model_mark arg_marks[ARG_NR];
	uint32_t keys; /* bit per key that was given */
	bool broken; /* a value was wrong: do not judge the rest */
};

struct model_problem {
	struct model_mark mark;
	char *message;
};

/* One model file: what it says and what is wrong with it. */
struct model_file {
	char *path;
	VEC(struct model_draft) drafts;
	VEC(struct model_problem) problems;
};

/**
 * model_file_read() - read a model file.
 * What is wrong with its content is in @ret->problems; the rows without
 * problems are complete.
 * Errors: it cannot be read.
 */
struct dm_error *model_file_read(const char *path, struct model_file *ret);

/* The same for @len bytes that are in memory. */
void model_file_parse(const char *path, const char *text, size_t len,
		      struct model_file *ret);
void model_file_deinit(struct model_file *file);

void model_problem(struct model_file *file, struct model_mark mark,
		   const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Whether the arguments and the rest of a row make sense for its role. */
void model_draft_check(struct model_file *file, const struct model_draft *d);

/* The roles, as bits, that the pairs of a row with @role may have. */
uint32_t model_undo_roles(enum model_role role);

#endif
