// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/jsonw.h"
#include "units/kernel_flags.h"
#include "units/make_dry_run.h"

#define TARGETS_LIMIT (1 << 20)

/* A line of dmalias.targets. */
struct covered {
	unsigned int database;
	char *target;
};

typedef VEC(struct covered) covered_vec;

static void covered_deinit(covered_vec *list)
{
	vec_for_each(list, it)
		free(it->target);
	vec_deinit(list);
}

static char *targets_path(const char *objtree)
{
	return xasprintf("%s/dmalias.targets", objtree);
}

static char *database_path(const char *objtree, unsigned int n)
{
	return xasprintf("%s/dmalias-%u.json", objtree, n);
}

/* A database that is gone does not count. */
static void read_covered(const char *objtree, covered_vec *ret)
{
	autofree char *path = targets_path(objtree);
	autofree char *text = NULL;
	char *save = NULL, *line;
	struct dm_error *err;

	err = file_read(path, TARGETS_LIMIT, &text, NULL);
	if (err) {
		dm_error_destroy(err);
		return;
	}
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		char *end;
		unsigned int n = strtoul(line, &end, 10);
		autofree char *database = database_path(objtree, n);

		if (*end == ' ' && file_exists(database))
			vec_push(ret, (struct covered){n, xstrdup(end + 1)});
	}
}

static struct dm_error *write_covered(const char *objtree,
				      const covered_vec *list)
{
	autofree char *path = targets_path(objtree);
	struct strbuf text = {};
	struct dm_error *err;

	vec_for_each(list, it)
		strbuf_addf(&text, "%u %s\n", it->database, it->target);
	err = file_write_atomic(path, strbuf_str(&text), text.len);
	strbuf_deinit(&text);
	return err;
}

struct dm_error *kernel_flags_reset(const char *objtree)
{
	autofree char *path = targets_path(objtree);
	covered_vec list = {};

	read_covered(objtree, &list);
	vec_for_each(&list, it) {
		autofree char *database = database_path(objtree, it->database);

		unlink(database);
	}
	covered_deinit(&list);
	if (unlink(path) < 0 && errno != ENOENT)
		return dm_error_errno(errno, "cannot remove '%s'", path);
	return NULL;
}

static bool has_makefile(const char *folder)
{
	autofree char *makefile = xasprintf("%s/Makefile", folder);
	autofree char *kbuild = xasprintf("%s/Kbuild", folder);

	return file_exists(makefile) || file_exists(kbuild);
}

char *kernel_flags_target(const char *root, const char *path)
{
	char *folder = file_is_dir(path) ? xstrdup(path) : path_folder(path);
	char *target;

	while (path_below(root, folder) && !has_makefile(folder)) {
		char *parent = path_folder(folder);

		free(folder);
		folder = parent;
	}
	target = path_below(root, folder) ?
			 xasprintf("%s/", path_below(root, folder)) :
			 xstrdup("");
	free(folder);
	return target;
}

static const struct covered *find_covered(const covered_vec *list,
					  const char *target)
{
	vec_for_each(list, it)
		if (!strncmp(it->target, target, strlen(it->target)))
			return it;
	return NULL;
}

/* A database that is being written. */
struct database {
	struct jsonw json;
	const char *objtree;
	struct make_dry_run run;
};

static void write_call(const char *file, struct shell_words *words, void *ctx)
{
	struct database *db = ctx;
	char **argv = shell_words_list(words, NULL);

	jsonw_object(&db->json, NULL);
	jsonw_str(&db->json, "directory", db->objtree);
	jsonw_str(&db->json, "file", file);
	jsonw_array(&db->json, "arguments");
	for (; *argv; argv++)
		jsonw_str(&db->json, NULL, *argv);
	jsonw_end(&db->json);
	jsonw_end(&db->json);
}

/* An entry without a file: reading the database will count it as skipped. */
static void write_lost(const char *line, void *ctx)
{
	struct database *db = ctx;

	jsonw_object(&db->json, NULL);
	jsonw_str(&db->json, "lost", line);
	jsonw_end(&db->json);
}

static void write_database(const char *objtree, FILE *from, FILE *to)
{
	struct database db = {.objtree = objtree};
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	db.run.call = write_call;
	db.run.lost = write_lost;
	db.run.ctx = &db;
	jsonw_init(&db.json, to);
	jsonw_array(&db.json, NULL);
	while ((n = getline(&line, &room, from)) > 0) {
		n -= line[n - 1] == '\n';
		line[n] = '\0';
		make_dry_run_line(&db.run, line, n);
	}
	jsonw_end(&db.json);
	jsonw_finish(&db.json);
	make_dry_run_deinit(&db.run);
	free(line);
}

