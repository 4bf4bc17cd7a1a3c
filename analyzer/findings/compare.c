// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/strbuf.h"
#include "findings/compare.h"

void path_rename_vec_deinit(path_rename_vec *v)
{
	vec_for_each(v, r) {
		free(r->from);
		free(r->to);
	}
	vec_deinit(v);
}

const char *path_renamed(const path_rename_vec *renames, const char *path)
{
	if (renames)
		vec_for_each(renames, r)
			if (!strcmp(r->from, path))
				return r->to;
	return path;
}

/* What has to be equal, from the strictest to the loosest. */
enum key_part {
	KEY_PATH = 1,
	KEY_FUNCTION = 2,
	KEY_STATEMENT = 4,
	KEY_MESSAGE = 8,
};

static const unsigned int passes[] = {
	/* the fingerprint, the ordinal being the order of the lists */
	KEY_PATH | KEY_FUNCTION | KEY_STATEMENT,
	KEY_PATH | KEY_FUNCTION | KEY_MESSAGE,
	KEY_FUNCTION | KEY_STATEMENT,
	KEY_PATH | KEY_STATEMENT,
};

static char *make_key(const struct finding *f, const char *path,
		      unsigned int parts)
{
	struct strbuf key = {};

	strbuf_addf(&key, "%s\n", f->rule->id);
	if (parts & KEY_PATH)
		strbuf_adds(&key, path);
	strbuf_addc(&key, '\n');
	if ((parts & KEY_FUNCTION) && f->function)
		strbuf_adds(&key, f->function);
	strbuf_addc(&key, '\n');
	if (parts & KEY_STATEMENT)
		finding_add_statement(f, &key);
	strbuf_addc(&key, '\n');
	if (parts & KEY_MESSAGE)
		strbuf_adds(&key, f->message);
	return strbuf_take(&key);
}

/* What a loose comparison holds on to must be there. */
static bool has_parts(const struct finding *f, unsigned int parts)
{
	if (parts == passes[0])
		return true;
	if ((parts & KEY_FUNCTION) && !f->function)
		return false;
	return !(parts & KEY_STATEMENT) || (f->statement && *f->statement);
}

/* Findings of the list before that wait for their match, by key: the first
 * of a chain of equals, each with the number + 1 of the next. */
struct waiting {
	struct strmap first;
	uint32_t *next;
};

static void wait_for_match(struct waiting *w, const finding_vec *before,
			   const path_rename_vec *renames,
			   const struct finding_match *m, unsigned int parts)
{
	w->next = xcalloc(before->n, sizeof(*w->next));
	for (size_t i = before->n; i-- > 0;) {
		const struct finding *f = &before->v[i];
		autofree char *key = NULL;

		if (m->before[i] != FINDING_ALONE || !has_parts(f, parts))
			continue;
		key = make_key(f, path_renamed(renames, f->place.path), parts);
		strmap_get(&w->first, key, &w->next[i]);
		strmap_put(&w->first, key, i + 1);
	}
}

static void match_pass(const finding_vec *before, const finding_vec *after,
		       const path_rename_vec *renames, unsigned int parts,
		       struct finding_match *m)
{
	struct waiting w = {};

	wait_for_match(&w, before, renames, m, parts);
	for (size_t i = 0; i < after->n; i++) {
		const struct finding *f = &after->v[i];
		autofree char *key = NULL;
		uint32_t first = 0;

		if (m->after[i] != FINDING_ALONE || !has_parts(f, parts))
			continue;
		key = make_key(f, f->place.path, parts);
		if (!strmap_get(&w.first, key, &first) || !first)
			continue;
		m->after[i] = first - 1;
		m->before[first - 1] = i;
		strmap_put(&w.first, key, w.next[first - 1]);
	}
	strmap_deinit(&w.first);
	free(w.next);
}

static size_t *all_alone(size_t n)
{
	size_t *v = xcalloc(n, sizeof(*v));

	for (size_t i = 0; i < n; i++)
		v[i] = FINDING_ALONE;
	return v;
}

void findings_compare(const finding_vec *before, const finding_vec *after,
		      const path_rename_vec *renames, struct finding_match *ret)
{
	ret->before = all_alone(before->n);
	ret->after = all_alone(after->n);
	for (size_t i = 0; i < ARRAY_SIZE(passes); i++)
		match_pass(before, after, renames, passes[i], ret);
}

void finding_match_deinit(struct finding_match *m)
{
	free(m->before);
	free(m->after);
}
