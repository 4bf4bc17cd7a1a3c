// SPDX-License-Identifier: GPL-2.0-or-later
/* Drivers of several files: what calls lead to, and how the kernel gets in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/error.h"
#include "facts/merge.h"
#include "flow/module/module.h"
#include "frontend/frontend.h"
#include "tree_fixture.h"

struct driver {
	struct tree_fixture tree;
	struct merged_facts units;
	struct module module;
};

static struct facts *lower(struct driver *d, const char *name, const char *text)
{
	autofree char *file = tree_path(&d->tree, name);
	struct unit unit = {.file = file, .directory = d->tree.dir};
	struct frontend_options options = {.root = d->tree.dir};
	struct frontend_report report;
	struct facts *facts;

	tree_write(&d->tree, name, text);
	assert_null(frontend_lower(&unit, &options, &facts, &report));
	assert_int_equal(report.errors, 0);
	frontend_report_deinit(&report);
	return facts;
}

static void make(struct driver *d, const char *one, const char *two)
{
	struct facts_merge *m = facts_merge_begin("driver");
	struct facts *units[2];

	*d = (struct driver){};
	tree_setup(&d->tree);
	units[0] = lower(d, "one.c", one);
	units[1] = lower(d, "two.c", two);
	for (int i = 0; i < 2; i++) {
		facts_merge_add(m, units[i]);
		facts_destroy(units[i]);
	}
	assert_null(facts_merge_end(m, &d->units));
	module_init_merged(&d->module, &d->units);
}

static void done(struct driver *d)
{
	module_deinit(&d->module);
	merged_facts_deinit(&d->units);
	tree_teardown(&d->tree);
}

/* The function of that name in that unit. */
static func_id func_in(const struct driver *d, uint32_t unit, const char *name)
{
	const struct facts *f = d->units.facts;

	for (size_t i = 1; i < f->funcs.n; i++)
		if (!strcmp(facts_str(f, f->funcs.v[i].name), name) &&
		    merged_unit_of_func(&d->units, i) == unit)
			return i;
	fail_msg("no function %s", name);
	return 0;
}

/* Whom the n-th call of a function calls, from 0. */
static func_id call_of(const struct driver *d, func_id func, unsigned int n)
{
	const struct facts *f = d->units.facts;

	for (op_id i = 1; i < f->ops.n; i++)
		if (f->ops.v[i].kind == OP_CALL &&
		    module_func_of_op(&d->module, i) == func && !n--)
			return d->module.callee[i];
	fail_msg("no such call");
	return 0;
}

static void test_calls(void **state)
{
	struct driver d;

	make(&d,
	     "int shared(void), outside(void);\n"
	     "static int own(void) { return 1; }\n"
	     "int a(void) { return own() + shared() + outside(); }\n",
	     "static int own(void) { return 2; }\n"
	     "int shared(void) { return own(); }\n");
	assert_int_equal(call_of(&d, func_in(&d, 0, "a"), 0),
			 func_in(&d, 0, "own"));
	assert_int_equal(call_of(&d, func_in(&d, 0, "a"), 1),
			 func_in(&d, 1, "shared"));
	assert_int_equal(call_of(&d, func_in(&d, 0, "a"), 2), 0);
	assert_int_equal(call_of(&d, func_in(&d, 1, "shared"), 0),
			 func_in(&d, 1, "own"));
	assert_int_equal(d.module.n_callers[func_in(&d, 1, "shared")], 1);
	done(&d);
}

static const char ops_h[] = "struct ops { int (*map)(int); int (*two)(int);"
			    " int (*given)(int); int (*odd)(int, int); };\n";

static void test_pointers(void **state)
{
	autofree char *one = xasprintf(
		"%sint call(struct ops *o) { return o->map(1) + o->two(1)"
		" + o->given(1) + o->odd(1, 2); }\n",
		ops_h);
	autofree char *two = xasprintf(
		"%sstatic int m(int x) { return x; }\n"
		"static int n(int x) { return x; }\n"
		"struct ops a = { .map = m, .two = m, .given = m,"
		" .odd = (void *)m };\n"
		"struct ops b = { .map = m, .two = n };\n"
		"void set(struct ops *o, int (*f)(int)) { o->given = f; }\n"
		"void same(struct ops *o) { o->map = a.map; o->map = 0; }\n",
		ops_h);
	struct driver d;
	func_id call;

	make(&d, one, two);
	call = func_in(&d, 0, "call");
	assert_int_equal(call_of(&d, call, 0), func_in(&d, 1, "m"));
	assert_int_equal(call_of(&d, call, 1), 0); /* two candidates */
	assert_int_equal(call_of(&d, call, 2), 0); /* one is not known */
	assert_int_equal(call_of(&d, call, 3), 0); /* other arguments */
	done(&d);
}

