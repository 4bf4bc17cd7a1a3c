// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/strbuf.h"
#include "base/utf8.h"

/* Length of the sequence that a lead byte begins, 0 when it is none. */
static unsigned int sequence_length(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xc2 && lead <= 0xdf)
		return 2;
	if (lead >= 0xe0 && lead <= 0xef)
		return 3;
	if (lead >= 0xf0 && lead <= 0xf4)
		return 4;
	return 0;
}

size_t utf8_decode(const char *s, size_t len, uint32_t *ret)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char lead = *s;
	unsigned int n = sequence_length(lead);
	uint32_t c = n > 1 ? lead & (0x7f >> n) : lead;

	*ret = UTF8_INVALID;
	if (!n || n > len)
		return 1;
	for (unsigned int i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 1;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < smallest[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 1;
	*ret = c;
	return n;
}

unsigned int utf16_units(uint32_t c)
{
	return c != UTF8_INVALID && c >= 0x10000 ? 2 : 1;
}

bool utf8_unsafe(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c ||
	       (c >= 0x200e && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

void strbuf_add_shown(struct strbuf *sb, const char *s)
{
	size_t len = strlen(s);

	while (len) {
		uint32_t c;
		size_t n = utf8_decode(s, len, &c);

		if (c == UTF8_INVALID || (n == 1 && utf8_unsafe(c)))
			strbuf_addf(sb, "\\x%02x", (unsigned char)*s);
		else if (utf8_unsafe(c))
			strbuf_addf(sb, "\\u{%x}", c);
		else
			strbuf_add(sb, s, n);
		s += n;
		len -= n;
	}
}
