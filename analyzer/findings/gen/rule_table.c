// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rule-table OUT.c FOLDER... - make the table of rules out of their folders.
 *
 * Runs in the build. A folder is named .../<family>/<rule>; it holds
 * rule.yaml and rule.md, and check.c when the flow engine runs the rule. The
 * first thing wrong in a folder ends the build with path:line:col.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/vec.h"
#include "base/yaml.h"
#include "units/unit.h"

#define RULE_TEXT_MAX (256u << 10)
#define MAX_WORD 64
#define MAX_LINE 240

/* rule.yaml, as it stands in the file. */
struct rule_file {
	char *id, *summary, *clauses, *doc, *harm, *fix, *since;
	int gating, runtime;
	unsigned int cwe;
	unsigned int archs;
};

static const cyaml_strval_t arch_names[] = {
	{"x86", 1 << ARCH_X86},
	{"arm64", 1 << ARCH_ARM64},
	{"arm", 1 << ARCH_ARM},
	{"other", 1 << ARCH_OTHER},
};

#define RULE_STRING(key, min, max)                                         \
	CYAML_FIELD_STRING_PTR(#key, CYAML_FLAG_POINTER, struct rule_file, \
			       key, min, max)
#define RULE_BOOL(key) \
	YAML_FIELD_BOOL(#key, CYAML_FLAG_DEFAULT, struct rule_file, key)

static const cyaml_schema_field_t rule_fields[] = {
	RULE_STRING(id, 3, MAX_WORD),
	RULE_STRING(summary, 8, MAX_LINE),
	RULE_BOOL(gating),
	RULE_BOOL(runtime),
	RULE_STRING(clauses, 2, MAX_WORD),
	RULE_STRING(doc, 8, MAX_LINE),
	RULE_STRING(harm, 3, MAX_LINE),
	RULE_STRING(fix, 8, MAX_LINE),
	CYAML_FIELD_UINT("cwe", CYAML_FLAG_DEFAULT, struct rule_file, cwe),
	CYAML_FIELD_FLAGS("archs", CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT,
			  struct rule_file, archs, arch_names,
			  CYAML_ARRAY_LEN(arch_names)),
	RULE_STRING(since, 3, MAX_WORD),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t rule_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct rule_file, rule_fields),
};

struct rule {
	struct rule_file *file;
	char *text; /* rule.md */
	char *symbol; /* "rule_dma_map_unchecked" */
	bool checked; /* has check.c */
};

typedef VEC(struct rule) rule_vec;

static bool plain_line(const char *s)
{
	if (isspace((unsigned char)*s))
		return false;
	for (; *s; s++)
		if (iscntrl((unsigned char)*s))
			return false;
	return !isspace((unsigned char)s[-1]);
}

