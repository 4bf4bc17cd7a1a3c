// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "engines/devicetree.h"

#define SOURCE_LIMIT (16 << 20)
#define COMPATIBLE_MAX 128 /* of struct of_device_id, 6.1 */

/* A source that is searched. */
struct source {
	struct devicetree *dt;
	const char *file; /* relative */
	const char *text;
};

static void add_driver(const struct source *s, const char *compatible,
		       const char *at)
{
	struct devicetree *dt = s->dt;
	struct dt_place place = {.file = xstrdup(s->file), .line = 1, .col = 1};
	uint32_t number;

	for (const char *c = s->text; c < at; c++) {
		place.line += *c == '\n';
		place.col = *c == '\n' ? 1 : place.col + 1;
	}
	if (!strmap_get(&dt->drivers, compatible, &number)) {
		number = dt->driver_places.n;
		strmap_put(&dt->drivers, compatible, number);
		vec_add(&dt->driver_places);
	}
	vec_push(&dt->driver_places.v[number], place);
}

/*
 * The string behind ".compatible =" of an of_device_id table, or behind the
 * name in RESERVEDMEM_OF_DECLARE(name, "string", ...) and its kin.
 */
static void take_string(const struct source *s, const char *quote)
{
	char name[COMPATIBLE_MAX];
	size_t n = strcspn(quote + 1, "\"\n");

	if (quote[1 + n] != '"' || n >= sizeof(name))
		return;
	memcpy(name, quote + 1, n);
	name[n] = '\0';
	if (strmap_get(&s->dt->by_compatible, name, NULL))
		add_driver(s, name, quote);
}

static void search_text(const struct source *s)
{
	const char *hit = s->text;

	while ((hit = strstr(hit, ".compatible"))) {
		hit += strlen(".compatible");
		hit += strspn(hit, " \t");
		if (*hit != '=')
			continue;
		hit += 1 + strspn(hit + 1, " \t\n");
		if (*hit == '"')
			take_string(s, hit);
	}
	hit = s->text;
	while ((hit = strstr(hit, "_OF_DECLARE("))) {
		hit += strcspn(hit, "\"\n;");
		if (*hit == '"')
			take_string(s, hit);
	}
}

static void search_file(struct devicetree *dt, const char *path)
{
	const char *below = path_below(dt->root, path);
	struct source s = {.dt = dt, .file = below ? below : path};
	autofree char *text = NULL;
	struct dm_error *err = file_read(path, SOURCE_LIMIT, &text, NULL);

	/* no driver is told of where there is none to be read */
	if (err)
		dm_warn("%s", err->message);
	dm_error_destroy(err);
	s.text = text;
	if (text)
		search_text(&s);
}

static struct dm_error *search_folder(struct devicetree *dt, const char *folder)
{
	char *const roots[] = {(char *)folder, NULL};
	FTS *walk =
		fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_NOSTAT, NULL);
	FTSENT *entry;

	if (!walk)
		return dm_error_errno(errno, "cannot read folder '%s'", folder);
	while ((entry = fts_read(walk))) {
		if (entry->fts_info != FTS_F && entry->fts_info != FTS_NSOK)
			continue;
		if (entry->fts_namelen > 2 &&
		    !strcmp(entry->fts_name + entry->fts_namelen - 2, ".c"))
			search_file(dt, entry->fts_path);
	}
	fts_close(walk);
	return NULL;
}

static int compare_places(const void *x, const void *y)
{
	const struct dt_place *a = x, *b = y;
	int diff = strcmp(a->file, b->file);

	return diff ? diff : (a->line > b->line) - (a->line < b->line);
}

struct dm_error *devicetree_find_drivers(struct devicetree *dt)
{
	static const char *const folders[] = {"arch", "drivers", "fs", "kernel",
					      "sound"};
	struct dm_error *err = NULL;
	bool found = false;

	if (!dt->by_compatible.n)
		return NULL;
	for (size_t i = 0; !err && i < ARRAY_SIZE(folders); i++) {
		autofree char *folder = path_normalize(dt->root, folders[i]);

		if (!file_is_dir(folder))
			continue;
		found = true;
		err = search_folder(dt, folder);
	}
	if (!found)
		err = search_folder(dt, dt->root);
	vec_for_each(&dt->driver_places, places)
		qsort(places->v, places->n, sizeof(*places->v), compare_places);
	return err;
}

const struct dt_place *devicetree_drivers(const struct devicetree *dt,
					  const char *compatible, size_t *n)
{
	uint32_t number;

	*n = 0;
	if (!strmap_get(&dt->drivers, compatible, &number))
		return NULL;
	*n = dt->driver_places.v[number].n;
	return dt->driver_places.v[number].v;
}
