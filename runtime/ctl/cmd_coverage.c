// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "ctl/debugfs.h"
#include "ctl/keyvalue.h"
#include "ctl/mem.h"
#include "ctl/table.h"
#include "ctl/text.h"

struct coverage {
	struct common common;
	const char *rule; /* NULL: all */
	struct table hooks, rules;
	size_t n_rules, blind, partial;
};

enum { OPT_RULE = 0x200 };

static const struct argp_option options[] = {
	{"rule", OPT_RULE, "ID", 0, "of this rule only"},
	{},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct coverage *coverage = state->input;

	if (key != OPT_RULE)
		return ARGP_ERR_UNKNOWN;
	coverage->rule = arg;
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Which rules are watched on this kernel, and by which hooks.\v"
	       "Exit code 3: a rule is blind, or nothing is known of it.",
};

/* Is @rule in "a,b,c"? */
static bool in_list(const char *list, const char *rule)
{
	size_t len = strlen(rule);

	while (list) {
		if (!strncmp(list, rule, len) && strchr(",", list[len]))
			return true;
		list = strchr(list, ',');
		list = list ? list + 1 : NULL;
	}
	return false;
}

static const char *or_dash(const struct kv_line *line, const char *key)
{
	const char *value = kv_get(line, key);

	return value && *value ? value : "-";
}

static void add_json(const char *what, const struct kv_line *line)
{
	struct jsonw w;

	jsonw_init(&w, stdout);
	jsonw_object(&w, NULL);
	jsonw_object(&w, what);
	kv_json(&w, line);
	jsonw_end(&w);
	jsonw_end(&w);
	jsonw_finish(&w);
}

static void add_hook(struct coverage *c, const struct kv_line *line)
{
	if (c->rule && !in_list(kv_get(line, "rules"), c->rule))
		return;
	if (c->common.json)
		add_json("hook", line);
	else
		table_row(&c->hooks, (const char *[]){or_dash(line, "hook"),
						      or_dash(line, "state"),
						      or_dash(line, "how"),
						      or_dash(line, "hits"),
						      or_dash(line, "missed"),
						      or_dash(line, "selftest"),
						      or_dash(line, "rules")});
}

static void add_rule(struct coverage *c, const struct kv_line *line)
{
	const char *state = or_dash(line, "state");

	if (c->rule && strcmp(or_dash(line, "rule"), c->rule) != 0)
		return;
	c->n_rules++;
	c->partial += !strcmp(state, "partial");
	/* a state that is not known is no promise either */
	c->blind += strcmp(state, "partial") && strcmp(state, "watched");
	if (c->common.json)
		add_json("rule", line);
	else
		table_row(&c->rules,
			  (const char *[]){or_dash(line, "rule"), state,
					   or_dash(line, "because")});
}

static void take(struct coverage *c, char *text)
{
	char *line;

	while ((line = debugfs_line(&text))) {
		struct kv_line kv;

		kv_parse(&kv, line);
		if (kv_get(&kv, "hook"))
			add_hook(c, &kv);
		else if (kv_get(&kv, "rule"))
			add_rule(c, &kv);
		kv_free(&kv);
	}
}

static int finish(struct coverage *c)
{
	if (!c->common.json) {
		table_print(&c->rules, stdout);
		if (c->hooks.n > c->hooks.columns) {
			putchar('\n');
			table_print(&c->hooks, stdout);
		}
		printf("\n%zu rule%s: %zu watched, %zu partly, %zu not\n",
		       c->n_rules, text_s(c->n_rules),
		       c->n_rules - c->partial - c->blind, c->partial,
		       c->blind);
	}
	if (c->rule && !c->n_rules)
		command_warn(&c->common, "nothing is known of a rule '%s'",
			     c->rule);
	table_free(&c->rules);
	table_free(&c->hooks);
	return c->blind || !c->n_rules ? CTL_INCOMPLETE : CTL_CLEAN;
}

int cmd_coverage(int argc, char **argv)
{
	struct coverage c = {.hooks = {.columns = 7}, .rules = {.columns = 3}};
	autobuf struct buf text = {};

	command_parse(&argp, argc, argv, &c);
	if (!debugfs_read(&c.common, "coverage", &text))
		return command_end(&c.common, CTL_ERROR);
	table_row(&c.rules, (const char *[]){"RULE", "STATE", "BECAUSE"});
	table_row(&c.hooks, (const char *[]){"HOOK", "STATE", "HOW", "HITS",
					     "MISSED", "SELFTEST", "RULES"});
	take(&c, text.s);
	return command_end(&c.common, finish(&c));
}
