// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "flow/field/canon.h"
#include "flow/field/poly.h"

/*
 * Two functions of one module, each with values of its own:
 * struct ring { count, desc }, struct net_device { struct device dev },
 * a global "limit", a parameter and a local variable.
 */
static struct facts *facts;
static struct values f, g, module;
static struct canon from_f, from_g;
static str_id ring, count, desc, net_device, pci_dev, device, dev, parent;
static symbol_id limit, param, local;

static symbol_id add_symbol(const char *name, func_id func,
			    enum symbol_storage storage)
{
	vec_push(&facts->symbols,
		 ((struct fact_symbol){.name = facts_str_add(facts, name),
				       .func = func,
				       .storage = storage}));
	return facts->symbols.n - 1;
}

static int setup(void **state)
{
	facts = facts_create("ring.c", "/");
	ring = facts_str_add(facts, "ring");
	count = facts_str_add(facts, "count");
	desc = facts_str_add(facts, "desc");
	net_device = facts_str_add(facts, "net_device");
	pci_dev = facts_str_add(facts, "pci_dev");
	device = facts_str_add(facts, "device");
	dev = facts_str_add(facts, "dev");
	parent = facts_str_add(facts, "parent");
	limit = add_symbol("limit", 0, SYMBOL_STATIC_GLOBAL);
	param = add_symbol("n", 1, SYMBOL_PARAM);
	local = add_symbol("i", 1, SYMBOL_LOCAL);
	values_init(&f);
	values_init(&g);
	module = (struct values){};
	canon_init(&from_f, facts, &f, &module);
	canon_init(&from_g, facts, &g, &module);
	return 0;
}

static int teardown(void **state)
{
	canon_deinit(&from_f);
	canon_deinit(&from_g);
	values_deinit(&f);
	values_deinit(&g);
	values_deinit(&module);
	facts_destroy(facts);
	return 0;
}

static value_id make(struct values *vs, uint8_t kind, uint32_t a, uint32_t ref)
{
	return value_make(vs,
			  &(struct value){.kind = kind, .a = a, .ref = ref});
}

static value_id variable(struct values *vs, symbol_id symbol)
{
	return make(vs, VALUE_INITIAL, make(vs, VALUE_VARIABLE, 0, symbol), 0);
}

/* base->count, where @base is any pointer */
static value_id ring_count(struct values *vs, value_id base)
{
	return make(vs, VALUE_INITIAL, value_field(vs, base, ring, count), 0);
}

static value_id times(struct values *vs, value_id a, int64_t n)
{
	return value_binary(vs, OPER_MUL, a, value_const(vs, n));
}

static void fields_are_known_by_their_record(void **state)
{
	value_id by_pointer = ring_count(&f, variable(&f, param));
	value_id element =
		value_index(&g, variable(&g, local), value_const(&g, 3));
	value_id in_array = ring_count(&g, element);

	assert_int_equal(canon_value(&from_f, by_pointer),
			 canon_value(&from_g, in_array));
	assert_int_not_equal(canon_value(&from_f, by_pointer), 0);
}

static void text_is(value_id canonical, const char *expected)
{
	autofree char *text = canon_text(facts, &module, canonical);

	assert_string_equal(text, expected);
}

static void arithmetic_has_one_form(void **state)
{
	value_id n = ring_count(&f, variable(&f, param));
	value_id m = ring_count(&g, variable(&g, param));
	value_id shifted = value_binary(&f, OPER_SHL, n, value_const(&f, 4));
	value_id x = value_binary(&f, OPER_ADD, shifted, value_const(&f, 64));
	value_id four = value_binary(&g, OPER_ADD, value_const(&g, 4), m);
	value_id y = times(&g, four, 16);

	assert_int_equal(canon_value(&from_f, x), canon_value(&from_g, y));
	text_is(canon_value(&from_f, x), "ring.count * 16 + 64");
}

