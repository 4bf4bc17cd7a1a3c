// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "flow/path/value.h"

static struct values vs;

static int setup(void **state)
{
	values_init(&vs);
	return 0;
}

static int teardown(void **state)
{
	values_deinit(&vs);
	return 0;
}

/* An unknown number of its own. */
static value_id unknown(uint32_t n)
{
	return value_make(&vs,
			  &(struct value){.kind = VALUE_UNKNOWN, .ref = n});
}

static value_id num(int64_t n)
{
	return value_const(&vs, n);
}

static value_id bin(enum expr_oper oper, value_id a, value_id b)
{
	return value_binary(&vs, oper, a, b);
}

static void equal_values_have_equal_ids(void **state)
{
	value_id x = unknown(1), y = unknown(2);

	assert_int_equal(bin(OPER_MUL, x, num(16)), bin(OPER_MUL, num(16), x));
	assert_int_equal(bin(OPER_ADD, x, y), bin(OPER_ADD, y, x));
	assert_int_not_equal(bin(OPER_SUB, x, y), bin(OPER_SUB, y, x));
}

static void constants_fold(void **state)
{
	value_id min = num(INT64_MIN);

	assert_int_equal(bin(OPER_SHL, num(1), num(12)), num(4096));
	assert_int_equal(bin(OPER_ADD, num(INT64_MAX), num(1)), min);
	assert_int_equal(value_get(&vs, bin(OPER_DIV, num(7), num(0)))->kind,
			 VALUE_BINARY);
	assert_int_equal(value_get(&vs, bin(OPER_DIV, min, num(-1)))->kind,
			 VALUE_BINARY);
	assert_int_equal(value_get(&vs, bin(OPER_SHL, num(1), num(64)))->kind,
			 VALUE_BINARY);
	assert_int_equal(value_unary(&vs, OPER_LNOT, num(3)), num(0));
	assert_int_equal(value_unary(&vs, OPER_NEG, min), min);
}

static void sums_of_constants_collect(void **state)
{
	value_id x = unknown(1);
	value_id y = bin(OPER_SUB, bin(OPER_ADD, x, num(10)), num(4));

	assert_int_equal(y, bin(OPER_ADD, x, num(6)));
	assert_int_equal(bin(OPER_SUB, y, num(6)), x);
	assert_int_equal(bin(OPER_EQ, x, x), num(1));
}

static void addresses_simplify(void **state)
{
	value_id p = unknown(1), i = unknown(2);
	value_id member = value_field(&vs, p, 0, 7);

	assert_int_equal(value_container(&vs, member, 7), p);
	assert_int_equal(value_field(&vs, value_container(&vs, p, 7), 0, 7), p);
	assert_int_equal(value_index(&vs, p, num(0)), p);
	assert_int_equal(value_index(&vs, value_index(&vs, p, i), num(1)),
			 value_index(&vs, p, bin(OPER_ADD, i, num(1))));
	assert_int_equal(value_root(&vs, value_index(&vs, member, i)), p);
}

static void sizes_that_differ(void **state)
{
	value_id n = unknown(1), m = unknown(2);

	assert_true(value_differs(&vs, num(64), num(128)));
	assert_false(value_differs(&vs, num(64), num(64)));
	assert_true(value_differs(&vs, bin(OPER_MUL, n, num(16)),
				  bin(OPER_MUL, n, num(4))));
	assert_true(value_differs(&vs, n, bin(OPER_ADD, n, num(1))));
	assert_true(value_differs(&vs, bin(OPER_SHL, n, num(4)),
				  bin(OPER_MUL, n, num(8))));
	assert_false(value_differs(&vs, bin(OPER_SHL, n, num(4)),
				   bin(OPER_MUL, n, num(16))));
	assert_false(value_differs(&vs, bin(OPER_MUL, n, num(16)),
				   bin(OPER_MUL, m, num(4))));
	assert_false(value_differs(&vs, n, num(4)));
	assert_false(value_differs(&vs, 0, num(4)));
	/* 2n + 3 and 4n + 1 meet at n = 1 */
	assert_false(value_differs(
		&vs, bin(OPER_ADD, bin(OPER_MUL, n, num(2)), num(3)),
		bin(OPER_ADD, bin(OPER_MUL, n, num(4)), num(1))));
}

static void parts_are_found(void **state)
{
	value_id dma = unknown(1), other = unknown(2);
	value_id high = bin(OPER_SHR, bin(OPER_ADD, dma, num(64)), num(32));

	assert_true(value_mentions(&vs, high, dma));
	assert_false(value_mentions(&vs, high, other));
	assert_false(value_mentions(&vs, high, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		TEST(equal_values_have_equal_ids), TEST(constants_fold),
		TEST(sums_of_constants_collect),   TEST(addresses_simplify),
		TEST(sizes_that_differ),	   TEST(parts_are_found),
	};

	return cmocka_run_group_tests_name("flow_value", tests, NULL, NULL);
}
