// SPDX-License-Identifier: GPL-2.0-or-later
/* The text form, the summary for people, and when there are colours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "findings/format/writers.h"
#include "findings_sample.h"

#define RULE "dma/map-unchecked"

static void plain_text(FILE *out, const finding_vec *findings,
		       const struct run_summary *s)
{
	write_text(out, findings, false);
}

static void coloured_text(FILE *out, const finding_vec *findings,
			  const struct run_summary *s)
{
	write_text(out, findings, true);
}

static void print_summary(FILE *out, const finding_vec *findings,
			  const struct run_summary *s)
{
	run_summary_print(s, findings, out);
}

static void assert_written(sample_writer write, const finding_vec *v,
			   const struct run_summary *s, const char *expected)
{
	autofree char *text = sample_written(write, v, s);

	assert_string_equal(text, expected);
}

/* One finding with a step elsewhere, without the types of the kernel. */
static void fill(finding_vec *v)
{
	struct finding *f = sample_add(v, RULE, 7);
	struct finding_place step = {"include/b.h", 3, 1};

	finding_add_step(f, &step, "mapped by '%s'", "dma_map_single");
	sample_set(&f->harm, "everybody; fix: test it");
	f->quality = UNIT_NO_TYPES;
	findings_finish(v);
}

static void writes_lines(void **state)
{
	finding_vec v = {};

	fill(&v);
	assert_written(plain_text, &v, NULL,
		       "drivers/a.c:7:9: warning: 'x' is wrong [" RULE "]\n"
		       "include/b.h:3:1: note: mapped by 'dma_map_single'\n"
		       "drivers/a.c:7:9: note: the file was read without the "
		       "kernel's headers, types are guessed\n"
		       "note: harms everybody; fix: test it\n");
	finding_vec_deinit(&v);
}

static void writes_colours(void **state)
{
	finding_vec v = {};

	fill(&v);
	v.v->quality = UNIT_BORROWED_FLAGS;
	assert_written(
		coloured_text, &v, NULL,
		"\033[1mdrivers/a.c:7:9: \033[0m\033[1;35mwarning: \033[0m"
		"'x' is wrong [" RULE "]\n"
		"\033[1minclude/b.h:3:1: \033[0m\033[1;36mnote: \033[0m"
		"mapped by 'dma_map_single'\n"
		"\033[1mdrivers/a.c:7:9: \033[0m\033[1;36mnote: \033[0m"
		"the file was read with the flags of a neighbour\n"
		"\033[1;36mnote: \033[0mharms everybody; fix: test it\n");
	finding_vec_deinit(&v);
}

static void takes_harm_from_the_rule(void **state)
{
	const struct rule_info *rule = rule_info_find(RULE);
	autofree char *last =
		xasprintf("note: harms %s; fix: %s\n", rule->harm, rule->fix);
	autofree char *text = NULL;
	finding_vec v = {};

	sample_add(&v, RULE, 7);
	findings_finish(&v);
	text = sample_written(plain_text, &v, NULL);
	assert_true(strlen(text) > strlen(last));
	assert_string_equal(text + strlen(text) - strlen(last), last);
	finding_vec_deinit(&v);
}

static void escapes(void **state)
{
	struct run_summary s = sample_summary();
	autofree char *text = NULL;
	finding_vec v = {};

	sample_nasty(&v, &s);
	text = sample_written(plain_text, &v, &s);
	assert_non_null(strstr(text, "controls \\x01\\x08\\x09\\x0a\\x0d"
				     "\\x1b[31m\\x7f end"));
	assert_non_null(strstr(text, "not UTF-8: \\xff\\xc3(\\xe2\\x82 "
				     "\\xed\\xa0\\x80 \\xf8"));
	assert_non_null(strstr(text, "C1 \\u{9b}, bidi \\u{202e}, line "
				     "separator \\u{2028}, BOM \\u{feff}"));
	assert_non_null(strstr(text, "good: \xc3\xa4 \xe2\x82\xac"));
	assert_non_null(strstr(text, "drivers/\\xff\\xe4\\x0a\\x09.c:"));
	for (const char *p = text; *p; p++)
		assert_true(*p == '\n' || (unsigned char)*p >= 0x20);
	run_summary_deinit(&s);
	finding_vec_deinit(&v);
}

