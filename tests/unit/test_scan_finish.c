// SPDX-License-Identifier: GPL-2.0-or-later
/* How far a finding can be trusted, by how its unit was read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scan/finish.h"

static enum finding_confidence after(bool by_width, enum unit_quality quality,
				     bool errors)
{
	struct finish finish = {.root = "/nonexistent"};
	struct finding f = {
		.confidence = CONFIDENCE_HIGH,
		.place = {.path = (char[]){"none.c"}, .line = 1, .end_line = 1},
		.by_width = by_width,
	};
	enum finding_confidence ret;

	finish_finding(&finish, &f, quality, errors);
	ret = f.confidence;
	f.place.path = NULL;
	finding_deinit(&f);
	finish_deinit(&finish);
	return ret;
}

static void test_true_flags(void **state)
{
	assert_int_equal(after(false, UNIT_TRUE_FLAGS, false), CONFIDENCE_HIGH);
	assert_int_equal(after(true, UNIT_TRUE_FLAGS, false), CONFIDENCE_HIGH);
	assert_int_equal(after(true, UNIT_TRUE_FLAGS, true), CONFIDENCE_MEDIUM);
}

static void test_other_flags(void **state)
{
	assert_int_equal(after(false, UNIT_BORROWED_FLAGS, false),
			 CONFIDENCE_HIGH);
	assert_int_equal(after(false, UNIT_NO_TYPES, false), CONFIDENCE_MEDIUM);
	/* widths are those of the lender's machine */
	assert_int_equal(after(true, UNIT_BORROWED_FLAGS, false),
			 CONFIDENCE_LOW);
	assert_int_equal(after(true, UNIT_BORROWED_FLAGS, true),
			 CONFIDENCE_LOW);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_true_flags),
		cmocka_unit_test(test_other_flags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
