// SPDX-License-Identifier: GPL-2.0-or-later
/* Which findings of two runs are the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "findings/compare.h"
#include "findings_sample.h"

#define RULE "dma/map-unchecked"
#define OTHER "dma/unmap-mismatch"

struct lists {
	finding_vec before, after;
	path_rename_vec renames;
	struct finding_match match;
};

static int setup(void **state)
{
	*state = xcalloc(1, sizeof(struct lists));
	return 0;
}

static int teardown(void **state)
{
	struct lists *l = *state;

	finding_vec_deinit(&l->before);
	finding_vec_deinit(&l->after);
	path_rename_vec_deinit(&l->renames);
	finding_match_deinit(&l->match);
	free(l);
	return 0;
}

static void compare(struct lists *l)
{
	findings_finish(&l->before);
	findings_finish(&l->after);
	findings_compare(&l->before, &l->after, &l->renames, &l->match);
}

static void lines_do_not_count(void **state)
{
	struct lists *l = *state;

	sample_add(&l->before, RULE, 7);
	sample_add(&l->after, RULE, 70);
	compare(l);
	assert_int_equal(l->match.before[0], 0);
	assert_int_equal(l->match.after[0], 0);
}

static void one_more_is_new(void **state)
{
	struct lists *l = *state;

	sample_add(&l->before, RULE, 7);
	sample_add(&l->after, RULE, 7);
	sample_add(&l->after, RULE, 9);
	sample_add(&l->after, OTHER, 8);
	compare(l);
	assert_int_equal(l->match.after[0], 0);
	assert_int_equal(l->match.after[1], FINDING_ALONE);
	assert_int_equal(l->match.after[2], FINDING_ALONE);
}

static void one_less_is_gone(void **state)
{
	struct lists *l = *state;

	sample_add(&l->before, RULE, 7);
	sample_add(&l->before, RULE, 9);
	sample_add(&l->after, RULE, 9);
	compare(l);
	assert_int_equal(l->match.before[0], 0);
	assert_int_equal(l->match.before[1], FINDING_ALONE);
}

static void renamed_files(void **state)
{
	struct lists *l = *state;

	vec_push(&l->renames, (struct path_rename){xstrdup("drivers/a.c"),
						   xstrdup("drivers/b.c")});
	sample_add(&l->before, RULE, 7);
	sample_set(&sample_add(&l->after, RULE, 7)->place.path, "drivers/b.c");
	compare(l);
	assert_int_equal(l->match.before[0], 0);
}

/* Each makes the findings differ in one thing more than the fingerprint. */
static void reworded_statement(void **state)
{
	struct lists *l = *state;

	sample_add(&l->before, RULE, 7);
	sample_set(&sample_add(&l->after, RULE, 7)->statement, "x = g(y);");
	compare(l);
	assert_int_equal(l->match.before[0], 0);
}

static void moved_to_another_file(void **state)
{
	struct lists *l = *state;
	struct finding *f;

	sample_add(&l->before, RULE, 7);
	f = sample_add(&l->after, RULE, 7);
	sample_set(&f->place.path, "drivers/b.c");
	sample_set(&f->message, "'y' is wrong");
	compare(l);
	assert_int_equal(l->match.before[0], 0);
}

static void renamed_function(void **state)
{
	struct lists *l = *state;

	sample_add(&l->before, RULE, 7);
	sample_set(&sample_add(&l->after, RULE, 7)->function, "bar_probe");
	compare(l);
	assert_int_equal(l->match.before[0], 0);
}

static void another_defect(void **state)
{
	struct lists *l = *state;
	struct finding *f;

	sample_add(&l->before, RULE, 7);
	f = sample_add(&l->after, RULE, 7);
	sample_set(&f->statement, "x = g(y);");
	sample_set(&f->message, "'z' is wrong");
	compare(l);
	assert_int_equal(l->match.before[0], FINDING_ALONE);
	assert_int_equal(l->match.after[0], FINDING_ALONE);
}

static void without_function_or_statement(void **state)
{
	struct lists *l = *state;
	struct finding *f = sample_add(&l->before, RULE, 7);

	sample_set(&f->statement, "");
	f = sample_add(&l->after, RULE, 7);
	sample_set(&f->statement, "");
	sample_set(&f->place.path, "drivers/b.c");
	compare(l);
	assert_int_equal(l->match.before[0], FINDING_ALONE);
}

/* The strict match wins over a loose one that would come first. */
static void strict_before_loose(void **state)
{
	struct lists *l = *state;

	sample_add(&l->before, RULE, 7);
	sample_set(&sample_add(&l->after, RULE, 3)->statement, "x = g(y);");
	sample_add(&l->after, RULE, 7);
	compare(l);
	assert_int_equal(l->match.before[0], 1);
	assert_int_equal(l->match.after[0], FINDING_ALONE);
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(lines_do_not_count),
		test(one_more_is_new),
		test(one_less_is_gone),
		test(renamed_files),
		test(reworded_statement),
		test(moved_to_another_file),
		test(renamed_function),
		test(another_defect),
		test(without_function_or_statement),
		test(strict_before_loose),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