/* "family/rule-id": what is also a folder, a symbol and a word to type. */
static bool good_id(const char *id)
{
	const char *slash = strchr(id, '/');

	if (!islower((unsigned char)*id) || !slash ||
	    !islower((unsigned char)slash[1]) || strchr(slash + 1, '/'))
		return false;
	return id[strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-/")] == '\0';
}

static struct dm_error *check_lines(const char *path, const struct rule_file *r)
{
	const struct {
		const char *key, *value;
	} lines[] = {
		{"id", r->id},		 {"summary", r->summary},
		{"clauses", r->clauses}, {"doc", r->doc},
		{"harm", r->harm},	 {"fix", r->fix},
		{"since", r->since},
	};

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		if (!plain_line(lines[i].value))
			return dm_error(DM_ERR_INPUT,
					"%s: '%s' is not one plain line", path,
					lines[i].key);
	return NULL;
}

static struct dm_error *check_id(const char *path, const char *folder,
				 const char *id)
{
	size_t n = strlen(folder), m = strlen(id);

	if (!good_id(id))
		return dm_error(DM_ERR_INPUT,
				"%s: id '%s' is not of the form family/rule",
				path, id);
	if (n < m || strcmp(folder + n - m, id) != 0 ||
	    (n > m && folder[n - m - 1] != '/'))
		return dm_error(DM_ERR_INPUT,
				"%s: id '%s' does not match the folder '%s'",
				path, id, folder);
	return NULL;
}

static char *make_symbol(const char *id)
{
	char *symbol = xasprintf("rule_%s", id);

	for (char *p = symbol; *p; p++)
		if (!isalnum((unsigned char)*p))
			*p = '_';
	return symbol;
}

static struct dm_error *read_text(const char *folder, struct rule *rule)
{
	autofree char *path = xasprintf("%s/rule.md", folder);
	struct dm_error *err;
	size_t len;

	err = file_read(path, RULE_TEXT_MAX, &rule->text, &len);
	if (err)
		return err;
	if (strlen(rule->text) != len)
		return dm_error(DM_ERR_INPUT, "%s: has a NUL byte", path);
	if (strncmp(rule->text, "# ", 2) != 0)
		return dm_error(DM_ERR_INPUT,
				"%s:1:1: the first line is not a '# ' heading",
				path);
	return NULL;
}

static struct dm_error *read_rule(const char *folder, struct rule *rule)
{
	autofree char *path = xasprintf("%s/rule.yaml", folder);
	autofree char *check = xasprintf("%s/check.c", folder);
	struct dm_error *err;

	err = yaml_file_load(path, &rule_schema, (void **)&rule->file);
	if (!err)
		err = check_lines(path, rule->file);
	if (!err)
		err = check_id(path, folder, rule->file->id);
	if (!err)
		err = read_text(folder, rule);
	if (err)
		return err;
	rule->symbol = make_symbol(rule->file->id);
	rule->checked = file_exists(check);
	if (!rule->checked && !rule->file->runtime)
		return dm_error(
			DM_ERR_INPUT,
			"%s: has no check.c and is not watched at run time",
			folder);
	return NULL;
}

static int compare_rules(const void *a, const void *b)
{
	const struct rule *x = a, *y = b;

	return strcmp(x->file->id, y->file->id);
}

/* A C string; a line of it for each line of the text. */
static void add_literal(struct strbuf *out, const char *s)
{
	strbuf_addc(out, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			strbuf_addf(out, "\\%c", *s);
		else if (*s == '\n' && s[1])
			strbuf_adds(out, "\\n\"\n\t\t\"");
		else if (isprint((unsigned char)*s) && *s != '?')
			strbuf_addc(out, *s);
		else
			strbuf_addf(out, "\\%03o", (unsigned char)*s);
	}
	strbuf_addc(out, '"');
}

static void add_member(struct strbuf *out, const char *name, const char *value)
{
	strbuf_addf(out, "\t.%s = ", name);
	add_literal(out, value);
	strbuf_adds(out, ",\n");
}

static void add_rule(struct strbuf *out, const struct rule *rule)
{
	const struct rule_file *r = rule->file;

	strbuf_addf(out, "static const struct rule_info %s_info = {\n",
		    rule->symbol);
	add_member(out, "id", r->id);
	add_member(out, "summary", r->summary);
	strbuf_addf(out, "\t.gating = %d,\n\t.source = %d,\n", r->gating,
		    rule->checked);
	strbuf_addf(out, "\t.runtime = %d,\n", r->runtime);
	add_member(out, "clauses", r->clauses);
	add_member(out, "doc", r->doc);
	add_member(out, "harm", r->harm);
	add_member(out, "fix", r->fix);
	strbuf_addf(out, "\t.cwe = %u,\n\t.archs = %#x,\n", r->cwe, r->archs);
	add_member(out, "since", r->since);
	add_member(out, "text", rule->text);
	strbuf_adds(out, "};\n\n");
}

static void add_infos(struct strbuf *out, const rule_vec *rules)
{
	strbuf_adds(out, "const struct rule_info *const rule_infos[] = {\n");
	vec_for_each(rules, rule)
		strbuf_addf(out, "\t&%s_info,\n", rule->symbol);
	strbuf_addf(out, "};\nconst size_t n_rule_infos = %zu;\n\n", rules->n);
}

static void add_entries(struct strbuf *out, const rule_vec *rules)
{
	size_t n = 0;

	vec_for_each(rules, rule)
		if (rule->checked)
			strbuf_addf(out, "extern const struct flow_rule %s;\n",
				    rule->symbol);
	strbuf_adds(out, "\nconst struct rule_entry rule_entries[] = {\n");
	vec_for_each(rules, rule) {
		if (!rule->checked)
			continue;
		strbuf_addf(out, "\t{ &%s_info, &%s },\n", rule->symbol,
			    rule->symbol);
		n++;
	}
	strbuf_addf(out, "};\nconst size_t n_rule_entries = %zu;\n", n);
}

static struct dm_error *write_table(const char *path, const rule_vec *rules)
{
	struct strbuf out = {};
	struct dm_error *err;

	strbuf_adds(&out, "// SPDX-License-Identifier: GPL-2.0-or-later\n"
			  "/* Made by rule-table; change the rule folders. */\n"
			  "#include \"findings/rule_info.h\"\n"
			  "#include \"flow/rule.h\"\n\n");
	vec_for_each(rules, rule)
		add_rule(&out, rule);
	add_infos(&out, rules);
	add_entries(&out, rules);
	err = file_write_atomic(path, strbuf_str(&out), out.len);
	strbuf_deinit(&out);
	return err;
}

static void rules_deinit(rule_vec *rules)
{
	vec_for_each(rules, rule) {
		yaml_file_free(&rule_schema, rule->file);
		free(rule->text);
		free(rule->symbol);
	}
	vec_deinit(rules);
}

static struct dm_error *make_table(const char *path, char **folders)
{
	struct dm_error *err = NULL;
	rule_vec rules = {};

	for (; *folders && !err; folders++)
		err = read_rule(*folders, vec_add(&rules));
	if (!err) {
		if (rules.n)
			qsort(rules.v, rules.n, sizeof(*rules.v),
			      compare_rules);
		err = write_table(path, &rules);
	}
	rules_deinit(&rules);
	return err;
}

int main(int argc, char **argv)
{
	struct dm_error *err;
	int status;

	if (argc < 2) {
		fputs("usage: rule-table OUT.c FOLDER...\n", stderr);
		return DM_EXIT_USAGE;
	}
	err = make_table(argv[1], argv + 2);
	if (!err)
		return DM_EXIT_CLEAN;
	fprintf(stderr, "rule-table: %s\n", err->message);
	status = dm_error_exit(err);
	dm_error_destroy(err);
	return status;
}
