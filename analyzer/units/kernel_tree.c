// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "units/flags.h"
#include "units/kernel_tree.h"
#include "units/unit_search.h"

#define MAKEFILE_LIMIT (1 << 20)

static bool has_file(const char *folder, const char *name)
{
	autofree char *path = xasprintf("%s/%s", folder, name);

	return file_exists(path);
}

bool kernel_tree_is(const char *folder)
{
	return has_file(folder, "Kconfig") && has_file(folder, "Makefile") &&
	       has_file(folder, "include/linux/kernel.h") &&
	       has_file(folder, "scripts/Makefile.build");
}

static char *read_makefile(const char *folder)
{
	autofree char *path = xasprintf("%s/Makefile", folder);
	struct dm_error *err;
	char *text;

	err = file_read(path, MAKEFILE_LIMIT, &text, NULL);
	if (!err)
		return text;
	dm_error_destroy(err);
	return NULL;
}

/* The value of "NAME = value" at the start of a line, "" when empty. */
static char *makefile_value(const char *text, const char *name)
{
	size_t n = strlen(name);

	for (const char *s = text; s; s = strchr(s, '\n')) {
		s += *s == '\n';
		if (strncmp(s, name, n) != 0)
			continue;
		s += n + strspn(s + n, " \t:");
		if (*s != '=')
			continue;
		s += 1 + strspn(s + 1, " \t");
		return xstrndup(s, strcspn(s, " \t\r\n#"));
	}
	return NULL;
}

static bool is_number(const char *s)
{
	return s && *s && strspn(s, "0123456789") == strlen(s);
}

char *kernel_tree_release(const char *root)
{
	autofree char *text = read_makefile(root);
	autofree char *version = NULL, *patch = NULL, *sub = NULL,
		      *extra = NULL;

	if (!text)
		return NULL;
	version = makefile_value(text, "VERSION");
	patch = makefile_value(text, "PATCHLEVEL");
	sub = makefile_value(text, "SUBLEVEL");
	extra = makefile_value(text, "EXTRAVERSION");
	if (!is_number(version) || !is_number(patch))
		return NULL;
	return xasprintf("%s.%s%s%s%s", version, patch,
			 is_number(sub) ? "." : "", is_number(sub) ? sub : "",
			 extra ? extra : "");
}

/* "X/include/linux/kconfig.h" -> X, made absolute. */
static char *strip_suffix(const char *path, const char *suffix,
			  const char *directory)
{
	autofree char *full = path_normalize(directory, path);
	size_t n = strlen(full), m = strlen(suffix);

	if (n <= m || strcmp(full + n - m, suffix) != 0)
		return NULL;
	return xstrndup(full, n - m);
}

char *kernel_tree_of_unit(const struct unit *unit)
{
	char *root = NULL;

	for (size_t i = 0; i < unit->n_args && !root; i++) {
		if (strcmp(unit->args[i], "-include") || i + 1 == unit->n_args)
			continue;
		root = strip_suffix(unit->args[++i], "/include/linux/kconfig.h",
				    unit->directory);
	}
	for (size_t i = 0; i < unit->n_args && !root; i++) {
		const char *folder =
			flags_value(unit->args, unit->n_args, &i, "-I");

		if (folder)
			root = strip_suffix(folder, "/include",
					    unit->directory);
		if (root && !kernel_tree_is(root)) {
			free(root);
			root = NULL;
		}
	}
	return root;
}

/* The tree of "include /path/Makefile", as kbuild writes it for O=. */
static char *included_tree(const char *objtree)
{
	autofree char *text = read_makefile(objtree);
	const char *s = text;

	while (s && strncmp(s, "include ", 8) != 0) {
		s = strchr(s, '\n');
		s += s != NULL;
	}
	if (!s)
		return NULL;
	autofree char *path = xstrndup(s + 8, strcspn(s + 8, " \t\r\n"));

	return strip_suffix(path, "/Makefile", objtree);
}

/* The tree of "MAKEARGS := -C /path", of scripts/mkmakefile before 5.6. */
static char *mkmakefile_tree(const char *objtree)
{
	static const char start[] = "MAKEARGS := -C ";
	autofree char *text = read_makefile(objtree);
	const char *s = text ? strstr(text, start) : NULL;

	if (!s)
		return NULL;
	s += strlen(start);
	return xstrndup(s, strcspn(s, " \t\r\n"));
}

static char *checked_tree(char *root)
{
	if (root && kernel_tree_is(root))
		return root;
	free(root);
	return NULL;
}

char *kernel_tree_of_objtree(const char *objtree)
{
	autofree char *link = xasprintf("%s/source", objtree);
	char *root;

	if (kernel_tree_is(objtree))
		return path_normalize(NULL, objtree);
	root = checked_tree(realpath(link, NULL));
	if (root)
		return root;
	root = checked_tree(included_tree(objtree));
	if (root)
		return root;
	return checked_tree(mkmakefile_tree(objtree));
}

char *kernel_tree_above(const char *path)
{
	char *folder = path_folder(path);

	while (strcmp(folder, "/") != 0) {
		char *parent;

		if (kernel_tree_is(folder))
			return folder;
		parent = path_folder(folder);
		free(folder);
		folder = parent;
	}
	free(folder);
	return NULL;
}
