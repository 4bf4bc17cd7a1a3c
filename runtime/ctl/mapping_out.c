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

void mapping_out_begin(struct mapping_out *out, const struct common *common)
{
	const char *heads[N_COLUMNS + 1] = {
		"PFN", "KIND", "TYPE",	 "ASKED", "MODULE", "SITE", "SPACE",
		"PID", "COMM", "DEVICE", "FLAGS", "TIME",   "",
	};

	*out = (struct mapping_out){common, {.columns = N_COLUMNS + 1}};
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

		buf_addf(&out->stacks, "  %.*s\n", (int)len, stack);
		stack += len + (stack[len] == '<');
	}
}

static void add_json(const struct kv_line *line)
{
	struct jsonw w;

	jsonw_init(&w, stdout);
	jsonw_object(&w, NULL);
	jsonw_object(&w, "mapping");
	kv_json(&w, line);
	jsonw_end(&w);
	jsonw_end(&w);
	jsonw_finish(&w);
}

void mapping_out_add(struct mapping_out *out, const struct kv_line *line)
{
	autobuf struct buf others = {};

	out->n++;
	if (out->common->json) {
		add_json(line);
		return;
	}
	for (size_t i = 0; i < N_COLUMNS; i++) {
		const char *value = kv_get(line, columns[i]);

		table_cell(&out->table, value && *value ? value : "-");
	}
	add_others(&others, line);
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
