// SPDX-License-Identifier: GPL-2.0-or-later
/* What the readers of SARIF and JSON rely on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "findings/format/writers.h"
#include "findings_sample.h"

#define RULE "dma/map-unchecked"

/* The value at "a.b.0.c", a borrowed reference; a failed test without it. */
static json_t *at(json_t *value, const char *path)
{
	while (value && *path) {
		size_t n = strcspn(path, ".");
		autofree char *key = xstrndup(path, n);

		if (json_is_array(value))
			value = json_array_get(value, atoi(key));
		else
			value = json_object_get(value, key);
		path += n + (path[n] == '.');
	}
	assert_non_null(value);
	return value;
}

static void assert_text(json_t *value, const char *path, const char *expected)
{
	assert_string_equal(json_string_value(at(value, path)), expected);
}

static void assert_number(json_t *value, const char *path, int expected)
{
	assert_int_equal(json_integer_value(at(value, path)), expected);
}

/* Parsed strictly: duplicate keys and bytes behind the end are errors. */
static json_t *parsed(sample_writer write, const finding_vec *v,
		      const struct run_summary *s)
{
	autofree char *text = sample_written(write, v, s);
	json_error_t error;
	json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, &error);

	if (!value)
		fail_msg("%d:%d: %s", error.line, error.column, error.text);
	return value;
}

static void writes_a_result(void **state)
{
	struct run_summary s = sample_summary();
	finding_vec v = {};
	struct finding *f = sample_add(&v, RULE, 7);
	json_t *doc, *run, *result;
	size_t index;

	finding_add_step(f, &f->place, "mapped");
	sample_set(&f->config, "x86 a, arm b");
	findings_finish(&v);
	doc = parsed(write_sarif, &v, &s);
	run = at(doc, "runs.0");
	result = at(run, "results.0");
	assert_text(doc, "version", "2.1.0");
	assert_text(run, "originalUriBaseIds.SRCROOT.uri",
		    "file:///nonexistent/src/");
	assert_text(run, "automationDetails.id", "dmalias/x86-allmodconfig/");
	assert_text(result, "ruleId", RULE);
	assert_text(result, "level", "error");
	assert_text(result, "message.text", "'x' is wrong");
	index = json_integer_value(at(result, "ruleIndex"));
	assert_text(json_array_get(at(run, "tool.driver.rules"), index), "id",
		    RULE);
	assert_text(result, "locations.0.logicalLocations.0.name", "foo_probe");
	assert_number(result, "locations.0.physicalLocation.region.startLine",
		      7);
	assert_number(result, "locations.0.physicalLocation.region.endColumn",
		      18);
	assert_text(at(result, "partialFingerprints"), "dmaliasFindingHash/v1",
		    v.v->fingerprint);
	assert_text(result,
		    "codeFlows.0.threadFlows.0.locations.0.location.message."
		    "text",
		    "mapped");
	assert_text(result, "properties.configs.1", "arm b");
	assert_true(json_is_true(at(run, "invocations.0.executionSuccessful")));
	json_decref(doc);
	finding_vec_deinit(&v);
}

static void lists_every_rule(void **state)
{
	struct run_summary s = sample_summary();
	finding_vec none = {};
	json_t *doc = parsed(write_sarif, &none, &s);
	json_t *rules = at(doc, "runs.0.tool.driver.rules");

	assert_int_equal(json_array_size(rules), n_rule_infos);
	for (size_t i = 0; i < n_rule_infos; i++) {
		json_t *rule = json_array_get(rules, i);

		assert_text(rule, "id", rule_infos[i]->id);
		assert_text(rule, "help.markdown", rule_infos[i]->text);
		assert_true(json_array_size(at(rule, "properties.tags")) <= 20);
	}
	assert_text(json_array_get(rules,
				   rule_info_index(rule_info_find(RULE))),
		    "helpUri",
		    "https://www.kernel.org/doc/html/v6.1/core-api/"
		    "dma-api-howto.html");
	assert_int_equal(json_array_size(at(doc, "runs.0.results")), 0);
	json_decref(doc);
}

static void tells_levels_apart(void **state)
{
	static const char *const levels[] = {"error", "warning", "note"};
	struct run_summary s = sample_summary();
	finding_vec v = {};
	json_t *doc;

	for (unsigned int i = 0; i < 3; i++)
		sample_add(&v, RULE, i + 1)->confidence = i;
	findings_finish(&v);
	doc = parsed(write_sarif, &v, &s);
	for (unsigned int i = 0; i < 3; i++)
		assert_text(json_array_get(at(doc, "runs.0.results"), i),
			    "level", levels[i]);
	json_decref(doc);
	finding_vec_deinit(&v);
}

