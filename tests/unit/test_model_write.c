// SPDX-License-Identifier: GPL-2.0-or-later
/* Rows as text, and rows that are added to a model. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "model/draft.h"

static struct model *shipped(void)
{
	struct model *m = NULL;
	struct dm_error *err = model_load("rules/model", NULL, 0, &m);

	if (err)
		dm_error_report(err);
	assert_null(err);
	return m;
}

static void assert_read_back(const struct model_row *row,
			     const struct strmap *names)
{
	struct strbuf text = {};
	struct model_file file = {};
	struct model_row again;

	model_row_write(row, names, &text);
	model_file_parse("written", text.s, text.len, &file);
	assert_int_equal(file.problems.n, 0);
	assert_int_equal(file.drafts.n, 1);
	assert_string_equal(file.drafts.v[0].names.v[0].text, row->function);
	assert_int_equal(file.drafts.v[0].pairs.n, row->n_pairs);
	again = file.drafts.v[0].row;
	again.error_test = file.drafts.v[0].error_test.text;
	/* that names stand in most files is said by the role, too */
	again.flags |= row->flags & MODEL_CONTEXT;
	if (!model_row_says_same(row, &again))
		print_error("%s", text.s);
	assert_true(model_row_says_same(row, &again));
	model_file_deinit(&file);
	strbuf_deinit(&text);
}

static void test_every_shipped_row(void **state)
{
	struct model *m = shipped();
	struct strmap names = {};

	model_names(m, &names);
	assert_true(m->rows.n > 100);
	vec_for_each(&m->rows, row) {
		assert_read_back(row, &names);
		assert_true(model_row_is_whole(row));
	}
	strmap_deinit(&names);
	model_destroy(m);
}

static void test_pairs_without_a_row_go(void **state)
{
	char *pairs[] = {"there", "gone", "there"};
	struct model_row row = {
		.function = "foo",
		.role = ROLE_MEM_ALLOC,
		.pairs = pairs,
		.n_pairs = ARRAY_SIZE(pairs),
	};
	struct strmap names = {};
	struct strbuf text = {};

	memset(row.arg, -1, sizeof(row.arg));
	strmap_put(&names, "there", 1);
	model_row_write(&row, &names, &text);
	assert_string_equal(text.s, "- function: foo\n"
				    "  role: mem_alloc\n"
				    "  pairs: [there]\n");
	strbuf_deinit(&text);
	strmap_deinit(&names);
}

static void test_an_unmap_without_device_is_not_whole(void **state)
{
	struct model *m = shipped();
	const struct model_context any = {};
	struct model_row row = *model_find(m, "dma_unmap_single", &any);

	assert_true(model_row_is_whole(&row));
	row.arg[ARG_DEV] = -1;
	assert_false(model_row_is_whole(&row));
	model_destroy(m);
}

static void test_added_rows_are_found(void **state)
{
	struct model *m = shipped();
	const struct model_context any = {};
	struct model_row rows[2];
	size_t before = m->rows.n;

	rows[0] = *model_find(m, "dma_unmap_single", &any);
	rows[1] = rows[0];
	rows[0].function = "foo_unmap";
	rows[1].function = "kfree"; /* it has a row, which stays */
	model_add(m, rows, 2);
	assert_int_equal(m->rows.n, before + 1);
	assert_int_equal(model_find(m, "foo_unmap", &any)->role, ROLE_UNMAP);
	assert_int_equal(model_find(m, "kfree", &any)->role, ROLE_MEM_FREE);
	assert_string_equal(model_find(m, "vfree", &any)->function, "vfree");
	for (size_t i = 1; i < m->rows.n; i++)
		assert_true(strcmp(m->rows.v[i - 1].function,
				   m->rows.v[i].function) <= 0);
	model_destroy(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_shipped_row),
		cmocka_unit_test(test_pairs_without_a_row_go),
		cmocka_unit_test(test_an_unmap_without_device_is_not_whole),
		cmocka_unit_test(test_added_rows_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
