// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "scan/unit_result.h"

static void fill(struct unit_result *r)
{
	struct flow_finding *ff;

	r->counts.functions = 7;
	r->counts.steps = UINT64_C(1) << 40;
	r->first_error = xstrdup("a.c:1:2: no such type");
	evidence_add(&r->evidence, "tested:ring.dma");
	ff = vec_add(&r->findings);
	ff->finding.rule = rule_info_find("dma/map-unchecked");
	ff->finding.place.path = xstrdup("drivers/a.c");
	ff->finding.place.line = 3;
	ff->finding.place.col = 9;
	ff->finding.message = xstrdup("the result is not tested");
	ff->finding.statement = xstrdup("x = map(y);");
	ff->finding.engine = xstrdup("flow");
	evidence_add(&ff->unless, "tests:check");
	evidence_add(&ff->unless, "tested:ring.dma");
}

static void comes_back_as_it_went(void **state)
{
	struct unit_result r = {}, back = {};
	struct strbuf bytes = {};

	fill(&r);
	unit_result_write(&r, &bytes);
	assert_null(unit_result_read(bytes.s, bytes.len, &back));
	assert_int_equal(back.counts.functions, 7);
	assert_int_equal(back.counts.steps, UINT64_C(1) << 40);
	assert_string_equal(back.first_error, "a.c:1:2: no such type");
	assert_null(back.failure);
	assert_int_equal(back.findings.n, 1);
	assert_string_equal(back.findings.v[0].finding.message,
			    "the result is not tested");
	assert_true(evidence_has(&back.findings.v[0].unless, "tests:check"));
	assert_true(evidence_any(&back.evidence, &back.findings.v[0].unless));
	unit_result_deinit(&r);
	unit_result_deinit(&back);
	strbuf_deinit(&bytes);
}

static void no_part_is_taken_for_the_whole(void **state)
{
	struct unit_result r = {}, back = {};
	struct strbuf bytes = {};

	fill(&r);
	unit_result_write(&r, &bytes);
	for (size_t len = 0; len < bytes.len; len++) {
		autofree char *part = xmalloc(len);
		struct dm_error *err;

		memcpy(part, bytes.s, len);
		err = unit_result_read(part, len, &back);
		assert_non_null(err);
		dm_error_destroy(err);
	}
	strbuf_addc(&bytes, '\0');
	struct dm_error *err = unit_result_read(bytes.s, bytes.len, &back);

	assert_non_null(err);
	dm_error_destroy(err);
	unit_result_deinit(&r);
	strbuf_deinit(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back_as_it_went),
		cmocka_unit_test(no_part_is_taken_for_the_whole),
	};

	return cmocka_run_group_tests_name("unit_result", tests, NULL, NULL);
}
