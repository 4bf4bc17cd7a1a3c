/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_KBUILD_CALL_H
#define DMALIAS_UNITS_KBUILD_CALL_H

#include <stdbool.h>
#include <stddef.h>

struct shell_words;
struct strbuf;

/**
 * kbuild_call_find() - find the compiler call in a shell line of kbuild.
 *
 * kbuild compiles with other commands before and after it on the line (echo,
 * trap, objtool, fixdep). The call is the command that has -D__KERNEL__, -c
 * and a .c file as its last word; host programs have no such macro.
 *
 * @words: gets program and arguments
 * @ret_garbled: set when the line is no shell command, say because two of
 *		 them got mixed; may be NULL
 * Return: the .c file, in @words; NULL when the line compiles none.
 */
const char *kbuild_call_find(const char *s, size_t len,
			     struct shell_words *words, bool *ret_garbled);

/**
 * kbuild_call_in_cmd() - find the compiler call in the text of a .cmd file.
 *
 * Takes "savedcmd_X.o := ..." (since 6.2) and "cmd_X.o := ..." and undoes
 * what scripts/Kbuild.include escapes for make: $$, \#, $(pound).
 *
 * @text: with a NUL after it
 * @scratch: room that is used again
 * Return: as kbuild_call_find().
 */
const char *kbuild_call_in_cmd(const char *text, size_t len,
			       struct strbuf *scratch,
			       struct shell_words *words);

#endif
