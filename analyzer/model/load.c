// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "model/alias.h"
#include "model/draft.h"

/* One name of a draft: it becomes a row. */
struct entry {
	const struct model_draft *draft;
	const struct model_word *name;
	struct model_file *file;
	size_t order; /* as read */
};

/*
 * The model while it is made. A layer is the folder, or one vendor's file:
 * its rows replace those of the layers below.
 */
struct build {
	VEC(struct model_file *) files;
	VEC(struct entry) entries;
	struct strmap roles; /* name -> roles it has or had, as bits */
	struct strmap heads; /* name -> entry of this layer + 1 */
	VEC(size_t) next; /* per entry: next of the same name + 1 */
	size_t layer; /* first entry of the layer */
};

static void build_deinit(struct build *b)
{
	vec_for_each(&b->files, f) {
		model_file_deinit(*f);
		free(*f);
	}
	vec_deinit(&b->files);
	vec_deinit(&b->entries);
	vec_deinit(&b->next);
	strmap_deinit(&b->roles);
	strmap_deinit(&b->heads);
}

static uint32_t roles_of(const struct build *b, const char *name)
{
	uint32_t roles = 0;

	strmap_get(&b->roles, name, &roles);
	return roles;
}

static bool ranges_overlap(const struct model_row *a, const struct model_row *b)
{
	return (!a->until || b->since < a->until) &&
	       (!b->until || a->since < b->until) &&
	       (!a->archs || !b->archs || a->archs & b->archs);
}

/* Say so when a row of this layer holds where @e does already. */
static void check_duplicate(struct build *b, const struct entry *e)
{
	uint32_t i = 0;

	for (strmap_get(&b->heads, e->name->text, &i); i;
	     i = b->next.v[i - 1]) {
		const struct entry *other = &b->entries.v[i - 1];

		if (!ranges_overlap(&e->draft->row, &other->draft->row))
			continue;
		model_problem(e->file, e->name->mark,
			      "'%s' has a row for the same versions and "
			      "architectures at %s:%u",
			      e->name->text, other->file->path,
			      other->name->mark.line);
		return;
	}
}

static void add_entry(struct build *b, struct model_file *file,
		      const struct model_draft *d,
		      const struct model_word *name)
{
	struct entry e = {d, name, file, b->entries.n};
	uint32_t head = 0;

	if (d->row.role == ROLE_NONE && !roles_of(b, name->text))
		model_problem(file, name->mark,
			      "'%s' is not in the model, so it cannot be "
			      "removed",
			      name->text);
	check_duplicate(b, &e);
	strmap_get(&b->heads, name->text, &head);
	vec_push(&b->entries, e);
	vec_push(&b->next, head);
	strmap_put(&b->heads, name->text, b->entries.n);
}

static void add_file_entries(struct build *b, struct model_file *file)
{
	vec_for_each(&file->drafts, d) {
		if (d->broken)
			continue;
		vec_for_each(&d->names, name)
			add_entry(b, file, d, name);
	}
}

/* Its bit in a set; roles that undo nothing and test nothing share one. */
static uint32_t role_bit(enum model_role role)
{
	return role <= ROLE_ACCESS ? 1u << role : 1u << 31;
}

/* Names of broken rows count too: a pair with one is no second mistake. */
static void add_file_roles(struct build *b, struct model_file *file)
{
	vec_for_each(&file->drafts, d) {
		uint32_t role = d->broken ? ~0u : role_bit(d->row.role);

		if (d->row.role == ROLE_NONE && !d->broken)
			continue;
		vec_for_each(&d->names, name)
			strmap_put(&b->roles, name->text,
				   roles_of(b, name->text) | role);
	}
}

static void check_pair(struct build *b, struct model_file *file,
		       const struct model_draft *d,
		       const struct model_word *word)
{
	uint32_t roles = roles_of(b, word->text);

	if (!roles)
		model_problem(file, word->mark, "pair '%s' names no row",
			      word->text);
	else if (!(roles & model_undo_roles(d->row.role)))
		model_problem(file, word->mark,
			      "pair '%s' is of another role than what undoes "
			      "'%s'",
			      word->text, model_role_name(d->row.role));
}

