// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/strbuf.h"
#include "findings/entry_lines.h"

#define FILE_LIMIT ((size_t)256 << 20)

static void entry_line_deinit(struct entry_line *line)
{
	vec_for_each(&line->words, word)
		free(*word);
	vec_deinit(&line->words);
	free(line->reason);
}

void entry_line_vec_deinit(entry_line_vec *v)
{
	vec_for_each(v, line)
		entry_line_deinit(line);
	vec_deinit(v);
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Take an escape off @s, behind its backslash. Return: what follows, or NULL
 * when it is none. */
static const char *take_escape(const char *s, char *ret)
{
	int high, low;

	if (*s == '"' || *s == '\\') {
		*ret = *s;
		return s + 1;
	}
	if (*s != 'x')
		return NULL;
	high = hex_value(s[1]);
	low = high < 0 ? -1 : hex_value(s[2]);
	if (low < 0 || (!high && !low))
		return NULL;
	*ret = high * 16 + low;
	return s + 3;
}

/* Return: what is wrong, or NULL. */
static const char *take_quoted(const char **at, struct strbuf *word)
{
	const char *s = *at + 1;

	while (*s && *s != '"') {
		char c = *s++;

		if (c == '\\') {
			s = take_escape(s, &c);
			if (!s)
				return "a backslash is followed by none of "
				       "\", \\ and xNN";
		}
		strbuf_addc(word, c);
	}
	if (!*s)
		return "a quote is not closed";
	*at = s + 1;
	if (**at && !isblank((unsigned char)**at))
		return "a blank is missing behind a quote";
	return NULL;
}

static const char *skip_blanks(const char *s)
{
	while (isblank((unsigned char)*s))
		s++;
	return s;
}

/* Return: what is wrong, or NULL. */
static const char *take_words(const char *s, struct entry_line *line)
{
	for (s = skip_blanks(s); *s; s = skip_blanks(s)) {
		struct strbuf word = {};
		const char *wrong = NULL;

		if (*s == '#') {
			s = skip_blanks(s + 1);
			line->reason = *s ? xstrdup(s) : NULL;
			return NULL;
		}
		if (*s == '"')
			wrong = take_quoted(&s, &word);
		else
			while (*s && !isblank((unsigned char)*s))
				strbuf_addc(&word, *s++);
		vec_push(&line->words, strbuf_take(&word));
		if (wrong)
			return wrong;
	}
	return NULL;
}

static bool is_conflict(const char *s)
{
	static const char *const marks[] = {"<<<<<<<", "=======", ">>>>>>>",
					    "|||||||"};

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		if (!strncmp(s, marks[i], strlen(marks[i])))
			return true;
	return false;
}

/* Take a line without its end. Return: what is wrong, or NULL. */
static const char *take_line(char *s, unsigned int number, entry_line_vec *ret)
{
	struct entry_line line = {.number = number};
	size_t n = strlen(s);
	const char *wrong;

	if (is_conflict(s))
		return "a conflict of a merge is not resolved";
	while (n && isspace((unsigned char)s[n - 1]))
		s[--n] = '\0';
	wrong = take_words(s, &line);
	if (!wrong && line.words.n)
		vec_push(ret, line);
	else
		entry_line_deinit(&line);
	return wrong;
}

struct dm_error *entry_lines_read(const char *path, entry_line_vec *ret)
{
	autofree char *text = NULL;
	entry_line_vec lines = {};
	const char *wrong = NULL;
	unsigned int number = 0;
	struct dm_error *err;
	size_t len;

	if (!file_exists(path))
		return dm_error(DM_ERR_USAGE, "no such file: '%s'", path);
	err = file_read(path, FILE_LIMIT, &text, &len);
	if (err)
		return err;
	for (char *s = text, *end; s < text + len && !wrong; s = end + 1) {
		end = memchr(s, '\n', text + len - s);
		end = end ? end : text + len;
		*end = '\0';
		number++;
		wrong = strlen(s) < (size_t)(end - s) ?
				"a NUL byte is in it" :
				take_line(s, number, &lines);
	}
	if (!wrong) {
		*ret = lines;
		return NULL;
	}
	entry_line_vec_deinit(&lines);
	return dm_error(DM_ERR_USAGE, "%s:%u: %s", path, number, wrong);
}

void entry_line_add_quoted(struct strbuf *sb, const char *word)
{
	strbuf_addc(sb, '"');
	for (; *word; word++) {
		unsigned char c = *word;

		if (c == '"' || c == '\\')
			strbuf_addf(sb, "\\%c", c);
		else if (c < 0x20 || c >= 0x7f)
			strbuf_addf(sb, "\\x%02x", c);
		else
			strbuf_addc(sb, c);
	}
	strbuf_addc(sb, '"');
}

void entry_line_add_word(struct strbuf *sb, const char *word)
{
	bool plain = *word != '\0';

	for (const char *s = word; *s && plain; s++)
		plain = isascii(*s) && (isalnum((unsigned char)*s) ||
					strchr("/._-+:@,=~*", *s));
	if (plain)
		strbuf_adds(sb, word);
	else
		entry_line_add_quoted(sb, word);
}
