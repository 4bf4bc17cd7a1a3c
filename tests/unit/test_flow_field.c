// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "flow/field/field.h"

static struct facts *facts;
static struct field_table t;
static struct canon_place count, size, dma, copy;

static struct canon_place place(const char *name)
{
	return (struct canon_place){facts_str_add(facts, "ring"),
				    facts_str_add(facts, name)};
}

static int setup(void **state)
{
	facts = facts_create("ring.c", "/");
	t = (struct field_table){};
	values_init(&t.canon);
	count = place("count");
	size = place("size");
	dma = place("dma");
	copy = place("copy");
	return 0;
}

static int teardown(void **state)
{
	field_table_deinit(&t);
	facts_destroy(facts);
	return 0;
}

static void store(const struct canon_place *p, op_id op, value_id v)
{
	struct field_use use = {.act = FIELD_STORED, .op = op, .stored = op};

	use.args[ARG_CPU] = v;
	field_add(&t, p, &use);
}

/* A mapping of a size, stored in the field by @op. */
static void made(const struct canon_place *p, op_id op, value_id v)
{
	struct field_use use = {
		.act = FIELD_MADE, .arg = ARG_DMA, .op = op, .stored = op};

	use.args[ARG_SIZE] = v;
	field_add(&t, p, &use);
}

static const struct field_use *first_use(const struct canon_place *p)
{
	return field_find(&t, p->record, p->field)->uses.v;
}

static value_id leaf(const struct canon_place *p)
{
	return canon_leaf(&t.canon, p);
}

static value_id num(int64_t n)
{
	return value_const(&t.canon, n);
}

static value_id times(value_id v, int64_t n)
{
	return value_binary(&t.canon, OPER_MUL, v, num(n));
}

static void a_use_is_kept_once(void **state)
{
	store(&count, 1, num(64));
	store(&count, 1, num(64));
	store(&count, 2, num(64));
	assert_int_equal(field_find(&t, count.record, count.field)->uses.n, 2);
	assert_null(field_find(&t, size.record, size.field));
	assert_true(field_is_stored_by(&t, &count, 2));
	assert_false(field_is_stored_by(&t, &count, 3));
}

static void one_value_stands_for_the_field(void **state)
{
	store(&count, 1, num(64));
	store(&size, 2, times(leaf(&count), 16));
	made(&dma, 3, leaf(&size));
	field_resolve(&t);
	assert_int_equal(first_use(&dma)->args[ARG_SIZE], num(1024));
}

static void two_values_do_not(void **state)
{
	store(&count, 1, num(64));
	store(&count, 2, num(32));
	made(&dma, 3, leaf(&count));
	field_resolve(&t);
	assert_int_equal(first_use(&dma)->args[ARG_SIZE], leaf(&count));
	/* it may be either at either time */
	assert_false(field_differs(&t, facts, ARG_SIZE, times(leaf(&count), 2),
				   times(leaf(&count), 4)));
}

static void an_unknown_value_is_one_value(void **state)
{
	store(&count, 1, 0);
	made(&dma, 3, times(leaf(&count), 2));
	field_resolve(&t);
	assert_true(field_differs(&t, facts, ARG_SIZE,
				  first_use(&dma)->args[ARG_SIZE],
				  times(leaf(&count), 4)));
	assert_false(field_differs(&t, facts, ARG_SIZE, leaf(&count), num(4)));
}

static void a_counter_is_no_value(void **state)
{
	store(&count, 1,
	      value_binary(&t.canon, OPER_ADD, leaf(&count), num(1)));
	field_resolve(&t);
	assert_false(field_differs(&t, facts, ARG_SIZE, leaf(&count),
				   value_binary(&t.canon, OPER_ADD,
						leaf(&count), num(1))));
}

static void circles_end(void **state)
{
	store(&count, 1, leaf(&size));
	store(&size, 2, leaf(&count));
	made(&dma, 3, leaf(&size));
	field_resolve(&t);
	assert_int_not_equal(first_use(&dma)->args[ARG_SIZE], 0);
}

static void makers_are_found_through_copies(void **state)
{
	struct field_makers m;

	made(&dma, 1, num(64));
	store(&dma, 2, num(0));
	store(&copy, 3, leaf(&dma));
	field_makers(&t, field_find(&t, copy.record, copy.field), &m);
	assert_int_equal(m.list.n, 1);
	assert_false(m.unknown);
	field_makers_deinit(&m);
	store(&copy, 4, 0);
	field_makers(&t, field_find(&t, copy.record, copy.field), &m);
	assert_true(m.unknown);
	field_makers_deinit(&m);
}

static void a_record_that_is_copied_to_is_unknown(void **state)
{
	struct field_makers m;

	made(&dma, 1, num(64));
	store(&count, 2, num(4));
	vec_push(&t.overwritten, count.record);
	made(&size, 3, leaf(&count));
	field_resolve(&t);
	assert_int_equal(first_use(&size)->args[ARG_SIZE], leaf(&count));
	field_makers(&t, field_find(&t, dma.record, dma.field), &m);
	assert_true(m.unknown);
	field_makers_deinit(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_use_is_kept_once, setup,
						teardown),
		cmocka_unit_test_setup_teardown(one_value_stands_for_the_field,
						setup, teardown),
		cmocka_unit_test_setup_teardown(two_values_do_not, setup,
						teardown),
		cmocka_unit_test_setup_teardown(an_unknown_value_is_one_value,
						setup, teardown),
		cmocka_unit_test_setup_teardown(a_counter_is_no_value, setup,
						teardown),
		cmocka_unit_test_setup_teardown(circles_end, setup, teardown),
		cmocka_unit_test_setup_teardown(makers_are_found_through_copies,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_record_that_is_copied_to_is_unknown, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
