/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_TABLE_H
#define DMALIAS_CTL_TABLE_H

#include <stddef.h>
#include <stdio.h>

/* Columns as wide as what is in them, the first row is the heading. */
struct table {
	size_t columns, n;
	char **cells; /* n rows of columns */
};

/* table_cell - append a cell (copied, NULL: empty); rows fill up by themselves
 */
void table_cell(struct table *table, const char *text);
void table_row(struct table *table, const char *const *texts);
void table_print(const struct table *table, FILE *out);
void table_free(struct table *table);
#define autotable __attribute__((cleanup(table_free)))

#endif
