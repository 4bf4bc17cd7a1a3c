// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/strbuf.h"
#include "diff/patch.h"

struct reader {
	const char *s, *end; /* the line at hand, with its newline */
	const char *stop;
	struct patch *patch;
	struct patch_file *file; /* or NULL: not in one */
};

static bool next_line(struct reader *r)
{
	const char *newline;

	r->s = r->end;
	if (r->s >= r->stop)
		return false;
	newline = memchr(r->s, '\n', r->stop - r->s);
	r->end = newline ? newline + 1 : r->stop;
	return true;
}

static bool starts(const struct reader *r, const char *with)
{
	size_t n = strlen(with);

	return (size_t)(r->end - r->s) >= n && !memcmp(r->s, with, n);
}

/* Read a string of git's quoting, from behind its first '"'. */
static char *read_quoted(const char *s, const char *end)
{
	static const char names[] = "abtnvfr", values[] = "\a\b\t\n\v\f\r";
	struct strbuf sb = {};

	for (; s < end && *s != '"'; s++) {
		const char *name;

		if (*s != '\\' || s + 1 == end) {
			strbuf_addc(&sb, *s);
			continue;
		}
		s++;
		name = memchr(names, *s, sizeof(names) - 1);
		if (name)
			strbuf_addc(&sb, values[name - names]);
		else if (end - s > 2 && *s >= '0' && *s <= '3' &&
			 isdigit((unsigned char)s[1]) &&
			 isdigit((unsigned char)s[2])) {
			strbuf_addc(&sb, (s[0] - '0') << 6 | (s[1] - '0') << 3 |
						 (s[2] - '0'));
			s += 2;
		} else {
			strbuf_addc(&sb, *s);
		}
	}
	return strbuf_take(&sb);
}

/* The name in "--- a/name" or "rename from name", from behind the word. */
static char *read_name(const char *s, const char *end, bool prefixed)
{
	autofree char *name = NULL;
	const char *slash;

	if (s < end && *s == '"') {
		name = read_quoted(s + 1, end);
	} else {
		const char *stop = s;

		while (stop < end && *stop != '\t' && *stop != '\n' &&
		       *stop != '\r')
			stop++;
		name = xstrndup(s, stop - s);
	}
	if (!strcmp(name, "/dev/null"))
		return NULL;
	slash = prefixed ? strchr(name, '/') : NULL;
	return xstrdup(slash ? slash + 1 : name);
}

static struct patch_file *new_file(struct reader *r)
{
	r->file = vec_add(&r->patch->files);
	return r->file;
}

static void set_name(char **name, char *value)
{
	free(*name);
	*name = value;
}

/* A number at *@s, moved behind it. */
static bool read_number(const char **s, const char *end, unsigned int *ret)
{
	const char *start = *s;
	unsigned long n = 0;

	for (; *s < end && isdigit((unsigned char)**s); ++*s)
		if (n < 100000000)
			n = n * 10 + (**s - '0');
	*ret = n;
	return *s > start;
}

/* "12,7" or "12", which is "12,1". */
static bool read_range(const char **s, const char *end, unsigned int *at,
		       unsigned int *n)
{
	if (!read_number(s, end, at))
		return false;
	*n = 1;
	if (*s == end || **s != ',')
		return true;
	++*s;
	return read_number(s, end, n);
}

/* "@@ -1,7 +1,8 @@" */
static bool read_hunk_head(const struct reader *r, struct patch_hunk *ret)
{
	const char *s = r->s + 4;

	*ret = (struct patch_hunk){.head = r->s};
	if (!starts(r, "@@ -") ||
	    !read_range(&s, r->end, &ret->from, &ret->n_from))
		return false;
	if (r->end - s < 2 || s[0] != ' ' || s[1] != '+')
		return false;
	s += 2;
	if (!read_range(&s, r->end, &ret->to, &ret->n_to))
		return false;
	return r->end - s >= 3 && !memcmp(s, " @@", 3);
}

