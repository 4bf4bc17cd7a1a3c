/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_BASE_STRBUF_H
#define DMALIAS_BASE_STRBUF_H

#include <stdarg.h>
#include <stddef.h>

/* A growing string. @s is always NUL-terminated once something was added. */
struct strbuf {
	char *s;
	size_t len;
	size_t room;
};

void strbuf_add(struct strbuf *sb, const void *data, size_t len);
void strbuf_adds(struct strbuf *sb, const char *s);
void strbuf_addc(struct strbuf *sb, char c);
void strbuf_addf(struct strbuf *sb, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void strbuf_vaddf(struct strbuf *sb, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

/* The string so far, "" when empty; valid until the next change. */
const char *strbuf_str(const struct strbuf *sb);

/* Give the string away (never NULL); the buffer is empty afterwards. */
char *strbuf_take(struct strbuf *sb);

/* Forget the content, keep the room. */
void strbuf_reset(struct strbuf *sb);
void strbuf_deinit(struct strbuf *sb);

#endif
