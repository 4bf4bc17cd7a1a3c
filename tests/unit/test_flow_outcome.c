// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "flow/summary/outcome.h"

static struct traces traces;
static struct values vs;
static outcome_vec all;

static int setup(void **state)
{
	traces_init(&traces);
	values_init(&vs);
	all = (outcome_vec){};
	return 0;
}

static int teardown(void **state)
{
	vec_for_each(&all, o)
		outcome_deinit(o);
	vec_deinit(&all);
	values_deinit(&vs);
	traces_deinit(&traces);
	return 0;
}

/* A trace of the calls at these operations, up to a 0. */
static uint32_t trace_of(const op_id *ops)
{
	uint32_t trace = 0;

	for (; *ops; ops++) {
		struct flow_event event;

		memset(&event, 0, sizeof(event));
		event.op = *ops;
		trace = trace_add(&traces, trace, &event, false);
	}
	return trace;
}

#define TRACE(...) trace_of((const op_id[]){__VA_ARGS__, 0})

static void expect_steps(uint32_t trace, const char *text)
{
	trace_vec steps = {};
	char got[256] = "";

	trace_steps(&traces, trace, &steps);
	vec_for_each(&steps, step) {
		size_t len = strlen(got);

		snprintf(got + len, sizeof(got) - len, "%s%u ",
			 step->maybe ? "?" : "",
			 traces.events.v[step->event].op);
	}
	vec_deinit(&steps);
	assert_string_equal(got, text);
}

static void equal_traces_are_one(void **state)
{
	assert_int_equal(TRACE(1, 2, 3), TRACE(1, 2, 3));
	assert_int_not_equal(TRACE(1, 2, 3), TRACE(1, 3, 2));
}

static void long_traces_end(void **state)
{
	struct flow_event event;
	uint32_t trace = 0;

	memset(&event, 0, sizeof(event));
	for (int i = 0; i < MAX_TRACE; i++) {
		trace = trace_add(&traces, trace, &event, false);
		assert_int_not_equal(trace, 0);
	}
	assert_int_equal(trace_add(&traces, trace, &event, false), 0);
}

static void what_one_path_lacks_is_a_maybe(void **state)
{
	expect_steps(trace_join(&traces, TRACE(1, 2, 3), TRACE(1, 3)),
		     "1 ?2 3 ");
	expect_steps(trace_join(&traces, TRACE(1), TRACE(2)), "?1 ?2 ");
	expect_steps(trace_join(&traces, 0, TRACE(7)), "?7 ");
}

static void maybes_stay(void **state)
{
	uint32_t once = trace_join(&traces, TRACE(1, 2), TRACE(1));

	expect_steps(trace_join(&traces, once, TRACE(1, 2)), "1 ?2 ");
}

static struct outcome outcome(uint32_t trace, int64_t num)
{
	return (struct outcome){
		.trace = trace,
		.class = num < 0 ? RETURN_NEGATIVE :
			 num	 ? RETURN_POSITIVE :
				   RETURN_ZERO,
		.returned = value_const(&vs, num),
		.range = {0, num != 0, num, num},
	};
}

static void errors_of_one_kind_are_one(void **state)
{
	struct outcome a = outcome(TRACE(1), -12), b = outcome(TRACE(1), -5);

	assert_false(outcome_add(&all, &traces, &vs, &a));
	assert_false(outcome_add(&all, &traces, &vs, &b));
	assert_int_equal(all.n, 1);
	assert_int_equal(all.v[0].range.lo, -12);
	assert_int_equal(all.v[0].range.hi, -5);
	assert_int_equal(all.v[0].returned, 0);
}

static void success_and_error_are_two(void **state)
{
	struct outcome a = outcome(TRACE(1), 0), b = outcome(TRACE(1), -5);

	outcome_add(&all, &traces, &vs, &a);
	outcome_add(&all, &traces, &vs, &b);
	assert_int_equal(all.n, 2);
}

static void conditions_are_kept_as_far_as_both_have_them(void **state)
{
	struct outcome a = outcome(TRACE(1), 0), b = outcome(TRACE(1), 0);
	value_id p = value_make(&vs, &(struct value){.kind = VALUE_UNKNOWN,
						     .ref = 1});
	value_id q = value_make(&vs, &(struct value){.kind = VALUE_UNKNOWN,
						     .ref = 2});

	known_add(&a.given, &(struct state_known){p, 0, 1, 3});
	known_add(&b.given, &(struct state_known){p, 0, 2, 5});
	known_add(&b.given, &(struct state_known){q, 0, 0, 0});
	outcome_add(&all, &traces, &vs, &a);
	outcome_add(&all, &traces, &vs, &b);
	assert_int_equal(all.n, 1);
	assert_int_equal(all.v[0].given.n, 1);
	assert_int_equal(all.v[0].given.v[0].lo, 1);
	assert_int_equal(all.v[0].given.v[0].hi, 5);
}

static void stores_that_differ_are_unknown(void **state)
{
	struct outcome a = outcome(0, 0), b = outcome(0, 0);
	value_id place = value_make(&vs, &(struct value){.kind = VALUE_UNKNOWN,
							 .ref = 1});

	vec_push(&a.stores, ((struct state_cell){place, value_const(&vs, 0)}));
	outcome_add(&all, &traces, &vs, &a);
	outcome_add(&all, &traces, &vs, &b);
	assert_int_equal(all.v[0].stores.n, 1);
	assert_int_equal(value_get(&vs, all.v[0].stores.v[0].value)->kind,
			 VALUE_LOOP);
}

static void too_many_are_joined_within_their_class(void **state)
{
	for (op_id op = 1; op <= MAX_OUTCOMES + 3; op++) {
		struct outcome o = outcome(TRACE(op), op % 2 ? 0 : -5);
		bool lost = outcome_add(&all, &traces, &vs, &o);

		assert_int_equal(lost, op > MAX_OUTCOMES);
	}
	assert_int_equal(all.n, MAX_OUTCOMES);
	vec_for_each(&all, o)
		assert_int_not_equal(o->class, RETURN_ANY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		TEST(equal_traces_are_one),
		TEST(long_traces_end),
		TEST(what_one_path_lacks_is_a_maybe),
		TEST(maybes_stay),
		TEST(errors_of_one_kind_are_one),
		TEST(success_and_error_are_two),
		TEST(conditions_are_kept_as_far_as_both_have_them),
		TEST(stores_that_differ_are_unknown),
		TEST(too_many_are_joined_within_their_class),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
