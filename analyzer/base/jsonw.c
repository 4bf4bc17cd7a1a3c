// SPDX-License-Identifier: GPL-2.0-or-later
#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "base/jsonw.h"
#include "base/mem.h"
#include "base/utf8.h"

void jsonw_init(struct jsonw *w, FILE *out)
{
	*w = (struct jsonw){.out = out};
}

static uint64_t level(const struct jsonw *w)
{
	return UINT64_C(1) << (w->depth - 1);
}

static void write_char(FILE *out, uint32_t c, const char *s, size_t n)
{
	if (c == UTF8_INVALID)
		fputs("\\ufffd", out);
	else if (c == '"' || c == '\\')
		fprintf(out, "\\%c", (char)c);
	else if (c == '\n')
		fputs("\\n", out);
	else if (c == '\t')
		fputs("\\t", out);
	else if (utf8_unsafe(c))
		fprintf(out, "\\u%04" PRIx32, c);
	else
		fwrite(s, 1, n, out);
}

/* How many bytes from @s on can be written as they are. */
static size_t plain_run(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && s[n] >= ' ' && s[n] < 0x7f && s[n] != '"' &&
	       s[n] != '\\')
		n++;
	return n;
}

static void write_string(FILE *out, const char *s, size_t len)
{
	putc('"', out);
	while (len) {
		size_t n = plain_run(s, len);
		uint32_t c;

		if (n) {
			fwrite(s, 1, n, out);
		} else {
			n = utf8_decode(s, len, &c);
			write_char(out, c, s, n);
		}
		s += n;
		len -= n;
	}
	putc('"', out);
}

static void new_line(struct jsonw *w)
{
	char line[JSONW_DEPTH_MAX + 1];

	if (w->one_line)
		return;
	memset(line, ' ', sizeof(line));
	line[0] = '\n';
	fwrite(line, 1, w->depth + 1, w->out);
}

/* What comes before a value: comma, line, name. */
static void begin_value(struct jsonw *w, const char *name)
{
	if (!w->depth) {
		assert(!name && !w->started);
		return;
	}
	assert(!name == !!(w->arrays & level(w)));
	if (w->started & level(w))
		putc(',', w->out);
	w->started |= level(w);
	new_line(w);
	if (!name)
		return;
	write_string(w->out, name, strlen(name));
	fputs(": ", w->out);
}

static void begin_level(struct jsonw *w, const char *name, bool array)
{
	begin_value(w, name);
	assert(w->depth < JSONW_DEPTH_MAX);
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
	bool array, started;

	assert(w->depth);
	array = w->arrays & level(w);
	started = w->started & level(w);
	w->depth--;
	if (started)
		new_line(w);
	putc(array ? ']' : '}', w->out);
}

void jsonw_strn(struct jsonw *w, const char *name, const char *value,
		size_t len)
{
	begin_value(w, name);
	write_string(w->out, value, len);
}

void jsonw_str(struct jsonw *w, const char *name, const char *value)
{
	if (value)
		jsonw_strn(w, name, value, strlen(value));
	else
		jsonw_null(w, name);
}

void jsonw_strf(struct jsonw *w, const char *name, const char *fmt, ...)
{
	autofree char *s = NULL;
	va_list ap;

	va_start(ap, fmt);
	s = xvasprintf(fmt, ap);
	va_end(ap);
	jsonw_str(w, name, s);
}

void jsonw_uint(struct jsonw *w, const char *name, uint64_t value)
{
	begin_value(w, name);
	fprintf(w->out, "%" PRIu64, value);
}

void jsonw_int(struct jsonw *w, const char *name, int64_t value)
{
	begin_value(w, name);
	fprintf(w->out, "%" PRId64, value);
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

void jsonw_double(struct jsonw *w, const char *name, double value)
{
	if (!isfinite(value)) {
		jsonw_null(w, name);
		return;
	}
	begin_value(w, name);
	fprintf(w->out, "%.3f", value);
}

void jsonw_finish(struct jsonw *w)
{
	assert(!w->depth);
	putc('\n', w->out);
}
