// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "units/source_scan.h"
#include "units/word_set.h"

#define MAX_NAMES 4

enum char_class { OTHER, BLANK, NEWLINE, WORD, DIGIT };

static const unsigned char classes[256] = {
	[' '] = BLANK,	      ['\t'] = BLANK,	     ['\r'] = BLANK,
	['\n'] = NEWLINE,     ['_'] = WORD,	     ['a' ... 'z'] = WORD,
	['A' ... 'Z'] = WORD, ['0' ... '9'] = DIGIT,
};

struct scanner {
	const char *s, *end;
	const struct word_set *words;
	struct source_scan *out;
	const char *line; /* where the current line starts */
	bool line_blank; /* nothing but blanks on it so far */
	/* outside of braces: what may become a function */
	struct scan_wrapper names[MAX_NAMES];
	size_t n_names;
	const char *last; /* last word, for "name (" */
	size_t last_len;
	bool seen_static, initializer;
	unsigned int parens, braces;
	struct scan_wrapper function; /* name is NULL outside of one */
	bool function_hit;
};

static unsigned char class_at(const char *s)
{
	return classes[(unsigned char)*s];
}

/* @s is behind the quote; a newline ends a literal that is not closed. */
static const char *skip_literal(const char *s, const char *end, char quote)
{
	while (s < end && *s != quote && *s != '\n')
		s += *s == '\\' && s + 1 < end ? 2 : 1;
	return s < end && *s == quote ? s + 1 : s;
}

/* At a '/': skip a comment, or the character. */
static const char *skip_slash(const char *s, const char *end)
{
	const char *stop;

	if (s + 1 < end && s[1] == '/') {
		stop = memchr(s, '\n', end - s);
		return stop ? stop : end;
	}
	if (s + 1 < end && s[1] == '*') {
		stop = memmem(s + 2, end - s - 2, "*/", 2);
		return stop ? stop + 2 : end;
	}
	return s + 1;
}

static const char *word_end(const char *s, const char *end)
{
	while (s < end && class_at(s) >= WORD)
		s++;
	return s;
}

static const char *skip_blanks(const char *s, const char *end)
{
	while (s < end && class_at(s) == BLANK)
		s++;
	return s;
}

static bool word_is(const char *s, size_t len, const char *word)
{
	return len == strlen(word) && !memcmp(s, word, len);
}

/* Go through a macro body to the end of its last line. */
static const char *scan_macro_body(struct scanner *c, const char *s, bool *hit)
{
	while (s < c->end && *s != '\n') {
		const char *start = s;

		if (class_at(s) == WORD) {
			s = word_end(s, c->end);
			if (word_set_find(c->words, start, s - start))
				*hit = true;
		} else if (class_at(s) == DIGIT) {
			s = word_end(s, c->end);
		} else if (*s == '/') {
			s = skip_slash(s, c->end);
		} else if (*s == '"' || *s == '\'') {
			s = skip_literal(s + 1, c->end, *s);
		} else if (*s == '\\' && s + 1 < c->end) {
			s += s[1] == '\r' && s + 2 < c->end ? 3 : 2;
		} else {
			s++;
		}
	}
	return s;
}

static const char *scan_define(struct scanner *c, const char *s)
{
	struct scan_wrapper macro = {.name = skip_blanks(s, c->end)};
	bool hit = false;

	s = word_end(macro.name, c->end);
	macro.len = s - macro.name;
	s = scan_macro_body(c, s, &hit);
	if (hit) {
		c->out->hit = true;
		if (!macro.len)
			c->out->loose = true;
		else
			vec_push(&c->out->wrappers, macro);
	}
	return s;
}

static const char *scan_include(struct scanner *c, const char *s)
{
	struct scan_include include = {};
	const char *stop;

	s = skip_blanks(s, c->end);
	if (s == c->end || (*s != '"' && *s != '<'))
		return s;
	include.angled = *s == '<';
	include.name = ++s;
	stop = s;
	while (stop < c->end && *stop != '\n' && *stop != '"' && *stop != '>')
		stop++;
	include.len = stop - s;
	if (include.len)
		vec_push(&c->out->includes, include);
	return stop < c->end && *stop != '\n' ? stop + 1 : stop;
}

