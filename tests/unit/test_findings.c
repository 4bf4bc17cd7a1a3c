// SPDX-License-Identifier: GPL-2.0-or-later
/* Order, merging and fingerprints of findings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "findings_sample.h"

#define RULE "dma/map-unchecked"
#define OTHER "dma/unmap-mismatch"

static void sorts(void **state)
{
	finding_vec v = {};

	sample_add(&v, OTHER, 7);
	sample_set(&sample_add(&v, RULE, 1)->place.path, "drivers/b.c");
	sample_add(&v, RULE, 30);
	sample_add(&v, RULE, 7);
	sample_add(&v, RULE, 7)->place.col = 2;
	findings_finish(&v);
	assert_int_equal(v.n, 5);
	assert_int_equal(v.v[0].place.col, 2);
	assert_string_equal(v.v[1].rule->id, RULE);
	assert_string_equal(v.v[2].rule->id, OTHER);
	assert_int_equal(v.v[3].place.line, 30);
	assert_string_equal(v.v[4].place.path, "drivers/b.c");
	finding_vec_deinit(&v);
}

/* Three sights of one finding, in the order that @order tells. */
static void add_sights(finding_vec *v, const unsigned int order[3])
{
	static const struct {
		const char *config, *engine;
		enum finding_confidence confidence;
		enum unit_quality quality;
	} sights[] = {
		{"x86 a", "flow", CONFIDENCE_MEDIUM, UNIT_TRUE_FLAGS},
		{"arm64 a", "coccinelle", CONFIDENCE_HIGH, UNIT_NO_TYPES},
		{"x86 a, arm b", "flow", CONFIDENCE_LOW, UNIT_TRUE_FLAGS},
	};

	for (size_t i = 0; i < 3; i++) {
		struct finding *f = sample_add(v, RULE, 7);

		sample_set(&f->config, sights[order[i]].config);
		sample_set(&f->engine, sights[order[i]].engine);
		f->confidence = sights[order[i]].confidence;
		f->quality = sights[order[i]].quality;
		finding_add_step(f, &f->place, "seen by %s", f->engine);
	}
}

static void merges_in_any_order(void **state)
{
	static const unsigned int orders[][3] = {{0, 1, 2}, {0, 2, 1},
						 {1, 0, 2}, {1, 2, 0},
						 {2, 0, 1}, {2, 1, 0}};

	for (size_t i = 0; i < ARRAY_SIZE(orders); i++) {
		finding_vec v = {};

		add_sights(&v, orders[i]);
		findings_finish(&v);
		assert_int_equal(v.n, 1);
		assert_string_equal(v.v->config, "arm64 a, x86 a, arm b");
		assert_string_equal(v.v->engine, "coccinelle, flow");
		assert_int_equal(v.v->confidence, CONFIDENCE_HIGH);
		assert_int_equal(v.v->quality, UNIT_TRUE_FLAGS);
		assert_int_equal(v.v->steps.n, 1);
		assert_string_equal(v.v->steps.v->message,
				    "seen by coccinelle");
		finding_vec_deinit(&v);
	}
}

static void keeps_different_messages(void **state)
{
	finding_vec v = {};

	sample_add(&v, RULE, 7);
	sample_set(&sample_add(&v, RULE, 7)->message, "'y' is wrong");
	findings_finish(&v);
	assert_int_equal(v.n, 2);
	assert_string_not_equal(v.v[0].fingerprint, v.v[1].fingerprint);
	finding_vec_deinit(&v);
}

static void finishes_nothing(void **state)
{
	finding_vec v = {};

	findings_finish(&v);
	assert_int_equal(v.n, 0);
	finding_vec_deinit(&v);
}

/* The fingerprint of one finding after @change was made to it. */
static char *fingerprint_after(void (*change)(struct finding *f))
{
	finding_vec v = {};
	char *ret;

	change(sample_add(&v, RULE, 7));
	findings_finish(&v);
	ret = take_ptr(v.v->fingerprint);
	finding_vec_deinit(&v);
	return ret;
}

static void no_change(struct finding *f)
{
}