static void says_incomplete(void **state)
{
	struct run_summary s = sample_summary();
	finding_vec none = {};
	json_t *doc, *invocation, *notes;

	s.units_found++;
	run_summary_fail(&s, "drivers/c.c", "no such header");
	s.budgets[BUDGET_STEPS] = 4;
	doc = parsed(write_sarif, &none, &s);
	invocation = at(doc, "runs.0.invocations.0");
	notes = at(invocation, "toolExecutionNotifications");
	assert_true(json_is_false(at(invocation, "executionSuccessful")));
	assert_number(invocation, "exitCode", DM_EXIT_INCOMPLETE);
	assert_int_equal(json_array_size(notes), 2);
	assert_text(notes, "0.level", "error");
	assert_text(notes, "0.message.text",
		    "This file was not analysed: no such header");
	assert_text(notes,
		    "0.locations.0.physicalLocation.artifactLocation.uri",
		    "drivers/c.c");
	assert_text(notes, "1.message.text",
		    "Walks cut short as their budget was spent: 4");
	json_decref(doc);
	run_summary_deinit(&s);
}

/* The URI that is written for a path. */
static void assert_uri(const char *path, const char *uri, bool based)
{
	struct run_summary s = sample_summary();
	finding_vec v = {};
	json_t *doc, *artifact;

	sample_set(&sample_add(&v, RULE, 1)->place.path, path);
	findings_finish(&v);
	doc = parsed(write_sarif, &v, &s);
	artifact = at(doc, "runs.0.results.0.locations.0.physicalLocation."
			   "artifactLocation");
	assert_text(artifact, "uri", uri);
	assert_int_equal(!!json_object_get(artifact, "uriBaseId"), based);
	json_decref(doc);
	finding_vec_deinit(&v);
}

static void encodes_uris(void **state)
{
	assert_uri("drivers/a-b_c.d~/e.c", "drivers/a-b_c.d~/e.c", true);
	assert_uri("a b%20[x].c", "a%20b%2520%5Bx%5D.c", true);
	assert_uri("a:b/c?d#e.c", "a%3Ab/c%3Fd%23e.c", true);
	assert_uri("\xff\xc3\xa4.c", "%FF%C3%A4.c", true);
	assert_uri("/usr/include/a b.h", "file:///usr/include/a%20b.h", false);
}

static void breaks_links(void **state)
{
	struct run_summary s = sample_summary();
	finding_vec v = {};
	json_t *doc;

	sample_set(&sample_add(&v, RULE, 1)->message, "'ops[i](0)[j](k)' is");
	findings_finish(&v);
	doc = parsed(write_sarif, &v, &s);
	assert_text(doc, "runs.0.results.0.message.text",
		    "'ops[i] (0)[j] (k)' is");
	json_decref(doc);
	finding_vec_deinit(&v);
}

#define SOURCE                                       \
	"int plain;\n"                               \
	"/* \xc3\xa4 \xf0\x9f\x90\x9b */ x = 1;\r\n" \
	"/* \xe4 */ x;"

/* Write SOURCE into a folder of its own. */
static char *make_tree(void)
{
	char *root = xstrdup("/tmp/dmalias-test.XXXXXX");
	autofree char *path = NULL;

	assert_non_null(mkdtemp(root));
	path = xasprintf("%s/s.c", root);
	assert_null(file_write_atomic(path, SOURCE, strlen(SOURCE)));
	return root;
}

static void remove_tree(char *root)
{
	autofree char *path = xasprintf("%s/s.c", root);

	unlink(path);
	rmdir(root);
	free(root);
}

/* Line and byte column of a place, and the column that is written. */
static const struct {
	unsigned int line, col, expected;
} columns[] = {
	{1, 5, 5},
	{2, 4, 4},
	/* behind two bytes, one unit */
	{2, 6, 5},
	/* behind four bytes, two units */
	{2, 11, 8},
	{2, 15, 12},
	/* Latin-1: a unit for the byte */
	{3, 9, 9},
	{3, 11, 11},
	/* no such column */
	{3, 400, 400},
	/* no such line */
	{9, 3, 3},
};

