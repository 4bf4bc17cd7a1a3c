// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "audit/tree.h"
#include "base/error.h"
#include "base/file.h"

void tree_skip(struct audit_tree *t, const char *path, bool lost,
	       const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vec_push(&t->skips, (struct tree_skip){.path = xstrdup(path),
					       .why = xvasprintf(fmt, ap),
					       .lost = lost});
	va_end(ap);
}

static bool ends_in(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n > m && !strcmp(name + n - m, end);
}

static void add_file(struct audit_tree *t, const FTSENT *entry,
		     const char *path)
{
	const char *name = entry->fts_name;
	const struct tree_file file = {NULL, entry->fts_statp->st_size};
	tree_file_vec *list = NULL;

	if (ends_in(name, ".c") && !ends_in(name, ".mod.c"))
		list = &t->sources;
	else if (ends_in(name, ".h"))
		list = &t->headers;
	if (list) {
		vec_push(list, file);
		vec_last(list)->path = xstrdup(path);
	} else if (ends_in(name, ".dts")) {
		t->device_trees++;
	} else if (ends_in(name, ".S")) {
		t->assembler++;
	} else {
		t->others++;
	}
}

static void add_entry(struct audit_tree *t, const FTSENT *entry)
{
	const char *path = path_below(t->root, entry->fts_path);

	switch (entry->fts_info) {
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		tree_skip(t, path ? path : ".", true, "%s",
			  strerror(entry->fts_errno));
		break;
	case FTS_SL:
	case FTS_SLNONE:
		t->links++;
		break;
	case FTS_F:
		if (path)
			add_file(t, entry, path);
		break;
	case FTS_DEFAULT: /* a device, a pipe, a socket */
		tree_skip(t, path ? path : ".", false, "not a file");
		break;
	default:
		break;
	}
}

static int compare_files(const void *a, const void *b)
{
	const struct tree_file *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static void sort_files(tree_file_vec *v)
{
	if (v->n)
		qsort(v->v, v->n, sizeof(*v->v), compare_files);
}

static bool is_version_folder(const FTSENT *entry)
{
	return entry->fts_level > 0 && (!strcmp(entry->fts_name, ".git") ||
					!strcmp(entry->fts_name, ".repo"));
}

static struct dm_error *list_files(struct audit_tree *t)
{
	char *const roots[] = {t->root, NULL};
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *entry;

	if (!walk)
		return dm_error_errno(errno, "cannot read folder '%s'",
				      t->root);
	while ((entry = fts_read(walk))) {
		if (entry->fts_info == FTS_D && is_version_folder(entry))
			fts_set(walk, entry, FTS_SKIP);
		else
			add_entry(t, entry);
	}
	fts_close(walk);
	sort_files(&t->sources);
	sort_files(&t->headers);
	return NULL;
}

/* "VERSION = 2": the number behind it, or -1. */
static long makefile_number(const char *text, const char *name)
{
	const char *s = text;

	while ((s = strstr(s, name))) {
		const char *value = s + strlen(name);

		value += strspn(value, " \t");
		if ((s == text || s[-1] == '\n') && *value == '=')
			return strtol(value + 1, NULL, 10);
		s++;
	}
	return -1;
}

static void read_release(struct audit_tree *t)
{
	autofree char *path = xasprintf("%s/Makefile", t->root);
	autofree char *text = NULL;
	struct dm_error *err = file_read(path, 1 << 20, &text, NULL);
	long major, minor, patch;

	dm_error_destroy(err);
	if (err)
		return;
	major = makefile_number(text, "VERSION");
	minor = makefile_number(text, "PATCHLEVEL");
	patch = makefile_number(text, "SUBLEVEL");
	if (major > 0 && major < 100 && minor >= 0 && minor < 1000)
		t->release = xasprintf("%ld.%ld.%ld", major, minor,
				       patch < 0 ? 0 : patch);
}

static bool has(const struct audit_tree *t, const char *name)
{
	autofree char *path = xasprintf("%s/%s", t->root, name);

	return file_exists(path);
}

struct dm_error *tree_read(const char *path, struct audit_tree *ret)
{
	autofree char *given = path_normalize(NULL, path);
	struct dm_error *err;

	if (!file_exists(given))
		return dm_error(DM_ERR_USAGE, "'%s' does not exist", path);
	if (!file_is_dir(given))
		return dm_error(DM_ERR_USAGE, "'%s' is no folder", path);
	/* the folder itself may be a link; nothing in it is followed */
	ret->root = realpath(given, NULL);
	if (!ret->root)
		return dm_error_errno(errno, "cannot read folder '%s'", path);
	err = list_files(ret);
	if (err)
		return err;
	if (!ret->sources.n && ret->skips.n)
		return dm_error(DM_ERR_IO, "cannot read '%s': %s",
				ret->skips.v[0].path, ret->skips.v[0].why);
	if (!ret->sources.n)
		return dm_error(DM_ERR_USAGE, "no C file in '%s'", path);
	read_release(ret);
	ret->kernel = has(ret, "Kconfig") || has(ret, "arch");
	ret->kernel = ret->kernel && has(ret, "Makefile") && ret->release;
	return NULL;
}

static void files_deinit(tree_file_vec *v)
{
	vec_for_each(v, f)
		free(f->path);
	vec_deinit(v);
}

void tree_deinit(struct audit_tree *t)
{
	files_deinit(&t->sources);
	files_deinit(&t->headers);
	vec_for_each(&t->skips, s) {
		free(s->path);
		free(s->why);
	}
	vec_deinit(&t->skips);
	free(t->root);
	free(t->release);
}