static void check_error_test(struct build *b, struct model_file *file,
			     const struct model_word *word)
{
	uint32_t roles = roles_of(b, word->text);

	if (!roles)
		model_problem(file, word->mark, "error_test '%s' names no row",
			      word->text);
	else if (!(roles & 1u << ROLE_ERROR_TEST))
		model_problem(file, word->mark,
			      "error_test '%s' is no row of role 'error_test'",
			      word->text);
}

static void check_file_references(struct build *b, struct model_file *file)
{
	vec_for_each(&file->drafts, d) {
		if (d->broken || !model_undo_roles(d->row.role))
			continue;
		vec_for_each(&d->pairs, word)
			check_pair(b, file, d, word);
		if (d->error_test.text && d->row.role == ROLE_MAP)
			check_error_test(b, file, &d->error_test);
	}
}

/* Take away what the new layer replaces, and its removals. */
static void drop_replaced(struct build *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->entries.n; i++) {
		const struct entry *e = &b->entries.v[i];
		bool replaced = i < b->layer &&
				strmap_get(&b->heads, e->name->text, NULL);

		if (!replaced && e->draft->row.role != ROLE_NONE)
			b->entries.v[n++] = *e;
	}
	b->entries.n = n;
}

/* Make a layer of the files from number @first on. */
static void add_layer(struct build *b, size_t first)
{
	b->layer = b->entries.n;
	strmap_deinit(&b->heads);
	b->next.n = 0;
	for (size_t i = 0; i < b->layer; i++)
		vec_push(&b->next, 0);
	for (size_t i = first; i < b->files.n; i++)
		add_file_entries(b, b->files.v[i]);
	for (size_t i = first; i < b->files.n; i++)
		add_file_roles(b, b->files.v[i]);
	for (size_t i = first; i < b->files.n; i++)
		check_file_references(b, b->files.v[i]);
	drop_replaced(b);
}

static struct dm_error *read_file(struct build *b, const char *path)
{
	struct model_file *file = xcalloc(1, sizeof(*file));
	struct dm_error *err = model_file_read(path, file);

	if (err) {
		free(file);
		return err;
	}
	vec_push(&b->files, file);
	return NULL;
}

static struct dm_error *read_dir(struct build *b, const char *dir)
{
	autofree char *pattern = xasprintf("%s/*.yaml", dir);
	struct dm_error *err = NULL;
	glob_t g;

	switch (glob(pattern, GLOB_ERR, NULL, &g)) {
	case 0:
		break;
	case GLOB_NOMATCH:
		return dm_error(DM_ERR_INPUT, "no model files (*.yaml) in '%s'",
				dir);
	default:
		return dm_error_errno(errno, "cannot read folder '%s'", dir);
	}
	for (size_t i = 0; i < g.gl_pathc && !err; i++)
		err = read_file(b, g.gl_pathv[i]);
	globfree(&g);
	return err;
}

static int compare_problems(const void *a, const void *b)
{
	const struct model_problem *x = a, *y = b;

	if (x->mark.line != y->mark.line)
		return x->mark.line < y->mark.line ? -1 : 1;
	if (x->mark.col != y->mark.col)
		return x->mark.col < y->mark.col ? -1 : 1;
	return strcmp(x->message, y->message);
}

static void sort_problems(struct model_file *file)
{
	if (file->problems.n)
		qsort(file->problems.v, file->problems.n,
		      sizeof(*file->problems.v), compare_problems);
}

/* The first problem of the files from number @first on. */
static struct dm_error *first_problem(struct build *b, size_t first)
{
	for (size_t i = first; i < b->files.n; i++) {
		struct model_file *file = b->files.v[i];
		const struct model_problem *p;

		if (!file->problems.n)
			continue;
		sort_problems(file);
		p = &file->problems.v[0];
		return dm_error(DM_ERR_INPUT, "%s:%u:%u: %s", file->path,
				p->mark.line, p->mark.col, p->message);
	}
	return NULL;
}

static struct dm_error *build_dir(struct build *b, const char *dir)
{
	struct dm_error *err = read_dir(b, dir);