static void counts_columns(void **state)
{
	struct run_summary s = sample_summary();
	char *root = make_tree();
	finding_vec v = {};
	json_t *doc;

	s.root = root;
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		struct finding *f = sample_add(&v, RULE, columns[i].line);

		sample_set(&f->place.path, "s.c");
		f->place.col = columns[i].col;
		f->place.end_line = 0;
	}
	findings_finish(&v);
	doc = parsed(write_sarif, &v, &s);
	assert_text(doc, "runs.0.columnKind", "utf16CodeUnits");
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		assert_number(json_array_get(at(doc, "runs.0.results"), i),
			      "locations.0.physicalLocation.region.startColumn",
			      columns[i].expected);
	json_decref(doc);
	finding_vec_deinit(&v);
	remove_tree(root);
}

/* Many advisory findings before a few that gate: these must stay. */
static void keeps_limits(void **state)
{
	struct run_summary s = sample_summary();
	finding_vec v = {};
	json_t *doc, *results, *notes;

	for (unsigned int i = 0; i < SARIF_MAX_RESULTS + 7; i++)
		sample_add(&v, RULE, i + 1)->confidence = CONFIDENCE_LOW;
	for (unsigned int i = 0; i < 3; i++)
		sample_add(&v, RULE, 90000 + i);
	for (unsigned int i = 0; i < SARIF_MAX_STEPS + 1; i++)
		finding_add_step(vec_last(&v), &v.v->place, "again");
	for (unsigned int i = 0; i < SARIF_MAX_FAILURES + 2; i++)
		run_summary_fail(&s, "a.c", "why");
	findings_finish(&v);
	doc = parsed(write_sarif, &v, &s);
	results = at(doc, "runs.0.results");
	notes = at(doc, "runs.0.invocations.0.toolExecutionNotifications");
	assert_int_equal(json_array_size(results), SARIF_MAX_RESULTS);
	assert_text(json_array_get(results, SARIF_MAX_RESULTS - 1), "level",
		    "error");
	assert_text(json_array_get(results, SARIF_MAX_RESULTS - 3), "level",
		    "error");
	assert_int_equal(json_array_size(notes), SARIF_MAX_FAILURES + 3);
	assert_text(json_array_get(notes, SARIF_MAX_FAILURES), "message.text",
		    "More files that were not analysed and are not listed: 2");
	assert_text(json_array_get(notes, SARIF_MAX_FAILURES + 1),
		    "message.text",
		    "Results left out, as one run holds no more than 25000: "
		    "10");
	assert_text(json_array_get(notes, SARIF_MAX_FAILURES + 2),
		    "message.text",
		    "Results with only the first 1000 of their steps: 1");
	json_decref(doc);
	run_summary_deinit(&s);
	finding_vec_deinit(&v);
}

static void parses_with_nasty_text(void **state)
{
	struct run_summary s = sample_summary();
	finding_vec v = {};
	json_t *doc;

	sample_nasty(&v, &s);
	doc = parsed(write_sarif, &v, &s);
	json_decref(doc);
	doc = parsed(write_json, &v, &s);
	json_decref(doc);
	run_summary_deinit(&s);
	finding_vec_deinit(&v);
}

static void writes_json(void **state)
{
	struct run_summary s = sample_summary();
	finding_vec v = {};
	json_t *doc, *finding;
	struct finding *f;

	sample_set(&sample_add(&v, RULE, 7)->function, NULL);
	f = vec_last(&v);
	finding_add_step(f, &f->place, "mapped");
	findings_finish(&v);
	s.units_found++;
	run_summary_fail(&s, "drivers/c.c", "why");
	doc = parsed(write_json, &v, &s);
	finding = at(doc, "findings.0");
	assert_number(doc, "version", 1);
	assert_text(doc, "tool.version", DMALIAS_VERSION);
	assert_number(doc, "summary.units_found", 3);
	assert_number(doc, "summary.units_failed", 1);
	assert_true(json_is_false(at(doc, "summary.complete")));
	assert_text(doc, "summary.not_analysed.0.reason", "why");
	assert_text(finding, "rule", RULE);
	assert_true(json_is_null(at(finding, "function")));
	assert_text(finding, "steps.0.message", "mapped");
	assert_text(finding, "fingerprint", v.v->fingerprint);
	json_decref(doc);
	run_summary_deinit(&s);
	finding_vec_deinit(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_a_result),
		cmocka_unit_test(lists_every_rule),
		cmocka_unit_test(tells_levels_apart),
		cmocka_unit_test(says_incomplete),
		cmocka_unit_test(encodes_uris),
		cmocka_unit_test(breaks_links),
		cmocka_unit_test(counts_columns),
		cmocka_unit_test(keeps_limits),
		cmocka_unit_test(parses_with_nasty_text),
		cmocka_unit_test(writes_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
