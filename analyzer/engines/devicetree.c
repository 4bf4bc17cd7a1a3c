// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/pool.h"
#include "engines/devicetree/blob.h"
#include "engines/devicetree/compile.h"
#include "engines/devicetree/files.h"
#include "engines/devicetree/join.h"
#include "engines/devicetree/places.h"
#include "units/kernel_tree.h"

#define FILE_TIMEOUT 30 /* seconds */
#define FILES_PER_CHILD 64

/* What a child says of a file, as the first byte of its answer. */
enum answer {
	ANSWER_NOTHING = 'n', /* nothing is set aside in it */
	ANSWER_BLOB = 'b', /* a length, the blob, "PATH\tFILE\tLINE\tCOL\n" */
	ANSWER_FAILURE = 'f', /* the reason */
};

struct reading {
	struct devicetree *ret;
	dt_names files;
	struct dt_compiler compiler;
	/* of the parent: what was said of each file */
	struct strbuf *answers;
	char **failures;
};

/* -- in a child ---------------------------------------------------------- */

/* Text without these words sets nothing aside, and is not compiled. */
static bool may_reserve(const struct strbuf *text)
{
	const char *s = strbuf_str(text);

	return strstr(s, "reserved-memory") || strstr(s, "/memreserve/") ||
	       strstr(s, "/include/");
}

static void want(struct strmap *wanted, const char *path)
{
	if (!strmap_get(wanted, path, NULL))
		strmap_put(wanted, path, wanted->n);
}

static void want_nodes(const dt_region_vec *regions, struct strmap *wanted)
{
	vec_for_each(regions, r) {
		if (!(r->flags & DT_MEMRESERVE))
			want(wanted, r->path);
		vec_for_each(&r->users, u)
			want(wanted, u->path);
	}
}

static void answer_places(const struct strmap *wanted,
			  const struct dt_place *places, struct strbuf *out)
{
	for (size_t i = 0; i < wanted->room; i++) {
		const struct strmap_slot *slot = &wanted->slots[i];
		const struct dt_place *p;

		if (!slot->key)
			continue;
		p = &places[slot->value];
		/* a name with these in it would be taken for two */
		if (p->file && !strpbrk(p->file, "\t\n") &&
		    !strpbrk(slot->key, "\t\n"))
			strbuf_addf(out, "%s\t%s\t%u\t%u\n", slot->key, p->file,
				    p->line, p->col);
	}
}

/* Without places it goes on: an older dtc tells none. */
static void add_places(const struct reading *r, const char *file,
		       const struct strbuf *text, const dt_region_vec *regions,
		       struct strbuf *out)
{
	struct strbuf annotated = {};
	struct strmap wanted = {};
	struct dt_place *places;
	struct dm_error *err;

	err = dt_annotate(&r->compiler, file, text, &annotated);
	want_nodes(regions, &wanted);
	places = xcalloc(wanted.n, sizeof(*places));
	if (!err && annotated.len) {
		dt_places_read(annotated.s, &wanted, places);
		answer_places(&wanted, places, out);
	}
	for (size_t i = 0; i < wanted.n; i++)
		free(places[i].file);
	free(places);
	dm_error_destroy(err);
	strbuf_deinit(&annotated);
	strmap_deinit(&wanted);
}

static struct dm_error *answer_blob(const struct reading *r, const char *file,
				    const struct strbuf *text,
				    struct strbuf *out)
{
	struct strbuf blob = {};
	dt_region_vec regions = {};
	struct dm_error *err = dt_compile(&r->compiler, file, text, &blob);
	uint64_t len = blob.len;

	if (!err)
		err = dt_blob_read(strbuf_str(&blob), blob.len, &regions);
	if (err || !regions.n) {
		if (!err)
			strbuf_addc(out, ANSWER_NOTHING);
		strbuf_deinit(&blob);
		return err;
	}
	strbuf_addc(out, ANSWER_BLOB);
	strbuf_add(out, &len, sizeof(len));
	strbuf_add(out, blob.s, blob.len);
	add_places(r, file, text, &regions, out);
	dt_region_vec_deinit(&regions);
	strbuf_deinit(&blob);
	return NULL;
}

