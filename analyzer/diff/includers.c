// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fts.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/vec.h"
#include "diff/includers.h"
#include "units/unit_search.h"

#define SOURCE_LIMIT (64u << 20)

typedef VEC(uint32_t) number_vec;

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool is_source(const char *name)
{
	size_t n = strlen(name);

	return n > 2 && name[n - 2] == '.' &&
	       (name[n - 1] == 'c' || name[n - 1] == 'h');
}

/* What has C that is not of the kernel, or is not to be read at all. */
static bool is_left_out(const char *below)
{
	static const char *const names[] = {".git",	"Documentation",
					    "LICENSES", "samples",
					    "scripts",	"tools"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(below, names[i]))
			return true;
	return false;
}

char *includers_scope(const char *path)
{
	const char *slash = strchr(path, '/');

	if (!strncmp(path, "include/", 8) || strstr(path, "/include/") ||
	    !slash)
		return xstrdup("");
	slash = strchrnul(slash + 1, '/');
	return xstrndup(path,
			*slash ? slash - path : strrchr(path, '/') - path);
}

static void add_edge(struct includers *in, uint32_t file, const char *name,
		     size_t len, bool quoted)
{
	struct include_edge edge = {file, xstrndup(name, len), 0, quoted};

	strmap_get(&in->by_name, base_name(edge.name), &edge.next);
	vec_push(&in->edges, edge);
	strmap_put(&in->by_name, base_name(edge.name), in->edges.n);
}

static const char *skip_blanks(const char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;
	return s;
}

/* @s is behind a '#' that starts a line. */
static void read_directive(struct includers *in, uint32_t file, const char *s)
{
	const char *end;

	s = skip_blanks(s);
	if (strncmp(s, "include", 7) != 0)
		return;
	s = skip_blanks(s + 7);
	if (*s != '"' && *s != '<')
		return;
	end = s + 1 + strcspn(s + 1, "\"<>\n");
	if (end > s + 1 && *end != '\n' && *end)
		add_edge(in, file, s + 1, end - s - 1, *s == '"');
}

static bool starts_line(const char *text, const char *s)
{
	while (s > text && (s[-1] == ' ' || s[-1] == '\t'))
		s--;
	return s == text || s[-1] == '\n';
}

static void read_file(struct includers *in, const char *full, const char *below)
{
	autofree char *text = NULL;
	struct dm_error *err = file_read(full, SOURCE_LIMIT, &text, NULL);

	if (err) { /* the unit that needs it will say so */
		dm_error_destroy(err);
		return;
	}
	vec_push(&in->paths, xstrdup(below));
	strmap_put(&in->files, below, in->paths.n);
	for (const char *s = strchr(text, '#'); s; s = strchr(s + 1, '#'))
		if (starts_line(text, s))
			read_directive(in, in->paths.n - 1, s + 1);
}

static void visit(struct includers *in, FTS *walk, FTSENT *entry)
{
	const char *below = path_below(in->root, entry->fts_path);

	if (!below)
		return;
	if (entry->fts_info == FTS_D && is_left_out(below))
		fts_set(walk, entry, FTS_SKIP);
	if (entry->fts_info == FTS_F && is_source(entry->fts_name) &&
	    !strmap_get(&in->files, below, NULL))
		read_file(in, entry->fts_path, below);
}

struct dm_error *includers_scan(struct includers *in, const char *folder)
{
	autofree char *full = path_normalize(in->root, folder);
	char *const roots[] = {full, NULL};
	FTSENT *entry;
	FTS *walk;

	if (!strmap_put(&in->scanned, folder, 1) || !file_is_dir(full))
		return NULL;
	walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	if (!walk)
		return dm_error_errno(errno, "cannot read folder '%s'", full);
	while ((entry = fts_read(walk)))
		visit(in, walk, entry);
	fts_close(walk);
	return NULL;
}

/* Whether @path is @name or ends in "/name", leading "../" not counted. */
static bool ends_in(const char *path, const char *name)
{
	size_t n, len = strlen(path);

	while (!strncmp(name, "../", 3) || !strncmp(name, "./", 2))
		name += *name == '.' && name[1] == '.' ? 3 : 2;
	n = strlen(name);
	if (n > len || strcmp(path + len - n, name) != 0)
		return false;
	return n == len || path[len - n - 1] == '/';
}

static bool is_meant(const struct includers *in, const struct include_edge *e,
		     const char *path)
{
	autofree char *folder = path_folder(in->paths.v[e->file]);
	autofree char *base = xasprintf("/%s", folder);
	autofree char *beside = path_normalize(base, e->name);

	if (e->quoted && !strcmp(beside + 1, path))
		return true;
	if (e->quoted && strmap_get(&in->files, beside + 1, NULL))
		return false;
	return ends_in(path, e->name);
}

/* Add to @todo the files that include @path and were not seen. */
static void find_direct(const struct includers *in, const char *path,
			struct strmap *seen, number_vec *todo)
{
	uint32_t at = 0;

	strmap_get(&in->by_name, base_name(path), &at);
	while (at) {
		const struct include_edge *e = &in->edges.v[at - 1];

		if (is_meant(in, e, path) &&
		    strmap_put(seen, in->paths.v[e->file], 1))
			vec_push(todo, e->file);
		at = e->next;
	}
}

void includers_find(const struct includers *in, const char *path,
		    struct strmap *ret)
{
	struct strmap seen = {};
	number_vec todo = {};

	strmap_put(&seen, path, 1);
	find_direct(in, path, &seen, &todo);
	for (size_t i = 0; i < todo.n; i++) {
		const char *file = in->paths.v[todo.v[i]];

		if (is_c_file(file))
			strmap_put(ret, file, 1);
		find_direct(in, file, &seen, &todo);
	}
	strmap_deinit(&seen);
	vec_deinit(&todo);
}

void includers_deinit(struct includers *in)
{
	strmap_deinit(&in->scanned);
	strmap_deinit(&in->files);
	vec_for_each(&in->paths, path)
		free(*path);
	vec_deinit(&in->paths);
	strmap_deinit(&in->by_name);
	vec_for_each(&in->edges, edge)
		free(edge->name);
	vec_deinit(&in->edges);
}
