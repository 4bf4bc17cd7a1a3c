// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "ctl/debugfs.h"
#include "ctl/jsonw.h"
#include "ctl/text.h"

static const struct argp argp = {
	.doc = "Conflicts that were found since the module was loaded.\v"
	       "Exit code 1: there are some.",
};

/* "dmalias: attr/ram-iomap: rest" gives "attr/ram-iomap" to @rule */
static void rule_of(const char *headline, char *rule, size_t size)
{
	const char *s = strncmp(headline, "dmalias: ", 9) ? headline :
							    headline + 9;
	size_t len = strcspn(s, ": ");

	snprintf(rule, size, "%.*s", memchr(s, '/', len) ? (int)len : 0, s);
}

struct block {
	struct jsonw w;
	bool open, json;
	size_t n;
};

static void end_block(struct block *block)
{
	if (!block->open)
		return;
	block->open = false;
	if (!block->json)
		return;
	jsonw_end(&block->w);
	jsonw_end(&block->w);
	jsonw_end(&block->w);
	jsonw_finish(&block->w);
}

static void begin_block(struct block *block, const char *headline)
{
	char rule[80];

	block->open = true;
	if (block->n++ && !block->json)
		putchar('\n');
	if (!block->json)
		return;
	rule_of(headline, rule, sizeof(rule));
	jsonw_init(&block->w, stdout);
	jsonw_object(&block->w, NULL);
	jsonw_object(&block->w, "conflict");
	jsonw_str(&block->w, "rule", rule);
	jsonw_str(&block->w, "headline", headline);
	jsonw_array(&block->w, "lines");
}

static void add_line(struct block *block, const char *line)
{
	bool first = !block->open;

	if (first)
		begin_block(block, line);
	if (block->json && !first)
		jsonw_str(&block->w, NULL, line);
	if (!block->json) {
		text_print(stdout, line);
		putchar('\n');
	}
}

int cmd_conflicts(int argc, char **argv)
{
	struct common common = {};
	autobuf struct buf text = {};
	struct block block = {};
	char *next, *line;

	command_parse(&argp, argc, argv, &common);
	if (!debugfs_read(&common, "conflicts", &text))
		return command_end(&common, CTL_ERROR);
	block.json = common.json;
	for (next = text.s; (line = debugfs_line(&next));) {
		if (line[strspn(line, " \t")])
			add_line(&block, line);
		else
			end_block(&block);
	}
	end_block(&block);
	if (!block.n && !common.json)
		puts("no conflicts");
	return command_end(&common, block.n ? CTL_FOUND : CTL_CLEAN);
}
