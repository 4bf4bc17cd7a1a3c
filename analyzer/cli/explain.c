// SPDX-License-Identifier: GPL-2.0-or-later
#include <argp.h>
#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "base/jsonw.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "cli/rule_json.h"
#include "units/unit.h"

struct explain_options {
	bool json;
	const char *rule;
};

static const struct argp_option options[] = {
	{"json", 'j', NULL, 0, "write JSON"},
	{},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct explain_options *o = state->input;

	switch (key) {
	case 'j':
		o->json = true;
		return 0;
	case ARGP_KEY_ARG:
		if (o->rule)
			argp_error(state, "one RULE only");
		o->rule = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which RULE? 'dmalias rules' lists them");
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.args_doc = "RULE",
	.doc = "Say what a rule means, whom it protects and how to mend.\v"
	       "RULE is an id as in a finding's brackets, or a part of one "
	       "that no other rule has.",
};

static unsigned int min3(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int m = a < b ? a : b;

	return m < c ? m : c;
}

/* How many letters to add, drop or change to get from @a to @b. */
static unsigned int edit_distance(const char *a, const char *b)
{
	size_t n = strlen(b);
	autofree unsigned int *row = xcalloc(n + 1, sizeof(*row));

	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		unsigned int diagonal = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < n; j++) {
			unsigned int above = row[j + 1];

			row[j + 1] = min3(above + 1, row[j] + 1,
					  diagonal + (a[i] != b[j]));
			diagonal = above;
		}
	}
	return row[n];
}

/* As far as the id, or the part behind its slash, whichever is nearer. */
static unsigned int name_distance(const char *name, const char *id)
{
	unsigned int whole = edit_distance(name, id);
	unsigned int part = edit_distance(name, strchr(id, '/') + 1);

	return whole < part ? whole : part;
}

struct candidate {
	const char *id;
	unsigned int distance;
};

static int compare_candidates(const void *pa, const void *pb)
{
	const struct candidate *a = pa, *b = pb;

	if (a->distance != b->distance)
		return a->distance < b->distance ? -1 : 1;
	return strcmp(a->id, b->id);
}

/* The nearest first; at most three that are about as near as the first. */
static size_t count_near(const struct candidate *c, const char *name)
{
	unsigned int limit = strlen(name) / 2 + 1;
	size_t n = 0;

	while (n < n_rule_infos && n < 3 && c[n].distance <= limit &&
	       c[n].distance <= c[0].distance + 1)
		n++;
	return n;
}

static struct dm_error *unknown_rule(const char *name)
{
	autofree struct candidate *c = xcalloc(n_rule_infos, sizeof(*c));
	struct strbuf sb = {};
	struct dm_error *err;
	size_t n;

	for (size_t i = 0; i < n_rule_infos; i++) {
		c[i].id = rule_infos[i]->id;
		c[i].distance = name_distance(name, c[i].id);
	}
	qsort(c, n_rule_infos, sizeof(*c), compare_candidates);
	n = count_near(c, name);
	strbuf_adds(&sb, "no rule '");
	strbuf_add_shown(&sb, name);
	strbuf_adds(&sb,
		    n ? "'; did you mean " : "'; 'dmalias rules' lists them");
	for (size_t i = 0; i < n; i++)
		strbuf_addf(&sb, "%s%s", i ? " or " : "", c[i].id);
	err = dm_error(DM_ERR_USAGE, "%s%s", strbuf_str(&sb), n ? "?" : "");
	strbuf_deinit(&sb);
	return err;
}

/* The only rule whose id has @name in it. */
static struct dm_error *find_part(const char *name,
				  const struct rule_info **ret)
{
	const struct rule_info *found = NULL;
	struct strbuf several = {};
	struct dm_error *err = NULL;
	size_t n = 0;

	for (size_t i = 0; i < n_rule_infos && *name; i++) {
		if (!strstr(rule_infos[i]->id, name))
			continue;
		found = rule_infos[i];
		strbuf_addf(&several, "%s%s", n++ ? ", " : "", found->id);
	}
	if (!n)
		err = unknown_rule(name);
	else if (n > 1)
		err = dm_error(DM_ERR_USAGE, "'%s' is a part of several: %s",
			       name, several.s);
	else
		*ret = found;
	strbuf_deinit(&several);
	return err;
}

static struct dm_error *find_rule(const char *name,
				  const struct rule_info **ret)
{
	const struct rule_info *exact = rule_info_find(name);

	if (!exact)
		return find_part(name, ret);
	*ret = exact;
	return NULL;
}

static void print_archs(unsigned int archs)
{
	const char *before = "* only on ";

	for (unsigned int a = ARCH_X86; a <= ARCH_OTHER; a++) {
		if (!(archs & 1u << a))
			continue;
		printf("%s%s", before, unit_arch_name(a));
		before = ", ";
	}
	putchar('\n');
}

static void print_rule(const struct rule_info *rule)
{
	fputs(rule->text, stdout);
	printf("\n## In short\n\n%s.\n\n", rule->summary);
	printf("* %s%s%s\n", rule->gating ? "gating" : "advisory",
	       rule->source ? "; found from source" : "",
	       rule->runtime ? "; watched by the kernel module" : "");
	if (rule->archs)
		print_archs(rule->archs);
	printf("* harms %s\n", rule->harm);
	printf("* fix: %s\n", rule->fix);
	printf("* %s (%s)\n", rule->doc, rule->clauses);
	if (rule->cwe)
		printf("* CWE-%u\n", rule->cwe);
}

static void print_json(const struct rule_info *rule)
{
	struct jsonw w;

	jsonw_init(&w, stdout);
	rule_json(&w, rule);
	jsonw_finish(&w);
}

int cmd_explain(int argc, char **argv)
{
	struct explain_options o = {};
	const struct rule_info *rule = NULL;
	struct dm_error *err;

	argp_parse(&argp, argc, argv, 0, NULL, &o);
	err = find_rule(o.rule, &rule);
	if (err)
		return command_fail(err);
	if (o.json)
		print_json(rule);
	else
		print_rule(rule);
	return command_flush();
}