static void read_file(size_t job, struct strbuf *out, void *ctx)
{
	const struct reading *r = ctx;
	const char *file = r->files.v[job];
	struct strbuf text = {};
	struct dm_error *err = dt_preprocess(&r->compiler, file, &text);

	if (!err && may_reserve(&text))
		err = answer_blob(r, file, &text, out);
	else if (!err)
		strbuf_addc(out, ANSWER_NOTHING);
	if (err) {
		strbuf_addc(out, ANSWER_FAILURE);
		strbuf_adds(out, err->message);
	}
	dm_error_destroy(err);
	strbuf_deinit(&text);
}

/* -- in the parent -------------------------------------------------------- */

static void take_answer(const struct pool_result *result, void *ctx)
{
	struct reading *r = ctx;
	const char *data = result->data;

	if (result->failure)
		r->failures[result->job] = xstrdup(result->failure);
	else if (!result->len)
		r->failures[result->job] = xstrdup("nothing is said of it");
	else if (*data == ANSWER_FAILURE)
		r->failures[result->job] = xstrndup(data + 1, result->len - 1);
	else
		strbuf_add(&r->answers[result->job], data, result->len);
}

/* "PATH\tFILE\tLINE\tCOL\n", changed in place. */
static void read_places(char *text, struct strmap *index,
			struct dt_place **places)
{
	VEC(struct dt_place) list = {};
	char *line, *rest = text, *save;

	while ((line = strsep(&rest, "\n"))) {
		char *path = strtok_r(line, "\t", &save);
		char *file = path ? strtok_r(NULL, "\t", &save) : NULL;
		char *number = file ? strtok_r(NULL, "\t", &save) : NULL;
		char *col = number ? strtok_r(NULL, "\t", &save) : NULL;

		if (!col)
			continue;
		strmap_put(index, path, list.n);
		vec_push(&list,
			 ((struct dt_place){file, strtoul(number, NULL, 10),
					    strtoul(col, NULL, 10)}));
	}
	*places = list.v;
}

/* The file that the compiler read is what is left where it tells no place. */
static void set_place(struct dt_place *to, const char *path, const char *file,
		      const struct strmap *index, const struct dt_place *places)
{
	uint32_t number;

	if (!strmap_get(index, path, &number)) {
		to->file = xstrdup(file);
		return;
	}
	*to = places[number];
	to->file = xstrdup(to->file);
}

static void set_places(dt_region_vec *regions, const char *file, char *text,
		       bool *lost)
{
	struct strmap index = {};
	struct dt_place *places;

	read_places(text, &index, &places);
	vec_for_each(regions, r) {
		set_place(&r->place, r->path, file, &index, places);
		*lost |= !r->place.line && !(r->flags & DT_MEMRESERVE);
		vec_for_each(&r->users, u)
			set_place(&u->place, u->path, file, &index, places);
	}
	strmap_deinit(&index);
	free(places);
}

/* The blob of an answer is read again here: that is all that a child says. */
static struct dm_error *read_answer(struct strbuf *answer, const char *file,
				    dt_region_vec *ret, bool *lost)
{
	const size_t head = 1 + sizeof(uint64_t);
	struct dm_error *err;
	uint64_t len;

	if (answer->len >= head)
		memcpy(&len, answer->s + 1, sizeof(len));
	if (answer->len < head || len > answer->len - head)
		return dm_error(DM_ERR_INPUT, "its answer is cut short");
	err = dt_blob_read(answer->s + head, len, ret);
	if (err)
		return err;
	set_places(ret, file, answer->s + head + len, lost);
	return NULL;
}

static void add_failure(struct devicetree *dt, const char *file, char *why)
{
	vec_push(&dt->failures, ((struct dt_failure){xstrdup(file), why}));
}

static void join_file(struct reading *r, size_t i, struct dt_join *join)
{
	struct devicetree *dt = r->ret;
	const char *file = r->files.v[i];
	struct strbuf *answer = &r->answers[i];
	dt_region_vec regions = {};
	struct dm_error *err;
	bool lost = false;

	if (answer->s[0] == ANSWER_NOTHING) {
		dt->without++;
	} else {
		err = read_answer(answer, file, &regions, &lost);
		if (err) {
			add_failure(dt, file, xstrdup(err->message));
			dm_error_destroy(err);
			return;
		}
		dt->places_lost += lost;
	}
	vec_push(&dt->trees, xstrdup(file));
	dt_join_add(join, &regions, dt->trees.n - 1);
}

