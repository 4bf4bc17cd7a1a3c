/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_DIFF_GIT_H
#define DMALIAS_DIFF_GIT_H

#include <stdbool.h>
#include <stddef.h>

struct dm_error;

/*
 * The user's repository, and a git folder of our own in the cache that borrows
 * its objects. Everything that writes is done in the latter, with a
 * configuration of its own: no hooks, no filters, no drivers of attributes, no
 * network. Of the repository only names of commits and its state are asked.
 */
struct git {
	char *dir; /* what the user named */
	char *top; /* its checkout, absolute; NULL: it has none */
	char *objects; /* its folder of objects, absolute */
	char *format; /* of object names: "sha1" */
	bool shallow;
	char *own; /* our git folder, absolute */
	char *tree; /* and what is checked out from it */
	int lock;
};

/**
 * git_open() - find the repository that a folder is in, and make what is ours
 * in @cache. One process at a time has it; others wait.
 * Errors: DM_ERR_USAGE when it is no git tree; DM_ERR_TOOL without git;
 * DM_ERR_IO and DM_ERR_NOSPACE for the cache.
 */
struct dm_error *git_open(const char *dir, const char *cache, struct git *ret);
void git_close(struct git *git);

/**
 * git_commit() - the full name of the commit that a revision means.
 * Errors: DM_ERR_USAGE when there is none, with a hint in a shallow clone.
 */
struct dm_error *git_commit(const struct git *git, const char *revision,
			    char **ret);

/* The best common ancestor of two commits. DM_ERR_USAGE: they have none. */
struct dm_error *git_merge_base(const struct git *git, const char *a,
				const char *b, char **ret);

/* How many commits with several parents are in @from..@to. */
struct dm_error *git_count_merges(const struct git *git, const char *from,
				  const char *to, size_t *ret);

/* How many files of the checkout differ from what is committed; 0 without a
 * checkout. */
struct dm_error *git_count_dirty(const struct git *git, size_t *ret);

struct git_call {
	const char *const *argv; /* behind "git"; NULL-terminated */
	const char *index; /* index file, or NULL: that of the checkout */
	const void *input;
	size_t input_len;
};

struct git_answer {
	int status;
	char *out, *err; /* NUL-terminated */
	size_t len; /* of @out */
};

/**
 * git_run() - run git in our own folder.
 * @ret: how it ended; a status other than 0 is no error of this function
 */
struct dm_error *git_run(const struct git *git, const struct git_call *call,
			 struct git_answer *ret);
void git_answer_deinit(struct git_answer *a);

/* The same, where a status other than 0 is an error with the first line that
 * git said. @ret: its output without the newline at the end; may be NULL. */
struct dm_error *git_do(const struct git *git, const struct git_call *call,
			char **ret);

/* What git said on stderr as one line without "fatal: " and "error: ". */
char *git_complaint(const char *err);

#endif
