// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "diff/changes.h"
#include "diff/git.h"

/* Fields of a raw line: ":mode mode oid oid status", git-diff-tree(1). */
struct raw_line {
	const char *to_mode, *blob;
	char status;
};

/* The next string up to its NUL, or NULL at the end. */
static const char *next(const char **at, const char *end)
{
	const char *s = *at, *nul;

	if (s >= end)
		return NULL;
	nul = memchr(s, '\0', end - s);
	if (!nul)
		return NULL;
	*at = nul + 1;
	return s;
}

/* Split @line, a copy, at its blanks. */
static bool read_line(char *line, struct raw_line *ret)
{
	char *fields[5];

	if (*line++ != ':')
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		fields[i] = strsep(&line, " ");
		if (!fields[i] || !*fields[i])
			return false;
	}
	*ret = (struct raw_line){fields[1], fields[3], *fields[4]};
	return !line;
}

static bool take_change(const char **at, const char *end, char *line,
			struct change *ret)
{
	struct raw_line raw;
	const char *first, *second = NULL;

	if (!read_line(line, &raw))
		return false;
	first = next(at, end);
	if (raw.status == 'R' || raw.status == 'C')
		second = next(at, end);
	else
		second = first;
	if (!first || !second)
		return false;
	if (raw.status != 'A' && raw.status != 'C')
		ret->from = xstrdup(first);
	if (raw.status != 'D') {
		ret->to = xstrdup(second);
		ret->blob = xstrdup(raw.blob);
		ret->to_link = !strcmp(raw.to_mode, "120000");
	}
	return true;
}

struct dm_error *changes_parse(const char *raw, size_t len, change_vec *ret)
{
	const char *at = raw, *end = raw + len, *s;

	while ((s = next(&at, end))) {
		autofree char *line = xstrdup(s);

		if (!take_change(&at, end, line, vec_add(ret)))
			return dm_error(DM_ERR_TOOL,
					"git diff-tree: '%s' is "
					"no line of its output",
					s);
	}
	return NULL;
}

static char *empty_tree(const struct git *git)
{
	static const char *const words[] = {"mktree", NULL};
	const struct git_call call = {.argv = words};
	char *ret = NULL;

	dm_error_destroy(git_do(git, &call, &ret));
	return ret ? ret : xstrdup("");
}

struct dm_error *changes_find(const struct git *git, const char *from,
			      const char *to, change_vec *ret)
{
	autofree char *empty = from ? NULL : empty_tree(git);
	const char *const words[] = {"diff-tree",
				     "-r",
				     "-M",
				     "--raw",
				     "-z",
				     "--no-ext-diff",
				     "--no-textconv",
				     "--ignore-submodules",
				     from ? from : empty,
				     to,
				     NULL};
	const struct git_call call = {.argv = words};
	struct git_answer a = {};
	struct dm_error *err = git_run(git, &call, &a);

	if (!err && a.status) {
		autofree char *why = git_complaint(a.err);

		err = dm_error(DM_ERR_TOOL, "git diff-tree: %s", why);
	}
	if (!err)
		err = changes_parse(a.out, a.len, ret);
	git_answer_deinit(&a);
	return err;
}

void changes_renames(const change_vec *changes, path_rename_vec *ret)
{
	vec_for_each(changes, c)
		if (c->from && c->to && strcmp(c->from, c->to))
			vec_push(ret, (struct path_rename){xstrdup(c->from),
							   xstrdup(c->to)});
}

void change_vec_deinit(change_vec *v)
{
	vec_for_each(v, c) {
		free(c->from);
		free(c->to);
		free(c->blob);
	}
	vec_deinit(v);
}
