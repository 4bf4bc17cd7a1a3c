// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "audit/token.h"
#include "base/strbuf.h"

struct lexer {
	const char *s, *end, *line_start;
	unsigned int line;
	bool line_blank; /* nothing but blanks on it so far */
	struct tokens *out;
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Step over one character, a newline or not. */
static void step(struct lexer *x)
{
	if (*x->s++ != '\n')
		return;
	x->line++;
	x->line_start = x->s;
	x->line_blank = true;
}

static void step_to(struct lexer *x, const char *stop)
{
	while (x->s < stop)
		step(x);
}

/* At "//" or a slash and an asterisk: step over the comment. */
static bool skip_comment(struct lexer *x)
{
	const char *stop;
	bool blank = x->line_blank;

	if (x->end - x->s < 2 || x->s[0] != '/' ||
	    (x->s[1] != '/' && x->s[1] != '*'))
		return false;
	if (x->s[1] == '/') {
		stop = memchr(x->s, '\n', x->end - x->s);
		step_to(x, stop ? stop : x->end);
		return true;
	}
	stop = memmem(x->s + 2, x->end - x->s - 2, "*/", 2);
	step_to(x, stop ? stop + 2 : x->end);
	x->line_blank = blank;
	return true;
}

/* The end of a literal whose quote is at @s; a newline ends it too. */
static const char *literal_end(const char *s, const char *end)
{
	char quote = *s++;

	while (s < end && *s != quote && *s != '\n')
		s += *s == '\\' && s + 1 < end ? 2 : 1;
	return s < end && *s == quote ? s + 1 : s < end ? s : end;
}

/* The end of a preprocessor line with all that it continues on. */
static const char *directive_end(const struct lexer *x)
{
	const char *s = x->s;

	while (s < x->end && *s != '\n') {
		if (*s == '\\' && s + 1 < x->end)
			s += s[1] == '\r' && s + 2 < x->end ? 3 : 2;
		else if (*s == '/' && s + 1 < x->end && s[1] == '*') {
			const char *stop =
				memmem(s + 2, x->end - s - 2, "*/", 2);

			s = stop ? stop + 2 : x->end;
		} else {
			s++;
		}
	}
	return s < x->end ? s : x->end;
}

static const char *skip_blanks(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	return s;
}

static const char *word_end(const char *s, const char *end)
{
	while (s < end && is_word(*s))
		s++;
	return s;
}

/* At a '#' that starts a line. */
static void read_directive(struct lexer *x)
{
	const char *stop = directive_end(x);
	const char *s = skip_blanks(x->s + 1, stop), *name;

	if (stop - s > 6 && !memcmp(s, "define", 6)) {
		name = skip_blanks(s + 6, stop);
		s = word_end(name, stop);
		if (s > name && (s == stop || *s != '('))
			vec_push(&x->out->defines,
				 (struct token_define){
					 .name = {.s = name,
						  .len = s - name,
						  .line = x->line,
						  .col = name - x->line_start +
							 1},
					 .value = s,
					 .len = stop - s});
	}
	step_to(x, stop);
}

static void add_token(struct lexer *x, const char *stop, enum token_kind kind)
{
	vec_push(&x->out->list, (struct token){.s = x->s,
					       .len = stop - x->s,
					       .line = x->line,
					       .col = x->s - x->line_start + 1,
					       .kind = kind});
	x->line_blank = false;
	step_to(x, stop);
}

static void read_token(struct lexer *x)
{
	char c = *x->s;

	if (isdigit((unsigned char)c))
		add_token(x, word_end(x->s, x->end), TOKEN_NUMBER);
	else if (is_word(c))
		add_token(x, word_end(x->s, x->end), TOKEN_WORD);
	else if (c == '"' || c == '\'')
		add_token(x, literal_end(x->s, x->end), TOKEN_STRING);
	else if (c == '-' && x->end - x->s > 1 && x->s[1] == '>')
		add_token(x, x->s + 2, TOKEN_PUNCT);
	else
		add_token(x, x->s + 1, TOKEN_PUNCT);
}

bool token_is(const struct token *t, const char *s)
{
	return t->len == strlen(s) && !memcmp(t->s, s, t->len);
}

char *token_text(const struct token *t)
{
	return xstrndup(t->s, t->len);
}

/*
 * A brace in the first column ends whatever is open, so that braces in both
 * branches of an #if cost one function, not the rest of the file.
 */
static bool ends_all(const struct token *t)
{
	return t->col == 1 && *t->s == '}';
}

size_t tokens_close(const struct tokens *t, size_t open)
{
	char opener = *t->list.v[open].s;
	char closer = opener == '(' ? ')' : opener == '[' ? ']' : '}';
	size_t depth = 0, i;

	for (i = open; i + 1 < t->list.n; i++) {
		const struct token *token = &t->list.v[i];

		if (!*t->budget)
			return open;
		--*t->budget;
		if (token->kind != TOKEN_PUNCT)
			continue;
		if (*token->s == opener)
			depth++;
		else if ((*token->s == closer && !--depth) || ends_all(token))
			break;
	}
	return i;
}

/* The word before the parentheses that @body follows: "name (...) {", or 0. */
static size_t function_name(const struct tokens *t, size_t from, size_t body)
{
	for (size_t i = from; i + 1 < body; i++)
		if (t->list.v[i].kind == TOKEN_WORD &&
		    token_is(&t->list.v[i + 1], "(") &&
		    strncmp(t->list.v[i].s, "__", 2) != 0)
			return i;
	return SIZE_MAX;
}

static bool is_initializer(const struct tokens *t, size_t from, size_t brace)
{
	for (size_t i = from; i < brace; i++)
		if (token_is(&t->list.v[i], "="))
			return true;
	return false;
}

static void find_functions(struct tokens *t)
{
	size_t from = 0; /* where the declaration begins */

	for (size_t i = 0; i < t->list.n; i++) {
		size_t name;

		/* the macros of arm's board tables end without a semicolon */
		if (token_is(&t->list.v[i], ";") ||
		    token_is(&t->list.v[i], "MACHINE_END")) {
			from = i + 1;
			continue;
		}
		if (!token_is(&t->list.v[i], "{"))
			continue;
		name = is_initializer(t, from, i) ? SIZE_MAX :
						    function_name(t, from, i);
		if (name != SIZE_MAX)
			vec_push(&t->functions,
				 (struct token_function){name, i,
							 tokens_close(t, i)});
		i = tokens_close(t, i);
		from = i + 1;
	}
}

void tokens_read(const char *text, size_t len, size_t *budget,
		 struct tokens *ret)
{
	struct lexer x = {.s = text,
			  .end = text + len,
			  .line_start = text,
			  .line = 1,
			  .line_blank = true,
			  .out = ret};

