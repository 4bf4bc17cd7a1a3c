// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "audit/macro.h"
#include "base/error.h"
#include "base/file.h"

#define ROUNDS 4 /* macros of macros of macros */
#define VALUE_MAX 400

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

void macros_want(struct macros *m, const char *expr)
{
	const char *s = expr ? expr : "";

	while (*s) {
		size_t len = 0;

		while (is_word(s[len]))
			len++;
		if (len && !isdigit((unsigned char)*s)) {
			autofree char *name = xstrndup(s, len);

			if (!strmap_get(&m->wanted, name, NULL))
				strmap_put(&m->wanted, name, 1);
		}
		s += len ? len : 1;
	}
}

/* A value without comments and line ends. */
static char *clean_value(const char *s, size_t len)
{
	char *out = xmalloc(VALUE_MAX + 1), *p = out;
	const char *end = s + len;

	while (s < end && p < out + VALUE_MAX) {
		if (end - s > 1 && s[0] == '/' && s[1] == '*') {
			const char *stop = memmem(s + 2, end - s - 2, "*/", 2);

			s = stop ? stop + 2 : end;
		} else if (end - s > 1 && s[0] == '/' && s[1] == '/') {
			break;
		} else if (*s == '\\' || isspace((unsigned char)*s)) {
			if (p > out && p[-1] != ' ')
				*p++ = ' ';
			s++;
		} else {
			*p++ = *s++;
		}
	}
	while (p > out && p[-1] == ' ')
		p--;
	*p = '\0';
	return out;
}

struct define_reader {
	struct macros *m;
	const char *file;
	const char *text, *end;
	uint32_t round;
};

/* The end of a line with all that it continues on. */
static const char *line_end(const char *s, const char *end)
{
	while (s < end && *s != '\n')
		s += *s == '\\' && s + 1 < end ? 2 : 1;
	return s < end ? s : end;
}

/* At the name of "#define NAME VALUE". */
static void take_define(struct define_reader *r, const char *name,
			unsigned int line)
{
	const char *s = name, *stop;
	autofree char *key = NULL;
	uint32_t round;

	while (s < r->end && is_word(*s))
		s++;
	if (s == name || (s < r->end && *s == '('))
		return;
	key = xstrndup(name, s - name);
	if (!strmap_get(&r->m->wanted, key, &round) || round != r->round)
		return;
	stop = line_end(s, r->end);
	vec_push(&r->m->defs,
		 (struct macro_def){.name = take_ptr(key),
				    .value = clean_value(s, stop - s),
				    .file = xstrdup(r->file),
				    .line = line});
}

static const char *skip_blanks(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	return s;
}

static void read_text(struct define_reader *r)
{
	unsigned int line = 1;

	for (const char *s = r->text; s < r->end; line++) {
		const char *next = memchr(s, '\n', r->end - s);
		const char *p = skip_blanks(s, r->end);

		if (p < r->end && *p == '#') {
			p = skip_blanks(p + 1, r->end);
			if (r->end - p > 7 && !memcmp(p, "define", 6))
				take_define(r, skip_blanks(p + 6, r->end),
					    line);
		}
		s = next ? next + 1 : r->end;
	}
}

static void read_files(struct macros *m, const struct audit_tree *tree,
		       const tree_file_vec *files, uint32_t round)
{
	vec_for_each(files, f) {
		autofree char *path = xasprintf("%s/%s", tree->root, f->path);
		autofree char *text = NULL;
		struct define_reader r = {
			.m = m, .file = f->path, .round = round};
		size_t len;
		struct dm_error *err =
			file_read(path, TREE_FILE_MAX, &text, &len);

		/* the text of every source was read before, and told of */
		dm_error_destroy(err);
		if (err)
			continue;
		r.text = text;
		r.end = text + len;
		read_text(&r);
	}
}

static int compare_defs(const void *a, const void *b)
{
	const struct macro_def *x = a, *y = b;
	int c = strcmp(x->name, y->name);

	if (!c)
		c = strcmp(x->file, y->file);
	return c ? c : (x->line > y->line) - (x->line < y->line);
}

/* Ask for what the definitions of this round name; true when there is any. */
static bool want_more(struct macros *m, size_t from, uint32_t round)
{
	size_t before = m->wanted.n;

	for (size_t i = from; i < m->defs.n; i++)
		macros_want(m, m->defs.v[i].value);
	if (m->wanted.n == before)
		return false;
	/* new names have 1; those of earlier rounds are done */
	for (size_t i = 0; i < m->wanted.room; i++) {
		struct strmap_slot *slot = &m->wanted.slots[i];

		if (slot->key && slot->value == 1)
			slot->value = round + 1;
	}
	return true;
}

void macros_read(struct macros *m, const struct audit_tree *tree)
{
	for (uint32_t round = 1; round <= ROUNDS; round++) {
		size_t from = m->defs.n;

		if (round == 1)
			for (size_t i = 0; i < m->wanted.room; i++)
				if (m->wanted.slots[i].key)
					m->wanted.slots[i].value = 2;
		read_files(m, tree, &tree->headers, round + 1);
		read_files(m, tree, &tree->sources, round + 1);
		if (!want_more(m, from, round + 1))
			break;
	}
	if (m->defs.n)
		qsort(m->defs.v, m->defs.n, sizeof(*m->defs.v), compare_defs);
}

void macros_deinit(struct macros *m)
{
	vec_for_each(&m->defs, d) {
		free(d->name);
		free(d->value);
		free(d->file);
	}
	vec_deinit(&m->defs);
	strmap_deinit(&m->wanted);
}
