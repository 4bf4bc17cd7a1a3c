// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "ctl/debugfs.h"
#include "ctl/mapping_out.h"

struct mappings {
	struct common common;
	const char *module, *kind, *type; /* NULL: any */
};

enum { OPT_MODULE = 0x200, OPT_KIND, OPT_TYPE };

static const struct argp_option options[] = {
	{"module", OPT_MODULE, "NAME", 0, "made by this module only"},
	{"kind", OPT_KIND, "KIND", 0, "of this kind only: vmap, ioremap, ..."},
	{"type", OPT_TYPE, "TYPE", 0,
	 "with this memory type only: WC, UC, Normal-NC, ..."},
	{},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct mappings *mappings = state->input;

	switch (key) {
	case OPT_MODULE:
		mappings->module = arg;
		return 0;
	case OPT_KIND:
		mappings->kind = arg;
		return 0;
	case OPT_TYPE:
		mappings->type = arg;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "All mappings that are not plain write-back, and who made them.",
};

static bool is(const struct kv_line *line, const char *key, const char *wanted)
{
	const char *value = kv_get(line, key);

	return !wanted || (value && !strcasecmp(value, wanted));
}

static bool wanted(const struct mappings *m, const struct kv_line *line)
{
	return is(line, "module", m->module) && is(line, "kind", m->kind) &&
	       is(line, "type", m->type);
}

int cmd_mappings(int argc, char **argv)
{
	struct mappings mappings = {};
	autobuf struct buf text = {};
	struct symbols symbols;
	struct mapping_out out;
	char *next, *line;

	command_parse(&argp, argc, argv, &mappings);
	if (!debugfs_read(&mappings.common, "mappings", &text))
		return command_end(&mappings.common, CTL_ERROR);
	symbols_init(&symbols, &mappings.common);
	symbols_here(&symbols);
	mapping_out_begin(&out, &mappings.common, &symbols);
	for (next = text.s; (line = debugfs_line(&next));) {
		struct kv_line kv;

		kv_parse(&kv, line);
		if (kv.n && wanted(&mappings, &kv))
			mapping_out_add(&out, &kv);
		kv_free(&kv);
	}
	mapping_out_end(&out);
	symbols_free(&symbols);
	return command_end(&mappings.common, CTL_CLEAN);
}
