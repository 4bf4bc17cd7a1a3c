// SPDX-License-Identifier: GPL-2.0-or-later
/* rule-table, which the build leaves beside dmalias, against bad folders. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"

#define GOOD                                \
	"id: fam/rule-x\n"                  \
	"summary: Things are right\n"       \
	"gating: true\n"                    \
	"runtime: false\n"                  \
	"clauses: A1\n"                     \
	"doc: Documentation/a.rst, \"B\"\n" \
	"harm: everybody\n"                 \
	"fix: do it right\n"                \
	"cwe: 7\n"                          \
	"archs: [x86, arm]\n"               \
	"since: 0.1.0\n"

/* A folder with one rule, which is right before a test changes it. */
struct tree {
	char *root, *folder, *yaml, *md, *check, *out;
};

static void put(const char *path, const char *text)
{
	assert_null(file_write_atomic(path, text, strlen(text)));
}

static int make_tree(void **state)
{
	struct tree *t = xcalloc(1, sizeof(*t));

	t->root = xstrdup("/tmp/dmalias-test.XXXXXX");
	assert_non_null(mkdtemp(t->root));
	t->folder = xasprintf("%s/fam/rule-x", t->root);
	t->yaml = xasprintf("%s/rule.yaml", t->folder);
	t->md = xasprintf("%s/rule.md", t->folder);
	t->check = xasprintf("%s/check.c", t->folder);
	t->out = xasprintf("%s/out.c", t->root);
	assert_null(file_make_dirs(t->folder));
	put(t->yaml, GOOD);
	put(t->md, "# fam/rule-x: \"quoted\" \\ ?\?/ \xc3\xa4\n\nText.\n");
	*state = t;
	return 0;
}

static int remove_tree(void **state)
{
	struct tree *t = *state;
	autofree char *command = xasprintf("rm -rf %s", t->root);

	assert_int_equal(system(command), 0);
	free(t->root);
	free(t->folder);
	free(t->yaml);
	free(t->md);
	free(t->check);
	free(t->out);
	free(t);
	return 0;
}

/* Run rule-table over a folder; what it prints comes back in @ret. */
static int run(const struct tree *t, const char *folder, char **ret)
{
	const char *dmalias = getenv("DMALIAS");
	autofree char *printed = xasprintf("%s/printed", t->root);
	autofree char *command = NULL;
	int status;

	assert_non_null(dmalias);
	command = xasprintf("\"$(dirname %s)\"/rule-table %s %s >%s 2>&1",
			    dmalias, t->out, folder, printed);
	status = system(command);
	assert_null(file_read(printed, 1 << 16, ret, NULL));
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void assert_refused(const struct tree *t, const char *why)
{
	autofree char *printed = NULL;

	assert_int_equal(run(t, t->folder, &printed), 3);
	if (!strstr(printed, why))
		fail_msg("'%s' is not in '%s'", why, printed);
	assert_ptr_equal(strchr(printed, '\n'), printed + strlen(printed) - 1);
	assert_false(file_exists(t->out));
}

static void makes_a_table(void **state)
{
	struct tree *t = *state;
	autofree char *printed = NULL, *table = NULL;

	put(t->check, "");
	assert_int_equal(run(t, t->folder, &printed), 0);
	assert_string_equal(printed, "");
	assert_null(file_read(t->out, 1 << 16, &table, NULL));
	assert_non_null(
		strstr(table, ".doc = \"Documentation/a.rst, \\\"B\\\""));
	assert_non_null(strstr(table, ".archs = 0xa,"));
	assert_non_null(strstr(table, "\\\"quoted\\\" \\\\ \\077\\077/ "
				      "\\303\\244\\n\""));
	assert_non_null(strstr(table, "{ &rule_fam_rule_x_info, "
				      "&rule_fam_rule_x },"));
	assert_non_null(strstr(table, "n_rule_entries = 1;"));
}

static void makes_an_empty_table(void **state)
{
	struct tree *t = *state;
	autofree char *printed = NULL, *table = NULL;

	assert_int_equal(run(t, "", &printed), 0);
	assert_null(file_read(t->out, 1 << 16, &table, NULL));
	assert_non_null(strstr(table, "n_rule_infos = 0;"));
}

/* GOOD with the first @from made @to. */
static void change(const struct tree *t, const char *from, const char *to)
{
	struct strbuf sb = {};
	const char *at = strstr(GOOD, from);

	assert_non_null(at);
	strbuf_add(&sb, GOOD, at - GOOD);
	strbuf_adds(&sb, to);
	strbuf_adds(&sb, at + strlen(from));
	put(t->yaml, sb.s);
	strbuf_deinit(&sb);
}

static const struct {
	const char *from, *to, *why;
} changes[] = {
	{"id: fam/rule-x", "id: fam/rule-y", "does not match the folder"},
	{"id: fam/rule-x", "id: am/rule-x", "does not match the folder"},
	{"id: fam/rule-x", "id: rule-x", "is not of the form family/rule"},
	{"id: fam/rule-x", "id: Fam/rule-x", "is not of the form"},
	{"id: fam/rule-x", "id: x/fam/rule-x", "is not of the form"},
	{"gating: true", "gating: perhaps", "rule.yaml:3:"},
	{"cwe: 7\n", "", "Missing required mapping field: cwe"},
	{"cwe: 7", "cwe: many", "rule.yaml:9:6: Invalid uint64_t value"},
	{"[x86, arm]", "[vax]", "rule.yaml:10:8: Unknown flag: vax"},
	{"since: 0.1.0", "sinse: 0.1.0", "Unexpected key: sinse"},
	{"harm: everybody", "harm: |\n  two\n  lines", "'harm' is not one"},
	{"harm: everybody", "harm: ' space'", "'harm' is not one plain line"},
	{"fix: do it right", "fix: ''", "rule.yaml:8:6: STRING length"},
	/* it has no check.c either */
	{"runtime: false", "runtime: false", "is not watched at run time"},
};

static void refuses_bad_yaml(void **state)
{
	struct tree *t = *state;

	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		change(t, changes[i].from, changes[i].to);
		assert_refused(t, changes[i].why);
	}
}

static void refuses_bad_text(void **state)
{
	struct tree *t = *state;

	put(t->md, "No heading\n");
	assert_refused(t, "rule.md:1:1: the first line is not");
	unlink(t->md);
	assert_refused(t, "rule.md': No such file");
}

static void refuses_no_folder(void **state)
{
	struct tree *t = *state;

	unlink(t->yaml);
	assert_refused(t, "rule.yaml': No such file");
}

#define TREE_TEST(test) \
	cmocka_unit_test_setup_teardown(test, make_tree, remove_tree)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TREE_TEST(makes_a_table),     TREE_TEST(makes_an_empty_table),
		TREE_TEST(refuses_bad_yaml),  TREE_TEST(refuses_bad_text),
		TREE_TEST(refuses_no_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
