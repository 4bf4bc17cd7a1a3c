// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "scan/bytes.h"

void put_bytes(struct strbuf *out, const void *data, uint32_t len)
{
	strbuf_add(out, &len, sizeof(len));
	strbuf_add(out, data, len);
}

void put_str(struct strbuf *out, const char *s)
{
	put_bytes(out, s ? s : "", s ? strlen(s) : 0);
}

bool get_bytes(struct bytes *b, const char **ret, uint32_t *ret_len)
{
	uint32_t len;

	if (b->len < sizeof(len))
		return false;
	memcpy(&len, b->data, sizeof(len));
	if (len > b->len - sizeof(len))
		return false;
	*ret = b->data + sizeof(len);
	*ret_len = len;
	b->data += sizeof(len) + len;
	b->len -= sizeof(len) + len;
	return true;
}

bool get_str(struct bytes *b, char **ret)
{
	const char *s;
	uint32_t len;

	if (!get_bytes(b, &s, &len))
		return false;
	*ret = len ? xstrndup(s, len) : NULL;
	return true;
}

bool get_exact(struct bytes *b, void *ret, uint32_t len)
{
	const char *s;
	uint32_t have;

	if (!get_bytes(b, &s, &have) || have != len)
		return false;
	memcpy(ret, s, len);
	return true;
}
