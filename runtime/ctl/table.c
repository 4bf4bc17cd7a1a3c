// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "ctl/mem.h"
#include "ctl/table.h"
#include "ctl/text.h"

void table_cell(struct table *table, const char *text)
{
	table->cells = mem_push(table->cells, table->n, sizeof(*table->cells));
	table->cells[table->n++] = mem_dup(text ? text : "");
}

void table_row(struct table *table, const char *const *texts)
{
	for (size_t i = 0; i < table->columns; i++)
		table_cell(table, texts[i]);
}

static size_t width_of(const struct table *table, size_t column)
{
	size_t width = 0;

	for (size_t i = column; i < table->n; i += table->columns) {
		size_t w = text_width(table->cells[i]);

		width = w > width ? w : width;
	}
	return width;
}

static void print_cell(FILE *out, const char *text, size_t width)
{
	text_print(out, text);
	fprintf(out, "%*s", (int)(width - text_width(text)) + 2, "");
}

/* Without blanks at its end */
static void print_row(const struct table *table, size_t row,
		      const size_t *widths, FILE *out)
{
	size_t last = table->columns - 1;

	while (last && !*table->cells[row + last])
		last--;
	for (size_t c = 0; c < last; c++)
		print_cell(out, table->cells[row + c], widths[c]);
	text_print(out, table->cells[row + last]);
	putc('\n', out);
}

void table_print(const struct table *table, FILE *out)
{
	autofree size_t *widths =
		mem_grow(NULL, table->columns, sizeof(size_t));

	for (size_t c = 0; c < table->columns; c++)
		widths[c] = width_of(table, c);
	for (size_t i = 0; i < table->n; i += table->columns)
		print_row(table, i, widths, out);
}

void table_free(struct table *table)
{
	for (size_t i = 0; i < table->n; i++)
		free(table->cells[i]);
	free(table->cells);
	*table = (struct table){};
}