	*ret = (struct tokens){.budget = budget};
	while (x.s < x.end) {
		if (isspace((unsigned char)*x.s) || *x.s == '\\' || !*x.s)
			step(&x);
		else if (*x.s == '#' && x.line_blank)
			read_directive(&x);
		else if (!skip_comment(&x))
			read_token(&x);
	}
	find_functions(ret);
}

void tokens_deinit(struct tokens *t)
{
	vec_deinit(&t->list);
	vec_deinit(&t->functions);
	vec_deinit(&t->defines);
}

const struct token_function *tokens_function(const struct tokens *t, size_t i)
{
	size_t low = 0, high = t->functions.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct token_function *f = &t->functions.v[mid];

		if (i < f->name)
			high = mid;
		else if (i > f->end)
			low = mid + 1;
		else
			return f;
	}
	return NULL;
}

static bool wants_blank(const struct token *before, const struct token *t)
{
	static const char tight_after[] = "([.!~", tight_before[] = ")].,;[";

	if (token_is(before, "->") || token_is(t, "->"))
		return false;
	if (before->kind == TOKEN_PUNCT && strchr(tight_after, *before->s))
		return false;
	if (t->kind == TOKEN_PUNCT && strchr(tight_before, *t->s))
		return false;
	if (token_is(t, "("))
		return before->kind == TOKEN_PUNCT && !token_is(before, ")");
	/* "<<", "&&", "==": written together */
	return !(before->kind == TOKEN_PUNCT && t->kind == TOKEN_PUNCT &&
		 before->s + before->len == t->s);
}

char *tokens_text(const struct tokens *t, size_t from, size_t end)
{
	struct strbuf sb = {};

	for (size_t i = from; i < end && i < t->list.n; i++) {
		if (i > from && wants_blank(&t->list.v[i - 1], &t->list.v[i]))
			strbuf_addc(&sb, ' ');
		strbuf_add(&sb, t->list.v[i].s, t->list.v[i].len);
	}
	return strbuf_take(&sb);
}