static void aligned_sizes_stay_what_they_are(void **state)
{
	value_id n = ring_count(&f, variable(&f, param));
	value_id pages = value_binary(&f, OPER_ADD, times(&f, n, 4096),
				      value_const(&f, 4095));
	value_id odd = value_binary(&f, OPER_ADD, times(&f, n, 100),
				    value_const(&f, 4095));
	value_id mask = value_const(&f, -4096);

	assert_int_equal(canon_value(&from_f,
				     value_binary(&f, OPER_AND, pages, mask)),
			 canon_value(&from_f, times(&f, n, 4096)));
	text_is(canon_value(&from_f, value_binary(&f, OPER_AND, odd, mask)),
		"(ring.count * 100 + 4095) & -4096");
}

static void numbers_of_one_function_are_atoms(void **state)
{
	value_id n = canon_value(&from_f, variable(&f, param));
	value_id call = canon_value(&from_f, make(&f, VALUE_RESULT, 0, 0));
	value_id global = canon_value(&from_f, variable(&f, limit));

	assert_true(canon_is_local(&module, n));
	assert_true(canon_is_local(&module, call));
	assert_true(canon_is_local(
		&module,
		canon_value(&from_f, times(&f, variable(&f, param), 8))));
	assert_false(canon_is_local(&module, global));
	text_is(global, "limit");
	/* what a local variable holds at entry is nothing */
	assert_int_equal(canon_value(&from_f, variable(&f, local)), 0);
	/* and a sum with something unknown is unknown */
	assert_int_equal(canon_value(&from_f,
				     value_binary(&f, OPER_ADD,
						  variable(&f, local),
						  variable(&f, limit))),
			 0);
}

static void only_what_cannot_be_equal_differs(void **state)
{
	value_id n = ring_count(&f, variable(&f, param));
	value_id d = make(&f, VALUE_INITIAL,
			  value_field(&f, variable(&f, param), ring, desc), 0);
	value_id n16 = canon_value(&from_f, times(&f, n, 16));
	value_id n8 = canon_value(&from_f, times(&f, n, 8));
	value_id d8 = canon_value(&from_f, times(&f, d, 8));
	value_id num = value_const(&module, 64);

	assert_true(poly_differs(&module, n16, n8));
	assert_true(poly_differs(&module, n16,
				 poly_binary(&module, OPER_ADD, n16, num)));
	assert_false(poly_differs(&module, n16, n16));
	assert_false(poly_differs(&module, n16, d8));
	assert_false(poly_differs(&module, n16, num));
	/* 16 n + 64 and 8 n + 128 meet at n = 8 */
	assert_false(poly_differs(
		&module, poly_binary(&module, OPER_ADD, n16, num),
		poly_binary(&module, OPER_ADD, n8, value_const(&module, 128))));
	assert_false(poly_differs(&module, 0, num));
}

static value_id device_of(struct values *vs, str_id record)
{
	return value_field(vs, variable(vs, param), record, dev);
}

static void devices_lie_in_records(void **state)
{
	value_id class_dev = canon_value(&from_f, device_of(&f, net_device));
	value_id bus_dev = canon_value(&from_g, device_of(&g, pci_dev));
	value_id up =
		value_field(&f, device_of(&f, net_device), device, parent);
	value_id of_class =
		canon_value(&from_f, make(&f, VALUE_INITIAL, up, 0));

	assert_true(canon_dev_differs(facts, &module, class_dev, bus_dev));
	assert_true(canon_dev_differs(facts, &module, class_dev,
				      value_const(&module, 0)));
	assert_true(canon_dev_differs(facts, &module, of_class, class_dev));
	/* the parent may well be the device of the bus */
	assert_false(canon_dev_differs(facts, &module, of_class, bus_dev));
	assert_false(canon_dev_differs(facts, &module, 0, bus_dev));
	text_is(bus_dev, "&pci_dev.dev");
	text_is(of_class, "net_device.parent");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			fields_are_known_by_their_record, setup, teardown),
		cmocka_unit_test_setup_teardown(arithmetic_has_one_form, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			aligned_sizes_stay_what_they_are, setup, teardown),
		cmocka_unit_test_setup_teardown(
			numbers_of_one_function_are_atoms, setup, teardown),
		cmocka_unit_test_setup_teardown(
			only_what_cannot_be_equal_differs, setup, teardown),
		cmocka_unit_test_setup_teardown(devices_lie_in_records, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
