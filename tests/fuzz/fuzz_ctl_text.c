// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Text of the module and of /proc: no line of it breaks anything, what was
 * read of one points into it, and what is written of it is one line of JSON.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/debugfs.h"
#include "ctl/kallsyms.h"
#include "ctl/keyvalue.h"
#include "ctl/symbols.h"
#include "ctl/text.h"
#include "ctl/vmallocinfo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_json(const struct kv_line *line)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_object(&w, NULL);
	kv_json(&w, line);
	jsonw_end(&w);
	jsonw_finish(&w);
	fclose(out);
	if (strlen(text) != size || strchr(text, '\n') != text + size - 1)
		abort();
	for (const char *s = text; s < text + size - 1;) {
		size_t n = text_utf8(s);

		if (!n || (n == 1 && (*s < ' ' || *s == 0x7f)))
			abort();
		s += n;
	}
	free(text);
}

static void check_line(const char *text)
{
	struct kv_line line;
	struct symbol symbol;

	kv_parse(&line, text);
	for (size_t i = 0; i < line.n; i++)
		if (line.v[i].key < line.text ||
		    line.v[i].key > line.text + strlen(text))
			abort();
	check_json(&line);
	kv_free(&line);
	if (symbol_parse(text, &symbol) != !!*symbol.function)
		abort();
}

static void check_areas(const struct vmallocinfo *info)
{
	for (size_t i = 0; i < info->n; i++) {
		const struct vmalloc_area *area = &info->v[i];

		if (area->start < area->end && !info->hidden &&
		    !vmallocinfo_va(info, area->start))
			abort();
	}
}

static void check_symbols(struct kallsyms *kallsyms)
{
	char name[SYMBOL_MAX];

	kallsyms_sort(kallsyms);
	for (size_t i = 0; i < kallsyms->n; i++)
		if (!kallsyms_name(kallsyms, kallsyms->v[i].address, name,
				   sizeof(name)))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vmallocinfo info = {};
	struct kallsyms kallsyms = {};
	autobuf struct buf text = {};
	char *line, *next;

	buf_add(&text, data, size);
	for (next = text.s; (line = debugfs_line(&next));) {
		check_line(line);
		vmallocinfo_line(&info, line);
		kallsyms_line(&kallsyms, line);
	}
	check_areas(&info);
	check_symbols(&kallsyms);
	vmallocinfo_free(&info);
	kallsyms_free(&kallsyms);
	return 0;
}
