// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "ctl/debugfs.h"
#include "ctl/keyvalue.h"
#include "ctl/table.h"
#include "ctl/text.h"

static const struct argp argp = {
	.doc = "Numbers of the module: events, mappings, memory, what was "
	       "lost.",
};

/* "name value": cuts the line, returns the value; names may be of functions */
static char *split(char *line)
{
	char *value = line + strcspn(line, " \t");

	if (*value)
		*value++ = '\0';
	text_unescape(line);
	return value + strspn(value, " \t");
}

static void print_json(char *text)
{
	struct jsonw w;
	char *line;

	jsonw_init(&w, stdout);
	jsonw_object(&w, NULL);
	jsonw_object(&w, "stats");
	while ((line = debugfs_line(&text))) {
		char *value = split(line);

		if (*line)
			kv_json_value(&w, line, value);
	}
	jsonw_end(&w);
	jsonw_end(&w);
	jsonw_finish(&w);
}

static void print_table(char *text)
{
	autotable struct table table = {.columns = 2};
	char *line;

	while ((line = debugfs_line(&text))) {
		char *value = split(line);

		if (*line)
			table_row(&table, (const char *[]){line, value});
	}
	table_print(&table, stdout);
}

int cmd_stats(int argc, char **argv)
{
	struct common common = {};
	autobuf struct buf text = {};

	command_parse(&argp, argc, argv, &common);
	if (!debugfs_read(&common, "stats", &text))
		return command_end(&common, CTL_ERROR);
	if (common.json)
		print_json(text.s);
	else
		print_table(text.s);
	return command_end(&common, CTL_CLEAN);
}
