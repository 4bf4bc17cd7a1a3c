/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_AUDIT_TOKEN_H
#define DMALIAS_AUDIT_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"

struct strbuf;

/*
 * The text of a C file as tokens, for what no parser sees without the headers:
 * tables of structures that are not defined, both sides of every #if, macros
 * by name. Comments are left out; of preprocessor lines only #define is kept.
 */
enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_STRING, TOKEN_PUNCT };

struct token {
	const char *s; /* into the text; a string has its quotes */
	uint32_t len;
	uint32_t line, col; /* from 1; columns in bytes */
	uint8_t kind; /* enum token_kind; punctuation: "->" is one token, all
		       * else is one character each */
};

/* A function by its text: tokens from its name up to the closing brace. */
struct token_function {
	size_t name, body, end; /* token indices; body: the brace */
};

/* An object-like macro: what follows its name. */
struct token_define {
	struct token name;
	const char *value; /* one or more lines, not terminated */
	size_t len;
};

struct tokens {
	VEC(struct token) list;
	VEC(struct token_function) functions;
	VEC(struct token_define) defines;
	/* what tokens_close() may still look at: text in which nothing is
	 * closed must not cost the square of its length */
	size_t *budget;
};

#define TOKENS_BUDGET ((size_t)100 << 20)

/* @text and @budget, which begins as TOKENS_BUDGET, must outlive @ret, which
 * tokens_deinit() frees. A budget of 0 at the end: the text was not wholly
 * understood. */
void tokens_read(const char *text, size_t len, size_t *budget,
		 struct tokens *ret);
void tokens_deinit(struct tokens *t);

bool token_is(const struct token *t, const char *s);
char *token_text(const struct token *t); /* the caller frees it */

/* The function that token @i is in (parameters too), or NULL. */
const struct token_function *tokens_function(const struct tokens *t, size_t i);

/*
 * The token that closes what token @open opens, a brace, bracket or
 * parenthesis; the last one of the file when nothing does, and @open itself
 * when the budget is spent.
 */
size_t tokens_close(const struct tokens *t, size_t open);

/* Tokens @from up to, and without, @end as text with single blanks where C
 * needs or people expect them. The caller frees it. */
char *tokens_text(const struct tokens *t, size_t from, size_t end);

#endif
