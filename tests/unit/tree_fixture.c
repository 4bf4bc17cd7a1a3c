// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/file.h"
#include "base/strbuf.h"
#include "tree_fixture.h"

void tree_setup(struct tree_fixture *tree)
{
	strcpy(tree->dir, "/tmp/dmalias-tree-XXXXXX");
	assert_non_null(mkdtemp(tree->dir));
}

void tree_teardown(struct tree_fixture *tree)
{
	autofree char *command = xasprintf("rm -rf %s", tree->dir);

	assert_int_equal(system(command), 0);
}

char *tree_path(const struct tree_fixture *tree, const char *name)
{
	return path_normalize(tree->dir, name);
}

void tree_write(const struct tree_fixture *tree, const char *name,
		const char *text)
{
	autofree char *path = tree_path(tree, name);
	autofree char *folder = tree_path(tree, name);

	*strrchr(folder, '/') = '\0';
	assert_null(file_make_dirs(folder));
	assert_null(file_write_atomic(path, text, strlen(text)));
}

const struct unit *tree_unit(const struct tree_fixture *tree,
			     const struct units *units, const char *name)
{
	autofree char *path = tree_path(tree, name);

	vec_for_each(&units->list, unit)
		if (!strcmp(unit->file, path))
			return unit;
	return NULL;
}

const char *tree_skip(const struct tree_fixture *tree,
		      const struct units *units, const char *name)
{
	autofree char *path = tree_path(tree, name);

	vec_for_each(&units->skips, skip)
		if (!strcmp(skip->file, path))
			return skip->why;
	return NULL;
}

char *unit_line(const struct unit *unit)
{
	struct strbuf line = {};

	for (size_t i = 0; i < unit->n_args; i++)
		strbuf_addf(&line, " %s", unit->args[i]);
	return strbuf_take(&line);
}

void expect_dm_error(struct dm_error *err, int code, const char *part)
{
	assert_non_null(err);
	if (err->code != code || !strstr(err->message, part))
		fail_msg("error %d '%s' instead of %d '%s'", err->code,
			 err->message, code, part);
	dm_error_destroy(err);
}
