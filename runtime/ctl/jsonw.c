// SPDX-License-Identifier: GPL-2.0-or-later
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "ctl/jsonw.h"
#include "ctl/mem.h"
#include "ctl/text.h"

enum { DEPTH_MAX = 60 };

void jsonw_init(struct jsonw *w, FILE *out)
{
	*w = (struct jsonw){.out = out};
}

static uint64_t level(const struct jsonw *w)
{
	return UINT64_C(1) << (w->depth - 1);
}

static void write_ascii(FILE *out, unsigned char c)
{
	if (c == '"' || c == '\\')
		fprintf(out, "\\%c", c);
	else if (c < ' ' || c == 0x7f)
		fprintf(out, "\\u%04x", c);
	else
		putc(c, out);
}

static void write_string(FILE *out, const char *s)
{
	putc('"', out);
	while (*s) {
		size_t n = text_utf8(s);

		if (!n)
			fputs("\\ufffd", out);
		else if (n == 1)
			write_ascii(out, *s);
		else
			fwrite(s, 1, n, out);
		s += n ? n : 1;
	}
	putc('"', out);
}

static void begin_value(struct jsonw *w, const char *name)
{
	if (!w->depth)
		return;
	assert(!name == !!(w->arrays & level(w)));
	if (w->started & level(w))
		putc(',', w->out);
	w->started |= level(w);
	if (name) {
		write_string(w->out, name);
		putc(':', w->out);
	}
}

static void begin_level(struct jsonw *w, const char *name, bool array)
{
	begin_value(w, name);
	assert(w->depth < DEPTH_MAX);
	putc(array ? '[' : '{', w->out);
	w->depth++;
	w->started &= ~level(w);
	w->arrays &= ~level(w);
	if (array)
		w->arrays |= level(w);
}

void jsonw_object(struct jsonw *w, const char *name)
{
	begin_level(w, name, false);
}

void jsonw_array(struct jsonw *w, const char *name)
{
	begin_level(w, name, true);
}

void jsonw_end(struct jsonw *w)
{
	assert(w->depth);
	putc(w->arrays & level(w) ? ']' : '}', w->out);
	w->depth--;
}

void jsonw_str(struct jsonw *w, const char *name, const char *s)
{
	begin_value(w, name);
	write_string(w->out, s);
}

void jsonw_strf(struct jsonw *w, const char *name, const char *fmt, ...)
{
	autofree char *s = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		s = mem_dup("");
	va_end(ap);
	jsonw_str(w, name, s);
}

void jsonw_uint(struct jsonw *w, const char *name, uint64_t value)
{
	begin_value(w, name);
	fprintf(w->out, "%" PRIu64, value);
}

void jsonw_hex(struct jsonw *w, const char *name, uint64_t value)
{
	begin_value(w, name);
	fprintf(w->out, "\"0x%" PRIx64 "\"", value);
}

void jsonw_bool(struct jsonw *w, const char *name, bool value)
{
	begin_value(w, name);
	fputs(value ? "true" : "false", w->out);
}

void jsonw_null(struct jsonw *w, const char *name)
{
	begin_value(w, name);
	fputs("null", w->out);
}

void jsonw_finish(struct jsonw *w)
{
	assert(!w->depth);
	putc('\n', w->out);
}
