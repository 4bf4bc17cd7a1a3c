/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_BASE_PROGRESS_H
#define DMALIAS_BASE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * One line on stderr that says what goes on, when stderr is a terminal that
 * can move back in a line; otherwise nothing is ever printed. It is drawn ten
 * times a second at most, and never wider than the terminal.
 *
 * Clear it before printing anything else there:
 *
 *	progress_clear(&p);
 *	dm_warn(...);
 */
struct progress {
	bool on;
	bool shown; /* there is something to clear */
	uint64_t next; /* when it may be drawn again, monotonic ns */
};

void progress_begin(struct progress *p);

/**
 * progress_show() - "<what> <done>/<total> <name>".
 * @total: 0: not known; neither number is shown
 * @name: what is at hand, shortened from the left; may be NULL
 */
void progress_show(struct progress *p, const char *what, size_t done,
		   size_t total, const char *name);

/* Take the line away; a later progress_show() draws it again. */
void progress_clear(struct progress *p);

/**
 * progress_line() - the line for a terminal of @width columns.
 *
 * Characters that a terminal could take for commands are shown escaped.
 * Return: the text, owned by the caller.
 */
char *progress_line(size_t width, const char *what, size_t done, size_t total,
		    const char *name);

#endif