/* Return: 0 or an errno; @to is closed. */
static int convert_to(const char *objtree, const char *output, FILE *to)
{
	FILE *from = fopen(output, "re");
	int error = 0;

	if (from) {
		write_database(objtree, from, to);
		fclose(from);
		error = ferror(to) ? EIO : 0;
	} else {
		error = errno;
	}
	if (fclose(to) != 0 && !error)
		error = errno;
	return error;
}

/* Turn the output of make -n into a database. */
static struct dm_error *convert(const char *objtree, const char *output,
				const char *path)
{
	autofree char *tmp = xasprintf("%s.tmp", path);
	FILE *to = fopen(tmp, "we");
	int error;

	if (!to)
		return dm_error_errno(errno, "cannot write '%s'", tmp);
	error = convert_to(objtree, output, to);
	if (!error && rename(tmp, path) < 0)
		error = errno;
	if (!error)
		return NULL;
	unlink(tmp);
	return dm_error_errno(error, "cannot make '%s'", path);
}

static struct dm_error *make_database(const struct kernel_make *make,
				      const char *const *targets,
				      const char *path)
{
	autofree char *output = xasprintf("%s.out", path);
	struct dm_error *err = kernel_make_dry_run(make, targets, output);

	if (!err)
		err = convert(make->objtree, output, path);
	unlink(output);
	return err;
}

static unsigned int free_number(const covered_vec *list)
{
	unsigned int n = 0;

	vec_for_each(list, it)
		if (it->database > n)
			n = it->database;
	return n + 1;
}

/* Run make -n for targets that are not covered, and cover them. */
static struct dm_error *cover(const struct unit_search *search,
			      const struct kernel_make *make,
			      const path_vec *missing, covered_vec *list)
{
	unsigned int n = free_number(list);
	autofree char *path = database_path(make->objtree, n);
	VEC(const char *) argv = {};
	struct strbuf names = {};
	struct dm_error *err;

	vec_for_each(missing, target) {
		vec_push(&argv, *target);
		strbuf_addf(&names, " %s", *target);
	}
	vec_push(&argv, NULL);
	unit_search_progress(search, "make -n%s in %s", strbuf_str(&names),
			     make->objtree);
	err = make_database(make, argv.v, path);
	if (!err)
		vec_for_each(missing, target)
			vec_push(list, (struct covered){n, xstrdup(*target)});
	if (!err)
		err = write_covered(make->objtree, list);
	strbuf_deinit(&names);
	vec_deinit(&argv);
	return err;
}

/* Whether another of @targets compiles what @target does. */
static bool is_redundant(const path_vec *targets, size_t target)
{
	const char *this = targets->v[target];

	for (size_t i = 0; i < targets->n; i++) {
		const char *other = targets->v[i];

		if (i != target && !strncmp(other, this, strlen(other)) &&
		    (strcmp(other, this) != 0 || i < target))
			return true;
	}
	return false;
}

static void find_databases(const char *objtree, const covered_vec *list,
			   const path_vec *targets, path_vec *ret)
{
	vec_for_each(targets, target) {
		const struct covered *it = find_covered(list, *target);
		char *path;
		bool known = false;

		if (!it)
			continue;
		path = database_path(objtree, it->database);
		vec_for_each(ret, old)
			known |= !strcmp(*old, path);
		if (known)
			free(path);
		else
			vec_push(ret, path);
	}
}

struct dm_error *kernel_flags_get(const struct unit_search *search,
				  const struct kernel_make *make,
				  const path_vec *targets, path_vec *ret)
{
	struct dm_error *err = NULL;
	covered_vec list = {};
	path_vec missing = {};

	read_covered(make->objtree, &list);
	for (size_t i = 0; i < targets->n; i++)
		if (!is_redundant(targets, i) &&
		    !find_covered(&list, targets->v[i]))
			vec_push(&missing, targets->v[i]);
	if (missing.n)
		err = cover(search, make, &missing, &list);
	if (!err)
		find_databases(make->objtree, &list, targets, ret);
	vec_deinit(&missing);
	covered_deinit(&list);
	return err;
}
