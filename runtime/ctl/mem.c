// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "ctl/command.h"
#include "ctl/mem.h"

static void no_memory(void)
{
	fputs("dmaliasctl: out of memory\n", stderr);
	exit(CTL_ERROR);
}

void *mem_grow(void *old, size_t n, size_t size)
{
	void *p = reallocarray(old, n ? n : 1, size);

	if (!p)
		no_memory();
	return p;
}

char *mem_dup(const char *s)
{
	char *copy = strdup(s);

	if (!copy)
		no_memory();
	return copy;
}

char *mem_printf(const char *fmt, ...)
{
	char *s = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		no_memory();
	va_end(ap);
	return s;
}

void mem_autofree(void *pointer)
{
	free(*(void **)pointer);
}

void mem_autoclose(FILE **file)
{
	if (*file)
		fclose(*file);
}

void *mem_push(void *v, size_t n, size_t size)
{
	if (n & (n - 1))
		return v;
	return mem_grow(v, n ? 2 * n : 1, size);
}

void buf_add(struct buf *buf, const void *s, size_t len)
{
	if (buf->len + len + 1 > buf->size) {
		buf->size = 2 * buf->size + len + 64;
		buf->s = mem_grow(buf->s, buf->size, 1);
	}
	if (len)
		memcpy(buf->s + buf->len, s, len);
	buf->len += len;
	buf->s[buf->len] = '\0';
}

void buf_adds(struct buf *buf, const char *s)
{
	buf_add(buf, s, strlen(s));
}

void buf_addf(struct buf *buf, const char *fmt, ...)
{
	char *s = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		no_memory();
	va_end(ap);
	buf_adds(buf, s);
	free(s);
}

void buf_free(struct buf *buf)
{
	free(buf->s);
	*buf = (struct buf){};
}
