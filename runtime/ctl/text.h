/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_TEXT_H
#define DMALIAS_CTL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* text_utf8 - bytes of the character that @s begins with, 0: no UTF-8 */
size_t text_utf8(const char *s);

/*
 * text_print - for a terminal: all but printable ASCII is shown as \xNN, so
 * that names from drivers and processes cannot give it commands.
 */
void text_print(FILE *out, const char *s);

/* text_width - what text_print() takes */
size_t text_width(const char *s);

/*
 * text_unescape - \xNN and the kernel's octal \NNN in place, but for those that
 * are 0, which would end the string.
 */
void text_unescape(char *s);

/* text_number - all of @s, as strtoull() takes it; false: it is no number */
bool text_number(const char *s, uint64_t *ret);

/* text_s - the plural of a word: "" or "s" */
const char *text_s(uint64_t n);

#endif
