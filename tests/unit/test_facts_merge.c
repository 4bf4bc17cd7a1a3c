// SPDX-License-Identifier: GPL-2.0-or-later
/* Facts of several units made one program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/error.h"
#include "facts/facts_io.h"
#include "facts/merge.h"
#include "facts/validate.h"
#include "random_facts.h"

/* The functions as text, without the name of the file. */
static char *functions(const struct facts *f)
{
	char *text = NULL, *body, *ret;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	facts_print(f, out);
	fclose(out);
	body = strchr(text, '\n');
	ret = xstrdup(body ? body + 1 : "");
	free(text);
	return ret;
}

static void merge(struct facts *const *units, size_t n,
		  struct merged_facts *ret)
{
	struct facts_merge *m = facts_merge_begin("whole");

	for (size_t i = 0; i < n; i++)
		facts_merge_add(m, units[i]);
	assert_null(facts_merge_end(m, ret));
}

/* A unit alone reads as before, whatever it is made of. */
static void test_one(void **state)
{
	for (unsigned int seed = 1; seed < 80; seed++) {
		struct facts *f = random_facts(seed, seed * 2);
		autofree char *before = NULL, *after = NULL;
		struct merged_facts whole;

		merge(&f, 1, &whole);
		before = functions(f);
		after = functions(whole.facts);
		assert_string_equal(before, after);
		assert_int_equal(whole.facts->inits.n, f->inits.n);
		merged_facts_deinit(&whole);
		facts_destroy(f);
	}
}

static void assert_units(const struct merged_facts *whole,
			 struct facts *const *units, size_t n)
{
	func_id func = 1;

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 1; k < units[i]->funcs.n; k++, func++) {
			const struct facts *f = units[i];

			assert_int_equal(merged_unit_of_func(whole, func), i);
			assert_string_equal(
				facts_str(f, f->funcs.v[k].name),
				facts_str(whole->facts,
					  whole->facts->funcs.v[func].name));
		}
	}
	assert_int_equal(whole->facts->funcs.n, func);
}

static void test_many(void **state)
{
	for (unsigned int seed = 1; seed < 30; seed++) {
		struct facts *units[5];
		struct merged_facts whole;

		for (size_t i = 0; i < 5; i++) {
			units[i] = random_facts(seed * 7 + i, 60);
			vec_for_each(&units[i]->funcs, func)
				func->flags &= ~FUNC_FROM_HEADER;
		}
		merge(units, 5, &whole);
		assert_units(&whole, units, 5);
		assert_int_equal(whole.shares.n, 0);
		merged_facts_deinit(&whole);
		for (size_t i = 0; i < 5; i++)
			facts_destroy(units[i]);
	}
}

/* A unit of one function that returns a global symbol. */
static struct facts *unit_of(const char *function, unsigned int flags,
			     const char *symbol, enum symbol_storage storage)
{
	struct facts *f = facts_create("a.c", "/");
	struct fact_expr e = {.kind = EXPR_SYMBOL, .ref = 1};
	struct fact_type *t = vec_add(&f->types);

	t->kind = TYPE_INT;
	t->name = facts_str_add(f, "int");
	vec_push(&f->spans, ((struct fact_span){.file = facts_str_add(f, "a.h"),
						.line = 3,
						.col = 1}));
	vec_push(&f->symbols,
		 ((struct fact_symbol){.name = facts_str_add(f, symbol),
				       .type = 1,
				       .storage = storage}));
	vec_push(&f->blocks, ((struct fact_block){.op0 = 1,
						  .term = TERM_RETURN,
						  .cond = facts_expr_add(f, &e),
						  .case0 = 1}));
	vec_push(&f->funcs,
		 ((struct fact_func){.name = facts_str_add(f, function),
				     .flags = flags,
				     .ret = 1,
				     .span = 1,
				     .block0 = 1,
				     .n_blocks = 1}));
	assert_null(facts_validate(f));
	return f;
}

/* How many symbols and functions two units make together. */
static void expect_sizes(struct facts *a, struct facts *b, size_t symbols,
			 size_t funcs)
{
	struct facts *units[] = {a, b};
	struct merged_facts whole;

	merge(units, 2, &whole);
	assert_int_equal(whole.facts->symbols.n - 1, symbols);
	assert_int_equal(whole.facts->funcs.n - 1, funcs);
	assert_int_equal(whole.facts->types.n - 1, 1);
	assert_int_equal(whole.shares.n, 2 - funcs);
	merged_facts_deinit(&whole);
	facts_destroy(a);
	facts_destroy(b);
}

static void test_symbols(void **state)
{
	expect_sizes(unit_of("f", 0, "x", SYMBOL_EXTERN),
		     unit_of("g", 0, "x", SYMBOL_GLOBAL), 1, 2);
	expect_sizes(unit_of("f", 0, "x", SYMBOL_GLOBAL),
		     unit_of("g", 0, "x", SYMBOL_EXTERN), 1, 2);
	expect_sizes(unit_of("f", 0, "x", SYMBOL_GLOBAL),
		     unit_of("g", 0, "y", SYMBOL_GLOBAL), 2, 2);
	/* two drivers in one folder */
	expect_sizes(unit_of("f", 0, "x", SYMBOL_GLOBAL),
		     unit_of("g", 0, "x", SYMBOL_GLOBAL), 2, 2);
	expect_sizes(unit_of("f", 0, "x", SYMBOL_STATIC_GLOBAL),
		     unit_of("f", 0, "x", SYMBOL_STATIC_GLOBAL), 2, 2);
}

/* The definition tells what an extern one is. */
static void test_definition_counts(void **state)
{
	struct facts *units[] = {unit_of("f", 0, "x", SYMBOL_EXTERN),
				 unit_of("g", 0, "x", SYMBOL_GLOBAL)};
	struct merged_facts whole;

	merge(units, 2, &whole);
	assert_int_equal(whole.facts->symbols.v[1].storage, SYMBOL_GLOBAL);
	merged_facts_deinit(&whole);
	facts_destroy(units[0]);
	facts_destroy(units[1]);
}

static void test_headers(void **state)
{
	const unsigned int header = FUNC_STATIC | FUNC_FROM_HEADER;

	expect_sizes(unit_of("f", header, "x", SYMBOL_EXTERN),
		     unit_of("f", header, "x", SYMBOL_EXTERN), 1, 1);
	expect_sizes(unit_of("f", header, "x", SYMBOL_EXTERN),
		     unit_of("g", header, "x", SYMBOL_EXTERN), 1, 2);
	expect_sizes(unit_of("f", FUNC_STATIC, "x", SYMBOL_EXTERN),
		     unit_of("f", FUNC_STATIC, "x", SYMBOL_EXTERN), 1, 2);
}

static void test_nothing(void **state)
{
	struct merged_facts whole;

	merge(NULL, 0, &whole);
	assert_int_equal(whole.facts->funcs.n, 1);
	merged_facts_deinit(&whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_symbols),
		cmocka_unit_test(test_definition_counts),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests_name("facts_merge", tests, NULL, NULL);
}
