// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "flow/path/state.h"

static struct values vs;
static struct state st;

static int setup(void **state)
{
	values_init(&vs);
	st = (struct state){};
	return 0;
}

static int teardown(void **state)
{
	state_deinit(&st);
	values_deinit(&vs);
	return 0;
}

static value_id unknown(uint32_t n)
{
	return value_make(&vs,
			  &(struct value){.kind = VALUE_UNKNOWN, .ref = n});
}

static value_id compare(enum expr_oper oper, value_id a, int64_t c)
{
	return value_binary(&vs, oper, a, value_const(&vs, c));
}

static bool assume(value_id v, bool truth)
{
	return state_assume(&st, &vs, v, truth);
}

static void null_test_splits(void **state)
{
	value_id p = unknown(1);

	assert_true(assume(compare(OPER_EQ, p, 0), false));
	assert_true(state_is_nonzero(&st, &vs, p));
	assert_false(assume(p, false));
}

static void negation_is_seen_through(void **state)
{
	value_id p = unknown(1);
	value_id twice =
		value_unary(&vs, OPER_LNOT, value_unary(&vs, OPER_LNOT, p));

	assert_true(assume(twice, true));
	assert_true(state_is_nonzero(&st, &vs, p));
	assert_false(assume(value_unary(&vs, OPER_LNOT, p), true));
}

static void ranges_close(void **state)
{
	value_id n = unknown(1);

	assert_true(assume(compare(OPER_GE, n, 0), true));
	assert_true(assume(compare(OPER_LE, n, 0), true));
	assert_true(state_is_zero(&st, &vs, n));
	assert_false(assume(compare(OPER_NE, n, 0), true));
}

static void less_than_one_is_zero_when_unsigned(void **state)
{
	value_id n = unknown(1);
	value_id less =
		value_make(&vs, &(struct value){.kind = VALUE_BINARY,
						.oper = OPER_LT,
						.a = n,
						.b = value_const(&vs, 1),
						.num = 1});

	assert_true(assume(less, true));
	assert_true(state_is_zero(&st, &vs, n));
}

/* (unsigned long)p >= (unsigned long)-4095 says nothing of p == NULL */
static void error_pointers_are_not_negative(void **state)
{
	value_id p = unknown(1);
	value_id is_err =
		value_make(&vs, &(struct value){.kind = VALUE_BINARY,
						.oper = OPER_GE,
						.a = p,
						.b = value_const(&vs, -4095),
						.num = 1});

	assert_true(assume(is_err, false));
	assert_true(assume(p, false));
}

static void cells_are_found_again(void **state)
{
	for (uint32_t i = 40; i > 0; i--)
		state_store(&st, unknown(i), value_const(&vs, i));
	for (uint32_t i = 1; i <= 40; i++)
		assert_int_equal(state_load(&st, unknown(i)),
				 value_const(&vs, i));
	assert_int_equal(state_load(&st, unknown(41)), 0);
	assert_int_equal(st.cells.n, 40);
}

static void copies_hash_alike_and_stand_alone(void **state)
{
	struct state copy;

	state_store(&st, unknown(1), value_const(&vs, 1));
	assert_true(assume(unknown(2), true));
	state_init_copy(&copy, &st);
	assert_int_equal(state_hash(&copy), state_hash(&st));
	state_store(&copy, unknown(1), value_const(&vs, 2));
	assert_int_not_equal(state_hash(&copy), state_hash(&st));
	assert_int_equal(state_load(&st, unknown(1)), value_const(&vs, 1));
	state_deinit(&copy);
}

static void forgetting_takes_what_is_made_of_it(void **state)
{
	value_id a = unknown(1), b = unknown(2);

	assert_true(assume(compare(OPER_GT, a, 3), true));
	assert_true(assume(b, false));
	state_forget(&st, &vs, a);
	assert_null(state_known(&st, a));
	assert_true(state_is_zero(&st, &vs, b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		TEST(null_test_splits),
		TEST(negation_is_seen_through),
		TEST(ranges_close),
		TEST(less_than_one_is_zero_when_unsigned),
		TEST(error_pointers_are_not_negative),
		TEST(cells_are_found_again),
		TEST(copies_hash_alike_and_stand_alone),
		TEST(forgetting_takes_what_is_made_of_it),
	};

	return cmocka_run_group_tests_name("flow_state", tests, NULL, NULL);
}
