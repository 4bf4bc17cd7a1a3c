// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "units/shell_words.h"

void shell_words_reset(struct shell_words *w)
{
	strbuf_reset(&w->text);
	w->starts.n = 0;
}

void shell_words_add(struct shell_words *w, const char *word)
{
	vec_push(&w->starts, w->text.len);
	strbuf_add(&w->text, word, strlen(word) + 1);
}

char **shell_words_list(struct shell_words *w, size_t *ret_n)
{
	w->list.n = 0;
	vec_for_each(&w->starts, start)
		vec_push(&w->list, w->text.s + *start);
	vec_push(&w->list, NULL);
	if (ret_n)
		*ret_n = w->starts.n;
	return w->list.v;
}

void shell_words_deinit(struct shell_words *w)
{
	strbuf_deinit(&w->text);
	vec_deinit(&w->starts);
	vec_deinit(&w->list);
}

/* @s is behind an opening '"'. Return: behind the closing one, or NULL. */
static const char *add_double_quoted(const char *s, const char *end,
				     struct strbuf *out)
{
	while (s < end && *s != '"') {
		if (*s == '\\' && s + 1 < end && strchr("$`\"\\\n#", s[1])) {
			s++;
			if (*s == '\n') {
				s++;
				continue;
			}
		}
		strbuf_addc(out, *s++);
	}
	return s < end ? s + 1 : NULL;
}

/* @s is behind an opening "'". Return: behind the closing one, or NULL. */
static const char *add_single_quoted(const char *s, const char *end,
				     struct strbuf *out)
{
	const char *quote = memchr(s, '\'', end - s);

	if (!quote)
		return NULL;
	strbuf_add(out, s, quote - s);
	return quote + 1;
}

static const char *add_escaped(const char *s, const char *end,
			       struct strbuf *out)
{
	if (s == end)
		strbuf_addc(out, '\\');
	else if (*s != '\n')
		strbuf_addc(out, *s);
	return s == end ? s : s + 1;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool ends_command(char c)
{
	return c && strchr(";&|()<>\n", c);
}

static const char *add_word(const char *s, const char *end, bool script,
			    struct strbuf *out)
{
	while (s && s < end) {
		const char *plain = s;

		while (s < end && !is_blank(*s) && *s != '"' && *s != '\'' &&
		       *s != '\\' && !(script && ends_command(*s)))
			s++;
		strbuf_add(out, plain, s - plain);
		if (s == end)
			break;
		if (*s == '"')
			s = add_double_quoted(s + 1, end, out);
		else if (*s == '\'')
			s = add_single_quoted(s + 1, end, out);
		else if (*s == '\\')
			s = add_escaped(s + 1, end, out);
		else
			break;
	}
	return s;
}

const char *shell_words_split(const char *s, const char *end, bool script,
			      struct shell_words *w)
{
	shell_words_reset(w);
	for (;;) {
		while (s < end && is_blank(*s) && !(script && *s == '\n'))
			s++;
		if (s == end || (script && ends_command(*s)))
			return s;
		vec_push(&w->starts, w->text.len);
		s = add_word(s, end, script, &w->text);
		if (!s)
			return NULL;
		strbuf_addc(&w->text, '\0');
	}
}