	if (err)
		return err;
	add_layer(b, 0);
	return first_problem(b, 0);
}

static struct dm_error *build_file(struct build *b, const char *path)
{
	size_t first = b->files.n;
	struct dm_error *err = read_file(b, path);

	if (err)
		return err;
	add_layer(b, first);
	return first_problem(b, first);
}

/* By name; of one name the newest first, then as read. */
static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	const struct model_row *p = &x->draft->row, *q = &y->draft->row;
	int c = strcmp(x->name->text, y->name->text);

	if (c)
		return c;
	if (p->until != q->until)
		return !p->until	   ? -1 :
		       !q->until	   ? 1 :
		       p->until > q->until ? -1 :
					     1;
	return x->order < y->order ? -1 : 1;
}

static char *copy(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

/* Names that stand in most files of a tree. */
static bool is_context(enum model_role role)
{
	switch (role) {
	case ROLE_MEM_ALLOC:
	case ROLE_MEM_FREE:
	case ROLE_ACCESS:
	case ROLE_HW_WRITE:
	case ROLE_ISA_DMA:
	case ROLE_LOCK:
	case ROLE_UNLOCK:
	case ROLE_ENTRY:
	case ROLE_HOLDS:
	case ROLE_CLASS_DEVICE:
		return true;
	default:
		return false;
	}
}

static void make_row(const struct entry *e, struct model_row *ret)
{
	const struct model_draft *d = e->draft;

	*ret = d->row;
	ret->function = xstrdup(e->name->text);
	ret->family = copy(d->row.family);
	ret->doc = copy(d->row.doc);
	ret->error_test = copy(d->error_test.text);
	ret->file = xstrdup(e->file->path);
	ret->line = e->name->mark.line;
	ret->n_pairs = d->pairs.n;
	ret->pairs = xcalloc(d->pairs.n, sizeof(*ret->pairs));
	for (size_t i = 0; i < d->pairs.n; i++)
		ret->pairs[i] = xstrdup(d->pairs.v[i].text);
	if (is_context(ret->role))
		ret->flags |= MODEL_CONTEXT;
}

static struct model *make_model(struct build *b)
{
	struct model *m = xcalloc(1, sizeof(*m));

	if (b->entries.n)
		qsort(b->entries.v, b->entries.n, sizeof(*b->entries.v),
		      compare_entries);
	vec_for_each(&b->entries, e) {
		struct model_row *row = vec_add(&m->rows);

		make_row(e, row);
		if (!strmap_get(&m->index, row->function, NULL))
			strmap_put(&m->index, row->function, m->rows.n);
	}
	return m;
}

struct dm_error *model_load(const char *dir, const char *const *extra,
			    size_t n_extra, struct model **ret)
{
	cleanup(build_deinit) struct build b = {};
	struct dm_error *err = build_dir(&b, dir);
	struct model *m;

	for (size_t i = 0; i < n_extra && !err; i++)
		err = build_file(&b, extra[i]);
	if (err)
		return err;
	m = make_model(&b);
	err = model_alias_load(dir, m);
	if (err)
		model_destroy(m);
	else
		*ret = m;
	return err;
}

struct dm_error *model_check(const char *dir, const char *path,
			     void (*say)(const struct model_mistake *mistake,
					 void *ctx),
			     void *ctx)
{
	cleanup(build_deinit) struct build b = {};
	struct dm_error *err = build_dir(&b, dir);
	struct model_file *file;

	if (err)
		return err;
	err = read_file(&b, path);
	if (err)
		return err;
	add_layer(&b, b.files.n - 1);
	file = *vec_last(&b.files);
	sort_problems(file);
	vec_for_each(&file->problems, p) {
		struct model_mistake mistake = {path, p->mark.line, p->mark.col,
						p->message};

		say(&mistake, ctx);
	}
	return NULL;
}

void model_destroy(struct model *m)
{
	if (!m)
		return;
	vec_for_each(&m->rows, row)
		model_row_deinit(row);
	vec_deinit(&m->rows);
	strmap_deinit(&m->index);
	model_alias_unload(m);
	free(m);
}
