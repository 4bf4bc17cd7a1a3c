/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_BASE_UTF8_H
#define DMALIAS_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * utf8_decode() - take one character off a string.
 * @len: bytes there are, at least 1
 * @ret: the code point, or UTF8_INVALID
 *
 * Return: how many bytes it takes; 1 for a byte that begins no well-formed
 * sequence (RFC 3629: no surrogates, nothing overlong, up to U+10FFFF).
 */
size_t utf8_decode(const char *s, size_t len, uint32_t *ret);
#define UTF8_INVALID UINT32_MAX

/* How many UTF-16 code units a code point takes; 1 for UTF8_INVALID. */
unsigned int utf16_units(uint32_t c);

/*
 * Whether a terminal, or a person, may take the character for something else
 * than what it is: C0 and C1 controls, line separators, and the characters
 * that change the direction of text.
 */
bool utf8_unsafe(uint32_t c);

struct strbuf;

/*
 * Append @s so that it can be shown: bytes that are not UTF-8 become \xNN,
 * unsafe characters \xNN or \u{N}. A backslash stays what it is.
 */
void strbuf_add_shown(struct strbuf *sb, const char *s);

#endif
