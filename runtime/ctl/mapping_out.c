// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <string.h>

#include "ctl/debugfs.h"
#include "ctl/mapping_out.h"
#include "ctl/text.h"

/* The columns; the last one takes what has none */
static const char *const columns[] = {"pfn",	"kind",	  "type",  "asked",
				      "module", "site",	  "space", "pid",
				      "comm",	"device", "flags", "time"};

enum { N_COLUMNS = sizeof(columns) / sizeof(columns[0]) };

void mapping_out_begin(struct mapping_out *out, const struct common *common,
		       struct symbols *symbols)
{
	const char *heads[N_COLUMNS + 1] = {
		"PFN", "KIND", "TYPE",	 "ASKED", "MODULE", "SITE", "SPACE",
		"PID", "COMM", "DEVICE", "FLAGS", "TIME",   "",
	};

	*out = (struct mapping_out){
		common, symbols, {.columns = N_COLUMNS + 1}};
	if (!common->json)
		table_row(&out->table, heads);
}

static bool has_column(const char *key)
{
	for (size_t i = 0; i < N_COLUMNS; i++)
		if (!strcmp(columns[i], key))
			return true;
	return false;
}

static void add_others(struct buf *others, const struct kv_line *line)
{
	buf_adds(others, "");
	for (size_t i = 0; i < line->n; i++) {
		const struct keyvalue *kv = &line->v[i];

		if (kv->value &&
		    (has_column(kv->key) || !strcmp(kv->key, "stack")))
			continue;
		buf_addf(others, "%s%s%s%s", others->len ? " " : "", kv->key,
			 kv->value ? "=" : "", kv->value ? kv->value : "");
	}
}

/* "file:line" of "foo_probe+0x1c4 [foo]"; NULL: not known */
static char *place_of(const struct mapping_out *out, const char *symbol)
{
	struct symbol_place place;
	char *ret;

	if (!symbols_place_of(out->symbols, symbol, &place))
		return NULL;
	ret = mem_printf("%s:%u", place.file, place.line);
	free(place.file);
	return ret;
}

/* The same for the site, which has its module in another value */
static char *site_place(const struct mapping_out *out,
			const struct kv_line *line)
{
	const char *site = kv_get(line, "site");
	const char *module = kv_get(line, "module");
	autofree char *symbol =
		mem_printf("%s [%s]", site ? site : "", module ? module : "");

	return site && *site ? place_of(out, symbol) : NULL;
}

/* "caller<its caller<..." */
static void add_stack(struct mapping_out *out, const struct kv_line *line)
{
	const char *stack = kv_get(line, "stack");
	const char *kind = kv_get(line, "kind");

	if (!stack || !*stack)
		return;
	buf_addf(&out->stacks, "%s of %s made by:\n", kind ? kind : "mapping",
		 kv_get(line, "pfn") ? kv_get(line, "pfn") : "?");
	while (*stack) {
		size_t len = strcspn(stack, "<");

		autofree char *frame = mem_printf("%.*s", (int)len, stack);
		autofree char *where = place_of(out, frame);

		buf_addf(&out->stacks, where ? "  %s (%s)\n" : "  %s\n", frame,
			 where);
		stack += len + (stack[len] == '<');
	}
}

static void add_json(const struct kv_line *line, const char *where)
{
	struct jsonw w;

	jsonw_init(&w, stdout);
	jsonw_object(&w, NULL);
	jsonw_object(&w, "mapping");
	kv_json(&w, line);
	if (where)
		jsonw_str(&w, "where", where);
	jsonw_end(&w);
	jsonw_end(&w);
	jsonw_finish(&w);
}

void mapping_out_add(struct mapping_out *out, const struct kv_line *line)
{
	autofree char *where = site_place(out, line);
	autobuf struct buf others = {};

	out->n++;
	if (out->common->json) {
		add_json(line, where);
		return;
	}
	for (size_t i = 0; i < N_COLUMNS; i++) {
		const char *value = kv_get(line, columns[i]);

		table_cell(&out->table, value && *value ? value : "-");
	}
	add_others(&others, line);
	if (where)
		buf_addf(&others, " %s", where);
	table_cell(&out->table, others.s);
	add_stack(out, line);
}

static void print_stacks(char *text)
{
	char *line;

	while ((line = debugfs_line(&text))) {
		text_print(stdout, line);
		putchar('\n');
	}
}

void mapping_out_end(struct mapping_out *out)
{
	if (!out->common->json && out->n)
		table_print(&out->table, stdout);
	if (out->stacks.s)
		print_stacks(out->stacks.s);
	buf_free(&out->stacks);
	if (!out->common->json)
		printf("%zu mapping%s\n", out->n, out->n == 1 ? "" : "s");
	table_free(&out->table);
}