/* Take the lines that the head counts. An empty line is context that lost its
 * blank on the way. */
static void read_hunk(struct reader *r, struct patch_hunk *hunk)
{
	unsigned int from = hunk->n_from, to = hunk->n_to;

	hunk->lines = r->end;
	while ((from || to) && r->end < r->stop) {
		char c = *r->end;
		bool minus = c == '-' || c == ' ' || c == '\n' || c == '\r';
		bool plus = c == '+' || c == ' ' || c == '\n' || c == '\r';

		if (c != '\\' &&
		    ((minus && !from) || (plus && !to) || (!minus && !plus)))
			break;
		from -= minus;
		to -= plus;
		next_line(r);
	}
	hunk->end = r->end;
}

/* "--- a/x" and "+++ b/x" after it. Return: whether they are there. */
static bool read_names(struct reader *r)
{
	struct reader from = *r, to = *r;
	struct patch_file *f;

	if (!next_line(&to) || !starts(&to, "+++ "))
		return false;
	f = r->file && !r->file->head ? r->file : new_file(r);
	f->head = from.s;
	set_name(&f->from, read_name(from.s + 4, from.end, true));
	set_name(&f->to, read_name(to.s + 4, to.end, true));
	r->s = to.s;
	r->end = to.end;
	return true;
}

/* The b/name of "diff --git a/name b/name", the only one of a file whose text
 * does not change. */
static void read_git_line(struct reader *r)
{
	size_t len = r->end - r->s;
	const char *middle = memmem(r->s, len, " b/", 3);
	struct patch_file *f = new_file(r);

	if (!middle)
		middle = memmem(r->s, len, " \"b/", 4);
	if (!middle)
		return;
	f->to = read_name(middle + 1, r->end, true);
	f->from = f->to ? xstrdup(f->to) : NULL;
}

static void read_git_extra(struct reader *r)
{
	struct patch_file *f = r->file;

	if (!f || f->head)
		return;
	if (starts(r, "rename from "))
		set_name(&f->from, read_name(r->s + 12, r->end, false));
	else if (starts(r, "rename to "))
		set_name(&f->to, read_name(r->s + 10, r->end, false));
	else if (starts(r, "new file mode "))
		set_name(&f->from, NULL);
	else if (starts(r, "deleted file mode "))
		set_name(&f->to, NULL);
	else if (starts(r, "GIT binary patch") || starts(r, "Binary files "))
		f->binary = true;
}

static void read_line(struct reader *r)
{
	struct patch_hunk hunk;

	if (starts(r, "diff --git "))
		read_git_line(r);
	else if (starts(r, "--- ") && read_names(r))
		return;
	else if (r->file && r->file->head && read_hunk_head(r, &hunk)) {
		read_hunk(r, &hunk);
		vec_push(&r->file->hunks, hunk);
	} else {
		read_git_extra(r);
	}
}

void patch_parse(const char *text, size_t len, struct patch *ret)
{
	struct reader r = {
		.s = text, .end = text, .stop = text + len, .patch = ret};

	while (next_line(&r))
		read_line(&r);
}

void patch_deinit(struct patch *p)
{
	vec_for_each(&p->files, f) {
		free(f->from);
		free(f->to);
		vec_deinit(&f->hunks);
	}
	vec_deinit(&p->files);
}

static bool is_part(const char *s, size_t n, const char *part)
{
	return n == strlen(part) && !strncasecmp(s, part, n);
}

const char *patch_path_wrong(const char *path)
{
	if (*path == '/')
		return "an absolute path";
	while (*path) {
		size_t n = strcspn(path, "/");

		if (!n || is_part(path, n, ".") || is_part(path, n, ".."))
			return "a path that leads elsewhere";
		if (is_part(path, n, ".git"))
			return "a path into git's own folder";
		path += n + (path[n] == '/');
	}
	return NULL;
}
