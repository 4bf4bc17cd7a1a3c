/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FINDINGS_COLUMNS_H
#define DMALIAS_FINDINGS_COLUMNS_H

/*
 * From columns in bytes, as the front end counts, to columns in UTF-16 code
 * units, as SARIF viewers do. For that the source line has to be read; a few
 * files are kept, since findings come sorted by path.
 */
struct columns;

/* @root: what relative paths are below; NULL: the current folder. */
struct columns *columns_create(const char *root);
void columns_destroy(struct columns *c);

/**
 * columns_utf16() - convert one column, from 1 to from 1.
 *
 * A byte that is not part of well-formed UTF-8 (a line in Latin-1) counts one.
 * Where there is no such line, or no such file, @col comes back as it is.
 */
unsigned int columns_utf16(struct columns *c, const char *path,
			   unsigned int line, unsigned int col);

#endif
