// SPDX-License-Identifier: GPL-2.0-or-later
#include <argp.h>
#include <string.h>

#include "base/error.h"
#include "base/jsonw.h"
#include "cli/command.h"
#include "cli/rule_json.h"

static const struct argp_option options[] = {
	{"json", 'j', NULL, 0, "write JSON, with all that is known"},
	{},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	bool *json = state->input;

	switch (key) {
	case 'j':
		*json = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.doc = "List the rules: G gates (made for zero false alarms), A "
	       "advises; S is found from source, R is watched by the "
	       "kernel module.\v"
	       "'dmalias explain RULE' says more of one.",
};

static int longest_id(void)
{
	size_t longest = 0;

	for (size_t i = 0; i < n_rule_infos; i++)
		if (strlen(rule_infos[i]->id) > longest)
			longest = strlen(rule_infos[i]->id);
	return longest;
}

static void print_table(void)
{
	int width = longest_id();

	for (size_t i = 0; i < n_rule_infos; i++) {
		const struct rule_info *rule = rule_infos[i];

		printf("%-*s  %c%c%c  %s\n", width, rule->id,
		       rule->gating ? 'G' : 'A', rule->source ? 'S' : ' ',
		       rule->runtime ? 'R' : ' ', rule->summary);
	}
}

static void print_json(void)
{
	struct jsonw w;

	jsonw_init(&w, stdout);
	jsonw_object(&w, NULL);
	jsonw_uint(&w, "version", 1);
	jsonw_array(&w, "rules");
	for (size_t i = 0; i < n_rule_infos; i++)
		rule_json(&w, rule_infos[i]);
	jsonw_end(&w);
	jsonw_end(&w);
	jsonw_finish(&w);
}

int cmd_rules(int argc, char **argv)
{
	bool json = false;

	argp_parse(&argp, argc, argv, 0, NULL, &json);
	if (json)
		print_json();
	else
		print_table();
	return command_flush();
}
