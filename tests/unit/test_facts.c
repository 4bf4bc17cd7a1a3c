// SPDX-License-Identifier: GPL-2.0-or-later
/* Building facts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/mem.h"
#include "facts/facts.h"
#include "facts/facts_io.h"
#include "facts/validate.h"

static void test_new(void **state)
{
	struct facts *f = facts_create("a.c", "/tree");

	assert_string_equal(f->file, "a.c");
	assert_string_equal(f->directory, "/tree");
	assert_int_equal(f->strings_len, 1);
	assert_int_equal(f->types.n, 1);
	assert_int_equal(f->inits.n, 1);
	assert_int_equal(facts_expr(f, 0)->kind, EXPR_NONE);
	assert_null(facts_validate(f));
	facts_destroy(f);
	facts_destroy(NULL);
}

static void test_strings(void **state)
{
	struct facts *f = facts_create("a.c", "/");
	str_id a = facts_str_add(f, "abc"), b = facts_str_add(f, "ab");

	assert_true(a && b && a != b);
	assert_int_equal(facts_str_add(f, "abc"), a);
	assert_int_equal(facts_str_add(f, "ab"), b);
	assert_int_equal(facts_str_add(f, ""), 0);
	assert_int_equal(facts_str_add(f, NULL), 0);
	assert_string_equal(facts_str(f, a), "abc");
	assert_string_equal(facts_str(f, b), "ab");
	assert_string_equal(facts_str(f, 0), "");
	facts_destroy(f);
}

/* Many strings, so that all arrays grow under way. */
static void test_many_strings(void **state)
{
	struct facts *f = facts_create("a.c", "/");
	autofree str_id *ids = xcalloc(5000, sizeof(*ids));

	for (int i = 0; i < 5000; i++) {
		autofree char *s = xasprintf("string %d", i);

		ids[i] = facts_str_add(f, s);
	}
	for (int i = 0; i < 5000; i++) {
		autofree char *s = xasprintf("string %d", i);

		assert_string_equal(facts_str(f, ids[i]), s);
		assert_int_equal(facts_str_add(f, s), ids[i]);
	}
	assert_null(facts_validate(f));
	facts_destroy(f);
}

/* Two expressions are one when all members are equal, and only then. */
static void test_same_expression(void **state)
{
	struct facts *f = facts_create("a.c", "/");
	struct fact_expr base = {.kind = EXPR_CONST, .value = 5}, e;
	expr_id five = facts_expr_add(f, &base);

	assert_int_equal(five, 1);
	assert_int_equal(facts_expr_add(f, &base), five);
#define OTHER(member, v)                                     \
	do {                                                 \
		expr_id id;                                  \
                                                             \
		e = base;                                    \
		e.member = v;                                \
		id = facts_expr_add(f, &e);                  \
		assert_int_equal(id, f->exprs.n - 1);        \
		assert_int_not_equal(id, five);              \
		assert_int_equal(facts_expr_add(f, &e), id); \
	} while (0)
	OTHER(kind, EXPR_SIZEOF);
	OTHER(oper, OPER_ADD);
	OTHER(type, 1);
	OTHER(a, 1);
	OTHER(b, 1);
	OTHER(ref, 1);
	OTHER(str, 1);
	OTHER(value, -5);
	OTHER(value, 5 + (INT64_C(1) << 32));
#undef OTHER
	assert_int_equal(f->exprs.n, 11);
	facts_destroy(f);
}

static void test_lookups(void **state)
{
	struct facts *f = facts_create("a.c", "/");
	struct fact_expr callee = {.kind = EXPR_FUNCTION,
				   .str = facts_str_add(f, "kfree")};
	struct fact_op call = {.kind = OP_CALL,
			       .src = facts_expr_add(f, &callee)};
	struct fact_op assign = {.kind = OP_ASSIGN, .src = call.src};
	struct fact_expr pointer = {.kind = EXPR_TEMP};
	struct fact_op indirect = {.kind = OP_CALL,
				   .src = facts_expr_add(f, &pointer)};

	vec_push(&f->funcs,
		 ((struct fact_func){.name = facts_str_add(f, "probe")}));
	vec_push(&f->funcs,
		 ((struct fact_func){.name = facts_str_add(f, "remove")}));
	assert_int_equal(facts_func_find(f, "probe"), 1);
	assert_int_equal(facts_func_find(f, "remove"), 2);
	assert_int_equal(facts_func_find(f, "kfree"), 0);
	assert_int_equal(facts_func_find(f, ""), 0);
	assert_string_equal(facts_callee(f, &call), "kfree");
	assert_null(facts_callee(f, &assign));
	assert_null(facts_callee(f, &indirect));
	facts_destroy(f);
}

static void test_places(void **state)
{
	for (unsigned int kind = 0; kind <= EXPR_OPAQUE; kind++) {
		struct fact_expr e = {.kind = kind};
		bool want = kind == EXPR_SYMBOL || kind == EXPR_FIELD ||
			    kind == EXPR_INDEX || kind == EXPR_DEREF;

		assert_int_equal(facts_expr_is_place(&e), want);
	}
}

static double seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

/* As often as not the same again, as in source. */
static void test_speed(void **state)
{
	enum { N = 200000 };
	struct facts *f = facts_create("a.c", "/");
	double start = seconds(), strings;

	for (int i = 0; i < N; i++) {
		char s[32];

		snprintf(s, sizeof(s), "name_%d", i / 2);
		facts_str_add(f, s);
	}
	strings = seconds();
	for (int i = 0; i < N; i++) {
		struct fact_expr e = {.kind = EXPR_CONST, .value = i / 2};

		facts_expr_add(f, &e);
	}
	print_message("# %.0f ns a string, %.0f ns an expression\n",
		      (strings - start) / N * 1e9,
		      (seconds() - strings) / N * 1e9);
	assert_int_equal(f->exprs.n, N / 2 + 1);
	facts_destroy(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_new),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_many_strings),
		cmocka_unit_test(test_same_expression),
		cmocka_unit_test(test_lookups),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_speed),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("facts", tests, NULL, NULL);
}
