/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_SHELL_WORDS_H
#define DMALIAS_UNITS_SHELL_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "base/vec.h"

/* The words of a command. Zeroed means empty; the room is used again. */
struct shell_words {
	struct strbuf text;
	VEC(size_t) starts;
	VEC(char *) list; /* made by shell_words_list() */
};

/**
 * shell_words_split() - split the command that a text starts with.
 *
 * Quotes are those of POSIX sh (XCU 2.2); nothing is expanded. One thing is
 * added: a backslash before '#' goes away within double quotes as well, as
 * the .cmd files of kbuild and what is copied out of them say
 * -D"KBUILD_STR(s)=\#s" in the language of make.
 *
 * @s: the text, up to @end
 * @script: the text is a shell script, and ; & | ( ) < > and newlines outside
 *	    quotes end the command; otherwise they are characters like others
 * @w: gets the words in place of what it had
 * Return: where the command ended: @end, or the character that ended it;
 * NULL when a quote is not closed.
 */
const char *shell_words_split(const char *s, const char *end, bool script,
			      struct shell_words *w);

/* Forget the words; add one as it is. */
void shell_words_reset(struct shell_words *w);
void shell_words_add(struct shell_words *w, const char *word);

/* The words, NULL-terminated; valid until the next change. */
char **shell_words_list(struct shell_words *w, size_t *ret_n);
void shell_words_deinit(struct shell_words *w);

#endif
