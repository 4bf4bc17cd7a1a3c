// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "findings/format/columns.h"

#define FILES_KEPT 8
#define SOURCE_SIZE_MAX (64u << 20)

/* A source file; without lines when it could not be read. */
struct source {
	char *path;
	char *text;
	size_t len;
	VEC(size_t) lines; /* where each begins */
};

struct columns {
	char *root;
	struct source sources[FILES_KEPT];
	unsigned int next; /* to be replaced */
};

struct columns *columns_create(const char *root)
{
	struct columns *c = xcalloc(1, sizeof(*c));

	c->root = root ? xstrdup(root) : NULL;
	return c;
}

static void source_deinit(struct source *s)
{
	free(s->path);
	free(s->text);
	vec_deinit(&s->lines);
	*s = (struct source){};
}

void columns_destroy(struct columns *c)
{
	for (size_t i = 0; i < FILES_KEPT; i++)
		source_deinit(&c->sources[i]);
	free(c->root);
	free(c);
}

static void index_lines(struct source *s)
{
	const char *p = s->text;

	while (p) {
		const char *end;

		vec_push(&s->lines, p - s->text);
		end = memchr(p, '\n', s->text + s->len - p);
		p = end ? end + 1 : NULL;
	}
}

static struct source *load(struct columns *c, const char *path)
{
	struct source *s = &c->sources[c->next++ % FILES_KEPT];
	autofree char *full = path_normalize(c->root, path);
	struct dm_error *err;

	source_deinit(s);
	s->path = xstrdup(path);
	err = file_read(full, SOURCE_SIZE_MAX, &s->text, &s->len);
	/* The columns are then bytes, as writers.h says. */
	if (err)
		dm_error_destroy(err);
	else
		index_lines(s);
	return s;
}

static struct source *find(struct columns *c, const char *path)
{
	for (size_t i = 0; i < FILES_KEPT; i++)
		if (c->sources[i].path && !strcmp(c->sources[i].path, path))
			return &c->sources[i];
	return load(c, path);
}

static unsigned int count_units(const char *s, size_t bytes, size_t len)
{
	unsigned int n = 0;

	for (size_t i = 0; i < bytes;) {
		uint32_t c;

		i += utf8_decode(s + i, len - i, &c);
		n += utf16_units(c);
	}
	return n;
}

unsigned int columns_utf16(struct columns *c, const char *path,
			   unsigned int line, unsigned int col)
{
	const struct source *s = find(c, path);
	size_t start, end;

	if (!line || !col || line > s->lines.n)
		return col;
	start = s->lines.v[line - 1];
	end = line < s->lines.n ? s->lines.v[line] : s->len;
	if (col - 1 > end - start)
		return col;
	return count_units(s->text + start, col - 1, end - start) + 1;
}