static size_t place_in_order(const struct driver *d, func_id func)
{
	for (size_t i = 0; i < d->module.order.n; i++)
		if (d->module.order.v[i] == func)
			return i;
	fail_msg("not in order");
	return 0;
}

static void test_order(void **state)
{
	struct driver d;

	make(&d,
	     "int low(int); int high(int x) { return low(x); }\n"
	     "int odd(int); int even(int x) { return x ? odd(x - 1) : 1; }\n",
	     "int low(int x) { return x; }\n"
	     "int even(int); int odd(int x) { return x ? even(x - 1) : 0; }\n"
	     "int self(int x) { return x ? self(x - 1) : 0; }\n");
	assert_int_equal(d.module.order.n, 5);
	assert_true(place_in_order(&d, func_in(&d, 1, "low")) <
		    place_in_order(&d, func_in(&d, 0, "high")));
	assert_false(d.module.recursive[func_in(&d, 1, "low")]);
	assert_false(d.module.recursive[func_in(&d, 0, "high")]);
	assert_true(d.module.recursive[func_in(&d, 0, "even")]);
	assert_true(d.module.recursive[func_in(&d, 1, "odd")]);
	assert_true(d.module.recursive[func_in(&d, 1, "self")]);
	done(&d);
}

static void expect_entry(const struct driver *d, uint32_t unit,
			 const char *func, enum entry_kind kind,
			 const char *name)
{
	const struct module_entry *e;
	autofree char *have = NULL;
	size_t n;

	e = module_entries(&d->module, func_in(d, unit, func), &n);
	if (n != 1)
		fail_msg("%s has %zu entries", func, n);
	assert_int_equal(e->kind, kind);
	have = module_entry_name(&d->module, e);
	if (name)
		assert_string_equal(have, name);
	else
		assert_null(have);
}

static void test_entries(void **state)
{
	struct driver d;
	size_t n;

	make(&d,
	     "struct ops { int (*open)(int); };\n"
	     "int open(int x);\n"
	     "struct ops foo_ops = { .open = open };\n"
	     "#define INIT_WORK(w, f) do { (w)->func = (f); } while (0)\n"
	     "struct work { void (*func)(void); };\n"
	     "struct dev { int (*probe)(void); };\n"
	     "static void work(void) { }\n"
	     "static int irq(void) { return 0; }\n"
	     "static int probe(void) { return 0; }\n"
	     "static int idle(void) { return 0; }\n"
	     "int request_irq(int n, int (*f)(void));\n"
	     "void setup(struct work *w, struct dev *d) {\n"
	     " INIT_WORK(w, work); request_irq(1, irq); d->probe = probe; }\n",
	     "static int inner(int x) { return x; }\n"
	     "int open(int x) { return inner(x); }\n"
	     "int helper(void) { return 1; }\n"
	     "int user(void) { return helper(); }\n");
	expect_entry(&d, 1, "open", ENTRY_OPS, "foo_ops.open");
	expect_entry(&d, 0, "work", ENTRY_CALLBACK, "INIT_WORK");
	expect_entry(&d, 0, "irq", ENTRY_CALLBACK, "request_irq");
	expect_entry(&d, 0, "probe", ENTRY_CALLBACK, "d.probe");
	expect_entry(&d, 0, "setup", ENTRY_EXTERN, NULL);
	assert_null(module_entries(&d.module, func_in(&d, 1, "helper"), &n));
	assert_null(module_entries(&d.module, func_in(&d, 0, "idle"), &n));
	assert_int_equal(
		module_way_in(&d.module, func_in(&d, 1, "inner"))->func,
		func_in(&d, 1, "open"));
	assert_int_equal(
		module_way_in(&d.module, func_in(&d, 1, "helper"))->func,
		func_in(&d, 1, "user"));
	assert_null(module_way_in(&d.module, func_in(&d, 0, "idle")));
	done(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_pointers),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_entries),
	};

	return cmocka_run_group_tests_name("flow_module", tests, NULL, NULL);
}
