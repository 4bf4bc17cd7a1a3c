// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/text.h"

/* Continuation bytes, and the least value so long a form may have */
static size_t utf8_tail(unsigned char c, uint32_t *value, uint32_t *least)
{
	if (c >= 0xc2 && c < 0xe0) {
		*value = c & 0x1f;
		*least = 0x80;
		return 1;
	}
	if (c >= 0xe0 && c < 0xf0) {
		*value = c & 0xf;
		*least = 0x800;
		return 2;
	}
	if (c >= 0xf0 && c < 0xf5) {
		*value = c & 7;
		*least = 0x10000;
		return 3;
	}
	return 0;
}

size_t text_utf8(const char *s)
{
	uint32_t value = 0, least = 0;
	size_t n;

	if ((unsigned char)*s < 0x80)
		return 1;
	n = utf8_tail(*s, &value, &least);
	for (size_t i = 1; i <= n; i++) {
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (s[i] & 0x3f);
	}
	/* no surrogates, none of the control characters C1, none past the end
	 */
	if (!n || value < least || value < 0xa0 || value > 0x10ffff ||
	    (value >= 0xd800 && value < 0xe000))
		return 0;
	return n + 1;
}

static bool plain(char c)
{
	return c >= ' ' && c < 0x7f;
}

void text_print(FILE *out, const char *s)
{
	for (; *s; s++) {
		if (plain(*s))
			putc(*s, out);
		else
			fprintf(out, "\\x%02x", (unsigned char)*s);
	}
}

size_t text_width(const char *s)
{
	size_t width = 0;

	for (; *s; s++)
		width += plain(*s) ? 1 : 4;
	return width;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool octal(char c)
{
	return c >= '0' && c <= '7';
}

/* What the escape that @s begins with stands for; 0: it is none */
static int unescape(const char *s)
{
	if (s[0] != '\\')
		return 0;
	if (s[1] == 'x')
		return hex(s[2]) < 0 || hex(s[3]) < 0 ?
			       0 :
			       hex(s[2]) << 4 | hex(s[3]);
	if (s[1] <= '3' && octal(s[1]) && octal(s[2]) && octal(s[3]))
		return (s[1] - '0') << 6 | (s[2] - '0') << 3 | (s[3] - '0');
	return 0;
}

void text_unescape(char *s)
{
	char *to = s;

	while (*s) {
		int c = unescape(s);

		*to++ = c ? c : *s;
		s += c ? 4 : 1;
	}
	*to = '\0';
}

bool text_number(const char *s, uint64_t *ret)
{
	char *end;

	if (!isdigit((unsigned char)*s))
		return false;
	errno = 0;
	*ret = strtoull(s, &end, 0);
	return !errno && !*end;
}

const char *text_s(uint64_t n)
{
	return n == 1 ? "" : "s";
}