static void says_clean(void **state)
{
	struct run_summary s = sample_summary();
	finding_vec none = {};

	assert_written(print_summary, &none, &s,
		       "dmalias: clean, no findings; analysed 2 of 2 units "
		       "of 6.1.192 for x86 allmodconfig\n");
	assert_int_equal(run_summary_exit(&s, &none), DM_EXIT_CLEAN);
}

static void is_not_clean(struct run_summary *s)
{
	finding_vec none = {};
	autofree char *text = sample_written(print_summary, &none, s);

	assert_null(strstr(text, "clean"));
}

/* Whatever was not looked at takes the word away. */
static void never_says_clean_of_less(void **state)
{
	struct run_summary s = sample_summary();
	size_t *const limits[] = {&s.units_with_errors, &s.functions_incomplete,
				  &s.budgets[BUDGET_STEPS],
				  &s.opaque_expressions};

	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		*limits[i] = 1;
		is_not_clean(&s);
		*limits[i] = 0;
	}
	s.units_parsed--;
	is_not_clean(&s);
	s.units_skipped++;
	is_not_clean(&s);
	s = (struct run_summary){};
	is_not_clean(&s);
}

static void sums_up(void **state)
{
	struct run_summary s = sample_summary();
	finding_vec v = {};

	sample_add(&v, RULE, 1);
	sample_add(&v, RULE, 2)->confidence = CONFIDENCE_LOW;
	sample_set(&sample_add(&v, RULE, 3)->place.path, "drivers/b.c");
	findings_finish(&v);
	s.units_found = 1204;
	s.units_parsed = 312;
	s.units_skipped = 889;
	s.units_by_quality[UNIT_BORROWED_FLAGS] = 2;
	for (unsigned int i = 0; i < 3; i++)
		run_summary_fail(&s, "drivers/c\n.c",
				 "clang ended by signal 6");
	s.opaque_expressions = 4;
	s.release = s.config = NULL;
	s.arch = ARCH_UNKNOWN;
	assert_written(
		print_summary, &v, &s,
		"dmalias: 3 findings (2 gating) in 2 files; analysed 312 of "
		"1204 units (889 left out by the prefilter, 3 failed)\n"
		"dmalias: not analysed: drivers/c\\x0a.c: clang ended by "
		"signal 6\n"
		"dmalias: not analysed: drivers/c\\x0a.c: clang ended by "
		"signal 6\n"
		"dmalias: not analysed: drivers/c\\x0a.c: clang ended by "
		"signal 6\n"
		"dmalias: units read with the flags of a neighbour: 2\n"
		"dmalias: expressions not understood: 4\n");
	run_summary_deinit(&s);
	finding_vec_deinit(&v);
}

static void gives_the_verdict(void **state)
{
	struct run_summary s = sample_summary();
	finding_vec v = {};

	sample_add(&v, RULE, 1)->confidence = CONFIDENCE_MEDIUM;
	assert_int_equal(run_summary_exit(&s, &v), DM_EXIT_CLEAN);
	run_summary_fail(&s, "a.c", "no reason");
	assert_int_equal(run_summary_exit(&s, &v), DM_EXIT_INCOMPLETE);
	sample_add(&v, RULE, 2);
	assert_int_equal(run_summary_exit(&s, &v), DM_EXIT_FINDINGS);
	run_summary_deinit(&s);
	finding_vec_deinit(&v);
}

static void chooses_colours(void **state)
{
	FILE *file = tmpfile();
	enum colour_mode mode;

	assert_true(colour_mode_parse("always", &mode));
	assert_true(colour_wanted(mode, file));
	setenv("NO_COLOR", "1", 1);
	assert_true(colour_wanted(mode, file));
	assert_true(colour_mode_parse("auto", &mode));
	assert_false(colour_wanted(mode, file));
	unsetenv("NO_COLOR");
	assert_false(colour_wanted(mode, file));
	assert_true(colour_mode_parse("never", &mode));
	assert_false(colour_wanted(mode, file));
	assert_false(colour_mode_parse("yes", &mode));
	fclose(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_lines),
		cmocka_unit_test(writes_colours),
		cmocka_unit_test(takes_harm_from_the_rule),
		cmocka_unit_test(escapes),
		cmocka_unit_test(says_clean),
		cmocka_unit_test(never_says_clean_of_less),
		cmocka_unit_test(sums_up),
		cmocka_unit_test(gives_the_verdict),
		cmocka_unit_test(chooses_colours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
