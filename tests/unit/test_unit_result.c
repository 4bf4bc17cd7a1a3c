// SPDX-License-Identifier: GPL-2.0-or-later
/* What children tell their parent: results of units and of modules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "scan/module_result.h"
#include "scan/unit_result.h"

static void fill_unit(struct strbuf *bytes)
{
	struct unit_result r = {};

	r.counts.functions = 7;
	r.counts.key.hash[1] = UINT64_C(1) << 40;
	r.first_error = xstrdup("a.c:1:2: no such type");
	r.facts = xstrdup("facts");
	r.facts_len = 6;
	unit_result_write(&r, bytes);
	unit_result_deinit(&r);
}

static void unit_comes_back_as_it_went(void **state)
{
	struct unit_result back = {};
	struct strbuf bytes = {};

	fill_unit(&bytes);
	assert_null(unit_result_read(bytes.s, bytes.len, &back));
	assert_int_equal(back.counts.functions, 7);
	assert_true(back.counts.key.hash[1] == UINT64_C(1) << 40);
	assert_string_equal(back.first_error, "a.c:1:2: no such type");
	assert_null(back.failure);
	assert_int_equal(back.facts_len, 6);
	assert_string_equal(back.facts, "facts");
	unit_result_deinit(&back);
	strbuf_deinit(&bytes);
}

static void fill_module(struct strbuf *bytes)
{
	struct module_result r = {};
	struct finding *f = vec_add(&r.findings);

	r.stats.steps = UINT64_C(1) << 40;
	r.failure = xstrdup("no");
	vec_push(&r.lost, ((struct lost_unit){5, xstrdup("gone")}));
	f->rule = rule_info_find("dma/map-unchecked");
	f->place.path = xstrdup("drivers/a.c");
	f->place.line = 3;
	f->place.col = 9;
	f->message = xstrdup("the result is not tested");
	f->statement = xstrdup("x = map(y);");
	f->engine = xstrdup("flow");
	module_result_write(&r, bytes);
	module_result_deinit(&r);
}

static void module_comes_back_as_it_went(void **state)
{
	struct module_result back = {};
	struct strbuf bytes = {};

	fill_module(&bytes);
	assert_null(module_result_read(bytes.s, bytes.len, &back));
	assert_true(back.stats.steps == UINT64_C(1) << 40);
	assert_string_equal(back.failure, "no");
	assert_int_equal(back.lost.n, 1);
	assert_int_equal(back.lost.v[0].unit, 5);
	assert_string_equal(back.lost.v[0].reason, "gone");
	assert_int_equal(back.findings.n, 1);
	assert_string_equal(back.findings.v[0].message,
			    "the result is not tested");
	module_result_deinit(&back);
	strbuf_deinit(&bytes);
}

typedef struct dm_error *(*read_fn)(const void *data, size_t len);

static struct dm_error *read_unit(const void *data, size_t len)
{
	struct unit_result back = {};

	return unit_result_read(data, len, &back);
}

static struct dm_error *read_module(const void *data, size_t len)
{
	struct module_result back = {};

	return module_result_read(data, len, &back);
}

static void assert_refused(read_fn read, const char *data, size_t len)
{
	autofree char *part = xmalloc(len);
	struct dm_error *err;

	memcpy(part, data, len);
	err = read(part, len);
	assert_non_null(err);
	dm_error_destroy(err);
}

static void no_part_is_taken_for_the_whole(void **state)
{
	static const struct {
		void (*fill)(struct strbuf *bytes);
		read_fn read;
	} kinds[] = {{fill_unit, read_unit}, {fill_module, read_module}};

	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		struct strbuf bytes = {};

		kinds[k].fill(&bytes);
		for (size_t len = 0; len < bytes.len; len++)
			assert_refused(kinds[k].read, bytes.s, len);
		strbuf_addc(&bytes, '\0');
		assert_refused(kinds[k].read, bytes.s, bytes.len);
		strbuf_deinit(&bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unit_comes_back_as_it_went),
		cmocka_unit_test(module_comes_back_as_it_went),
		cmocka_unit_test(no_part_is_taken_for_the_whole),
	};

	return cmocka_run_group_tests_name("unit_result", tests, NULL, NULL);
}
