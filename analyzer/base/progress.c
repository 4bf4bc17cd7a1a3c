// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/progress.h"
#include "base/strbuf.h"
#include "base/utf8.h"

#define INTERVAL_NS UINT64_C(100000000)
#define DEFAULT_WIDTH 80

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * UINT64_C(1000000000) + ts.tv_nsec;
}

static size_t terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	return DEFAULT_WIDTH;
}

static size_t count_characters(const char *s)
{
	size_t n = 0, left = strlen(s);
	uint32_t c;

	while (left) {
		size_t len = utf8_decode(s, left, &c);

		s += len;
		left -= len;
		n++;
	}
	return n;
}

/* The rest of @s when its first @n characters are left out. */
static const char *skip_characters(const char *s, size_t n)
{
	size_t left = strlen(s);
	uint32_t c;

	while (n-- && left) {
		size_t len = utf8_decode(s, left, &c);

		s += len;
		left -= len;
	}
	return s;
}

static void add_name(struct strbuf *line, size_t room, const char *name)
{
	struct strbuf shown = {};
	size_t n;

	strbuf_add_shown(&shown, name);
	n = count_characters(strbuf_str(&shown));
	if (n <= room)
		strbuf_adds(line, strbuf_str(&shown));
	else if (room > 3)
		strbuf_addf(line, "...%s",
			    skip_characters(strbuf_str(&shown),
					    n - (room - 3)));
	strbuf_deinit(&shown);
}

char *progress_line(size_t width, const char *what, size_t done, size_t total,
		    const char *name)
{
	struct strbuf line = {};
	size_t used;

	if (total)
		strbuf_addf(&line, "%s %zu/%zu", what, done, total);
	else
		strbuf_adds(&line, what);
	used = count_characters(strbuf_str(&line));
	/* The last column stays free: some terminals wrap behind it. */
	if (used >= width) {
		const char *end = skip_characters(strbuf_str(&line),
						  width ? width - 1 : 0);

		line.s[end - line.s] = '\0';
		return strbuf_take(&line);
	}
	if (name && used + 2 < width) {
		strbuf_addc(&line, ' ');
		add_name(&line, width - used - 2, name);
	}
	return strbuf_take(&line);
}

void progress_begin(struct progress *p)
{
	const char *term = getenv("TERM");

	*p = (struct progress){.on = isatty(STDERR_FILENO) && term && *term &&
				     strcmp(term, "dumb") != 0};
}

void progress_show(struct progress *p, const char *what, size_t done,
		   size_t total, const char *name)
{
	autofree char *line = NULL;
	uint64_t now;

	if (!p->on)
		return;
	now = now_ns();
	if (now < p->next)
		return;
	p->next = now + INTERVAL_NS;
	line = progress_line(terminal_width(), what, done, total, name);
	fprintf(stderr, "\r%s\033[K", line);
	fflush(stderr);
	p->shown = true;
}

void progress_clear(struct progress *p)
{
	if (!p->shown)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	p->shown = false;
	p->next = 0;
}
