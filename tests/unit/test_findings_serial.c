// SPDX-License-Identifier: GPL-2.0-or-later
/* Findings as bytes, right and damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/map.h"
#include "base/strbuf.h"
#include "findings/serial.h"
#include "findings/format/writers.h"
#include "findings_sample.h"

static void fill(finding_vec *v, struct strbuf *bytes)
{
	struct run_summary s = sample_summary();

	sample_nasty(v, &s);
	findings_write(v, bytes);
	run_summary_deinit(&s);
}

static void comes_back_equal(void **state)
{
	finding_vec v = {}, back = {};
	struct run_summary s = sample_summary();
	struct strbuf bytes = {};
	autofree char *before = NULL, *after = NULL;

	fill(&v, &bytes);
	assert_null(findings_read(bytes.s, bytes.len, &back));
	assert_int_equal(back.n, v.n);
	findings_finish(&back);
	before = sample_written(write_json, &v, &s);
	after = sample_written(write_json, &back, &s);
	assert_string_equal(after, before);
	strbuf_deinit(&bytes);
	finding_vec_deinit(&v);
	finding_vec_deinit(&back);
}

static void appends(void **state)
{
	finding_vec none = {}, v = {}, back = {};
	struct strbuf empty = {}, bytes = {};

	findings_write(&none, &empty);
	fill(&v, &bytes);
	sample_add(&back, rule_infos[0]->id, 1);
	assert_null(findings_read(empty.s, empty.len, &back));
	assert_int_equal(back.n, 1);
	assert_null(findings_read(bytes.s, bytes.len, &back));
	assert_int_equal(back.n, 1 + v.n);
	strbuf_deinit(&empty);
	strbuf_deinit(&bytes);
	finding_vec_deinit(&v);
	finding_vec_deinit(&back);
}

static void assert_refused(const void *data, size_t len)
{
	finding_vec back = {};
	struct dm_error *err;

	err = findings_read(data, len, &back);
	assert_non_null(err);
	assert_int_equal(err->code, DM_ERR_INPUT);
	assert_int_equal(back.n, 0);
	dm_error_destroy(err);
	finding_vec_deinit(&back);
}

/* A copy of the exact size, so that a sanitizer sees a byte too far. */
static void assert_part_refused(const char *data, size_t len)
{
	autofree char *part = xmalloc(len);

	memcpy(part, data, len);
	assert_refused(part, len);
}

static void refuses_a_part(void **state)
{
	finding_vec v = {};
	struct strbuf bytes = {};

	sample_add(&v, rule_infos[0]->id, 3);
	finding_add_step(v.v, &v.v->place, "step");
	findings_write(&v, &bytes);
	for (size_t len = 0; len < bytes.len; len++)
		assert_part_refused(bytes.s, len);
	strbuf_addc(&bytes, '\0');
	assert_refused(bytes.s, bytes.len);
	strbuf_deinit(&bytes);
	finding_vec_deinit(&v);
}

static void refuses_a_changed_byte(void **state)
{
	finding_vec v = {};
	struct strbuf bytes = {};

	sample_add(&v, rule_infos[0]->id, 3);
	findings_write(&v, &bytes);
	for (size_t i = 0; i < bytes.len; i++) {
		bytes.s[i] ^= 0x20;
		assert_refused(bytes.s, bytes.len);
		bytes.s[i] ^= 0x20;
	}
	strbuf_deinit(&bytes);
	finding_vec_deinit(&v);
}

/* Put a checksum that fits at the end. */
static void sign(struct strbuf *bytes)
{
	uint64_t sum = hash_bytes(bytes->s, bytes->len - 8);

	for (unsigned int i = 0; i < 8; i++)
		bytes->s[bytes->len - 8 + i] = sum >> (8 * i);
}

/*
 * Damage that the checksum does not see must not lead past the end either:
 * whatever is read is whole.
 */
static void survives_signed_damage(void **state)
{
	static const unsigned char values[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
	finding_vec v = {};
	struct strbuf bytes = {};
	size_t refused = 0;

	sample_add(&v, rule_infos[0]->id, 3);
	finding_add_step(v.v, &v.v->place, "step");
	findings_write(&v, &bytes);
	for (size_t i = 0; i < bytes.len - 8; i++) {
		char old = bytes.s[i];

		for (size_t k = 0; k < sizeof(values); k++) {
			finding_vec back = {};
			struct dm_error *err;

			bytes.s[i] = values[k];
			sign(&bytes);
			err = findings_read(bytes.s, bytes.len, &back);
			refused += err != NULL;
			assert_int_equal(back.n, err ? 0 : 1);
			dm_error_destroy(err);
			findings_finish(&back);
			finding_vec_deinit(&back);
		}
		bytes.s[i] = old;
	}
	assert_true(refused > bytes.len);
	strbuf_deinit(&bytes);
	finding_vec_deinit(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back_equal),
		cmocka_unit_test(appends),
		cmocka_unit_test(refuses_a_part),
		cmocka_unit_test(refuses_a_changed_byte),
		cmocka_unit_test(survives_signed_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