static void join_files(struct reading *r)
{
	struct dt_join join = {};

	for (size_t i = 0; i < r->files.n; i++) {
		if (r->failures[i])
			add_failure(r->ret, r->files.v[i],
				    take_ptr(r->failures[i]));
		else if (r->answers[i].len)
			join_file(r, i, &join);
		strbuf_deinit(&r->answers[i]);
	}
	dt_join_end(&join, r->ret);
}

static struct dm_error *read_files(struct reading *r,
				   const struct devicetree_options *options,
				   bool *interrupted)
{
	const struct pool_work work = {read_file, take_answer, r};
	const struct pool_options pool = {
		.jobs = options->jobs,
		.per_child = FILES_PER_CHILD,
		/* three programs, each of which ends by itself before */
		.timeout = 3 * r->compiler.timeout + 10,
	};
	struct dm_error *err;

	r->answers = xcalloc(r->files.n, sizeof(*r->answers));
	r->failures = xcalloc(r->files.n, sizeof(*r->failures));
	err = pool_run(r->files.n, &work, &pool, interrupted);
	if (!err)
		join_files(r);
	free(r->answers);
	free(r->failures);
	return err;
}

struct dm_error *devicetree_read(const struct devicetree_options *options,
				 struct devicetree *ret, bool *interrupted)
{
	struct reading r = {.ret = ret};
	struct devicetree_options here = *options;
	autofree char *folder = path_normalize(NULL, options->root);
	autofree char *above = kernel_tree_is(folder) ?
				       NULL :
				       kernel_tree_above(folder);
	struct dm_error *err;

	/* what a part of a kernel tree includes is all over that */
	if (above && !options->n_paths) {
		here.paths = (const char *const *)&folder;
		here.n_paths = 1;
	}
	ret->root = above ? take_ptr(above) : xstrdup(folder);
	err = dt_files_list(&here, ret->root, &r.files);
	if (!err)
		err = dt_compiler_init(&r.compiler, ret->root,
				       options->timeout ? options->timeout :
							  FILE_TIMEOUT);
	if (!err) {
		ret->found = r.files.n;
		err = read_files(&r, options, interrupted);
	}
	dt_compiler_deinit(&r.compiler);
	dt_names_deinit(&r.files);
	return err;
}

void devicetree_deinit(struct devicetree *dt)
{
	free(dt->root);
	free(dt->prefix);
	dt_names_deinit(&dt->trees);
	vec_for_each(&dt->failures, f) {
		free(f->file);
		free(f->why);
	}
	vec_deinit(&dt->failures);
	vec_for_each(&dt->regions, r)
		dt_region_deinit(r);
	vec_deinit(&dt->regions);
	strmap_deinit(&dt->by_compatible);
	vec_for_each(&dt->uses, uses)
		vec_deinit(uses);
	vec_deinit(&dt->uses);
	strmap_deinit(&dt->drivers);
	vec_for_each(&dt->driver_places, places) {
		vec_for_each(places, p)
			free(p->file);
		vec_deinit(places);
	}
	vec_deinit(&dt->driver_places);
}

void devicetree_name_from(struct devicetree *dt, const char *root)
{
	const char *below = path_below(root, dt->root);

	free(dt->prefix);
	if (!strcmp(root, dt->root))
		dt->prefix = xstrdup("");
	else
		dt->prefix = xasprintf("%s/", below ? below : dt->root);
}

char *devicetree_place_name(const struct devicetree *dt,
			    const struct dt_place *place)
{
	/* what is above the root is named from "/" already */
	if (place->file[0] == '/' || !dt->prefix)
		return xstrdup(place->file);
	return xasprintf("%s%s", dt->prefix, place->file);
}

const struct dt_use *devicetree_uses(const struct devicetree *dt,
				     const char *compatible, size_t *n)
{
	uint32_t number;

	*n = 0;
	if (!strmap_get(&dt->by_compatible, compatible, &number))
		return NULL;
	*n = dt->uses.v[number].n;
	return dt->uses.v[number].v;
}
