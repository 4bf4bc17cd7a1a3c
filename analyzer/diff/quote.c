// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <string.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "diff/quote.h"

#define LINES_AROUND 3

/* How well a line fits, the better the greater. */
enum fit { FIT_NONE, FIT_FILE, FIT_NUMBER, FIT_CONTEXT, FIT_ADDED };

struct search {
	const struct finding *f;
	char *text; /* first line of the statement, without white space */
	struct quote best;
	enum fit fit;
};

static const char *next_line(const char *s, const char *end)
{
	const char *newline = memchr(s, '\n', end - s);

	return newline ? newline + 1 : end;
}

/* The line up to @end or its newline, without white space. */
static char *squeeze(const char *s, const char *end)
{
	struct strbuf sb = {};

	for (; s < end && *s && *s != '\n'; s++)
		if (!isspace((unsigned char)*s))
			strbuf_addc(&sb, *s);
	return strbuf_take(&sb);
}

static enum fit fit_line(const struct search *s, const char *line,
			 const char *end, unsigned int number)
{
	autofree char *text = squeeze(line + 1, end);

	if (*s->text && !strcmp(text, s->text))
		return *line == '+' ? FIT_ADDED : FIT_CONTEXT;
	return number == s->f->place.line ? FIT_NUMBER : FIT_FILE;
}

static void search_hunk(struct search *s, const struct quote *at)
{
	const struct patch_hunk *hunk = at->hunk;
	unsigned int number = hunk->to;
	const char *next;

	for (const char *line = hunk->lines; line < hunk->end; line = next) {
		enum fit fit;

		next = next_line(line, hunk->end);
		if (*line == '-' || *line == '\\')
			continue;
		fit = fit_line(s, line, next, number++);
		/* of equals the last patch, and in it the first line */
		if (fit < s->fit || (fit == s->fit && s->best.file &&
				     s->best.patch == at->patch))
			continue;
		s->fit = fit;
		s->best = *at;
		s->best.line = line;
	}
}

struct quote quote_find(const struct series *series, const struct finding *f)
{
	const char *text = f->statement ? f->statement : "";
	autofree char *first = squeeze(text, text + strlen(text));
	struct search s = {.f = f, .text = first};

	for (size_t i = 0; i < series->patches.n; i++)
		vec_for_each(&series->patches.v[i].patch.files, file) {
			if (!file->to || strcmp(file->to, f->place.path) != 0)
				continue;
			vec_for_each(&file->hunks, hunk) {
				const struct quote at = {i, file, hunk, NULL};

				search_hunk(&s, &at);
			}
		}
	return s.best;
}

/* One line of the patch, shown as it is but for what could be mistaken. */
static void add_line(struct strbuf *sb, const char *s, const char *end)
{
	strbuf_adds(sb, "> ");
	while (s < end && *s != '\n') {
		const char *stop = s;
		autofree char *part = NULL;

		while (stop < end && *stop != '\n' && *stop != '\t')
			stop++;
		part = xstrndup(s, stop - s);
		strbuf_add_shown(sb, part);
		if (stop < end && *stop == '\t')
			strbuf_addc(sb, *stop++);
		s = stop;
	}
	strbuf_addc(sb, '\n');
}

static const char *lines_before(const char *start, const char *at,
				unsigned int n)
{
	while (at > start && n--) {
		at--;
		while (at > start && at[-1] != '\n')
			at--;
	}
	return at;
}

void quote_add(const struct quote *q, struct strbuf *sb)
{
	const char *s, *next;
	unsigned int left = 2 * LINES_AROUND + 1;

	if (!q->hunk)
		return;
	s = q->file->head;
	next = next_line(s, q->hunk->head);
	add_line(sb, s, next);
	add_line(sb, next, q->hunk->head);
	add_line(sb, q->hunk->head, q->hunk->lines);
	s = lines_before(q->hunk->lines, q->line, LINES_AROUND);
	for (; s < q->hunk->end && left--; s = next) {
		next = next_line(s, q->hunk->end);
		add_line(sb, s, next);
	}
}