static void move_it(struct finding *f)
{
	f->place.line = 99;
	f->place.col = 1;
	f->place.end_line = 100;
}

static void indent_it(struct finding *f)
{
	sample_set(&f->statement, "x =\n\t\tf( y );");
}

static void reword_it(struct finding *f)
{
	sample_set(&f->message, "other words");
	sample_set(&f->config, "arm b");
	f->confidence = CONFIDENCE_LOW;
}

static void change_rule(struct finding *f)
{
	f->rule = rule_info_find(OTHER);
}

static void change_path(struct finding *f)
{
	sample_set(&f->place.path, "drivers/b.c");
}

static void change_function(struct finding *f)
{
	sample_set(&f->function, "foo_remove");
}

static void drop_function(struct finding *f)
{
	sample_set(&f->function, NULL);
}

static void change_statement(struct finding *f)
{
	sample_set(&f->statement, "x = f(z);");
}

static void shift_boundary(struct finding *f)
{
	sample_set(&f->function, "foo_probex");
	sample_set(&f->statement, "= f(y);");
}

static void fingerprint_survives(void **state)
{
	void (*const changes[])(struct finding *) = {move_it, indent_it,
						     reword_it};
	autofree char *plain = fingerprint_after(no_change);

	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		autofree char *changed = fingerprint_after(changes[i]);

		assert_string_equal(changed, plain);
	}
}

static void fingerprint_differs(void **state)
{
	void (*const changes[])(struct finding *) = {
		change_rule,   change_path,	 change_function,
		drop_function, change_statement, shift_boundary};
	autofree char *plain = fingerprint_after(no_change);

	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		autofree char *changed = fingerprint_after(changes[i]);

		assert_string_not_equal(changed, plain);
	}
}

/* Baselines of users hold this value: a change of the recipe is a new /v2. */
static void fingerprint_is_pinned(void **state)
{
	autofree char *plain = fingerprint_after(no_change);

	assert_string_equal(plain, "a4d99fd4bc5ab40b614d1cf4fe4c31fb");
}

static void ordinal_counts_equals_only(void **state)
{
	finding_vec alone = {}, v = {};

	sample_add(&alone, RULE, 7);
	findings_finish(&alone);
	sample_add(&v, RULE, 7);
	sample_add(&v, RULE, 9);
	sample_add(&v, OTHER, 2);
	findings_finish(&v);
	assert_string_equal(v.v[1].fingerprint, alone.v[0].fingerprint);
	assert_string_not_equal(v.v[2].fingerprint, alone.v[0].fingerprint);
	finding_vec_deinit(&alone);
	finding_vec_deinit(&v);
}

static void gates(void **state)
{
	struct rule_info advisory = {.id = "a/b"};
	struct rule_info gating = {.id = "a/c", .gating = true};
	struct finding f = {.rule = &advisory};

	assert_false(finding_gates(&f));
	f.rule = &gating;
	assert_true(finding_gates(&f));
	f.confidence = CONFIDENCE_MEDIUM;
	assert_false(finding_gates(&f));
}

static void rules_are_complete(void **state)
{
	assert_true(n_rule_infos > 0);
	for (size_t i = 0; i < n_rule_infos; i++) {
		const struct rule_info *rule = rule_infos[i];
		autofree char *title = xasprintf("# %s: ", rule->id);

		assert_ptr_equal(rule_info_find(rule->id), rule);
		assert_int_equal(rule_info_index(rule), i);
		assert_memory_equal(rule->text, title, strlen(title));
	}
	assert_null(rule_info_find("dma/no-such-rule"));
	assert_null(rule_info_find(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorts),
		cmocka_unit_test(merges_in_any_order),
		cmocka_unit_test(keeps_different_messages),
		cmocka_unit_test(finishes_nothing),
		cmocka_unit_test(fingerprint_survives),
		cmocka_unit_test(fingerprint_differs),
		cmocka_unit_test(fingerprint_is_pinned),
		cmocka_unit_test(ordinal_counts_equals_only),
		cmocka_unit_test(gates),
		cmocka_unit_test(rules_are_complete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