/* At a '#' that starts a line. */
static const char *scan_directive(struct scanner *c, const char *s)
{
	const char *name = skip_blanks(s + 1, c->end);
	bool hit = false;

	s = word_end(name, c->end);
	if (word_is(name, s - name, "define"))
		return scan_define(c, s);
	if (word_is(name, s - name, "include"))
		return scan_include(c, s);
	return scan_macro_body(c, s, &hit); /* conditions name no functions */
}

static void start_declaration(struct scanner *c)
{
	c->n_names = 0;
	c->seen_static = false;
	c->initializer = false;
	c->last_len = 0;
}

/*
 * Which of the words before a parenthesis is the function: annotations
 * (__must_hold(x), __attribute__((x))) start with underscores and stand on
 * either side of it.
 */
static struct scan_wrapper pick_name(const struct scanner *c)
{
	struct scan_wrapper none = {};

	for (size_t i = c->n_names; i-- > 0;)
		if (strncmp(c->names[i].name, "__", 2) != 0)
			return c->names[i];
	for (size_t i = 0; i < c->n_names; i++)
		if (!word_is(c->names[i].name, c->names[i].len,
			     "__attribute__"))
			return c->names[i];
	return none;
}

static void open_brace(struct scanner *c)
{
	if (c->braces++ || c->initializer)
		return;
	c->function = pick_name(c);
	c->function.is_static = c->seen_static;
	c->function_hit = false;
}

static void close_brace(struct scanner *c, bool first_column)
{
	c->braces = first_column || !c->braces ? 0 : c->braces - 1;
	if (c->braces)
		return;
	if (c->function.name && c->function_hit)
		vec_push(&c->out->wrappers, c->function);
	c->function = (struct scan_wrapper){};
	c->parens = 0;
	start_declaration(c);
}

static void open_paren(struct scanner *c)
{
	if (c->braces || c->parens++ || !c->last_len || c->initializer)
		return;
	if (c->n_names < MAX_NAMES)
		c->names[c->n_names++] = (struct scan_wrapper){
			.name = c->last, .len = c->last_len};
}

static const char *scan_word(struct scanner *c, const char *s)
{
	const char *stop = word_end(s, c->end);
	size_t len = stop - s;

	if (word_set_may_have(c->words, s, len) &&
	    word_set_find(c->words, s, len)) {
		c->out->hit = true;
		c->function_hit = true;
		if (!c->braces || !c->function.name)
			c->out->loose = true;
	}
	if (!c->braces) {
		c->last = s;
		c->last_len = len;
		if (word_is(s, len, "static"))
			c->seen_static = true;
	}
	return stop;
}

static const char *scan_punctuation(struct scanner *c, const char *s)
{
	switch (*s) {
	case '/':
		return skip_slash(s, c->end);
	case '"':
	case '\'':
		return skip_literal(s + 1, c->end, *s);
	case '{':
		open_brace(c);
		break;
	case '}':
		close_brace(c, s == c->line);
		break;
	case '(':
		open_paren(c);
		break;
	case ')':
		c->parens -= c->parens > 0;
		break;
	case '=':
		c->initializer |= !c->braces && !c->parens;
		break;
	case ';':
		if (!c->braces) {
			c->parens = 0;
			start_declaration(c);
		}
		break;
	}
	if (!c->braces)
		c->last_len = 0;
	return s + 1;
}

void source_scan(const char *text, size_t len, const struct word_set *words,
		 struct source_scan *ret)
{
	struct scanner c = {.s = text,
			    .end = text + len,
			    .words = words,
			    .out = ret,
			    .line = text,
			    .line_blank = true};

	ret->hit = ret->loose = false;
	ret->wrappers.n = ret->includes.n = 0;
	while (c.s < c.end) {
		unsigned char class = class_at(c.s);

		if (class == BLANK) {
			c.s++;
			continue;
		}
		if (class == NEWLINE) {
			c.line = ++c.s;
			c.line_blank = true;
			continue;
		}
		if (class == WORD)
			c.s = scan_word(&c, c.s);
		else if (class == DIGIT)
			c.s = word_end(c.s, c.end);
		else if (*c.s == '#' && c.line_blank)
			c.s = scan_directive(&c, c.s);
		else
			c.s = scan_punctuation(&c, c.s);
		c.line_blank = false;
	}
}

void source_scan_deinit(struct source_scan *scan)
{
	vec_deinit(&scan->wrappers);
	vec_deinit(&scan->includes);
}
