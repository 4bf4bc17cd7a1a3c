// SPDX-License-Identifier: GPL-2.0-or-later
/* The JSON writer, and the UTF-8 below it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/jsonw.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"

/* What @fill writes; the caller frees it. */
static char *written(void (*fill)(struct jsonw *w))
{
	struct jsonw w;
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	jsonw_init(&w, out);
	fill(&w);
	jsonw_finish(&w);
	fclose(out);
	return text;
}

static void fill_nested(struct jsonw *w)
{
	jsonw_object(w, NULL);
	jsonw_array(w, "empty");
	jsonw_end(w);
	jsonw_array(w, "list");
	jsonw_uint(w, NULL, UINT64_MAX);
	jsonw_int(w, NULL, -5);
	jsonw_bool(w, NULL, true);
	jsonw_null(w, NULL);
	jsonw_object(w, NULL);
	jsonw_end(w);
	jsonw_end(w);
	jsonw_strf(w, "text", "%d %s", 3, "x");
	jsonw_str(w, "none", NULL);
	jsonw_double(w, "half", 0.5);
	jsonw_double(w, "nan", NAN);
	jsonw_end(w);
}

static void nests(void **state)
{
	autofree char *text = written(fill_nested);

	assert_string_equal(text, "{\n"
				  " \"empty\": [],\n"
				  " \"list\": [\n"
				  "  18446744073709551615,\n"
				  "  -5,\n"
				  "  true,\n"
				  "  null,\n"
				  "  {}\n"
				  " ],\n"
				  " \"text\": \"3 x\",\n"
				  " \"none\": null,\n"
				  " \"half\": 0.500,\n"
				  " \"nan\": null\n"
				  "}\n");
}

static char every_byte[256];

static void fill_every_byte(struct jsonw *w)
{
	jsonw_array(w, NULL);
	jsonw_strn(w, NULL, every_byte, sizeof(every_byte));
	jsonw_end(w);
}

/* jansson refuses what is not UTF-8 or not JSON. */
static void escapes_every_byte(void **state)
{
	autofree char *text = NULL;
	const char *value;
	json_t *doc;

	for (size_t i = 0; i < sizeof(every_byte); i++)
		every_byte[i] = i;
	text = written(fill_every_byte);
	doc = json_loads(text, JSON_ALLOW_NUL, NULL);
	assert_non_null(doc);
	value = json_string_value(json_array_get(doc, 0));
	assert_memory_equal(value, every_byte, 128);
	assert_int_equal(json_string_length(json_array_get(doc, 0)),
			 128 + 128 * strlen("\xef\xbf\xbd"));
	json_decref(doc);
}

static void fill_deep(struct jsonw *w)
{
	for (unsigned int i = 0; i < JSONW_DEPTH_MAX; i++)
		jsonw_array(w, NULL);
	jsonw_bool(w, NULL, false);
	for (unsigned int i = 0; i < JSONW_DEPTH_MAX; i++)
		jsonw_end(w);
}

static void goes_deep(void **state)
{
	autofree char *text = written(fill_deep);
	json_t *doc = json_loads(text, 0, NULL);

	assert_non_null(doc);
	json_decref(doc);
}

static const struct {
	const char *bytes;
	uint32_t c;
	size_t n;
} characters[] = {
	{"a", 'a', 1},
	{"\xc3\xa4", 0xe4, 2},
	{"\xe2\x82\xac", 0x20ac, 3},
	{"\xf0\x9f\x90\x9b", 0x1f41b, 4},
	{"\xf4\x8f\xbf\xbf", 0x10ffff, 4},
	{"\xf4\x90\x80\x80", UTF8_INVALID, 1}, /* beyond Unicode */
	{"\xc0\x80", UTF8_INVALID, 1}, /* overlong */
	{"\xe0\x9f\xbf", UTF8_INVALID, 1},
	{"\xf0\x8f\xbf\xbf", UTF8_INVALID, 1},
	{"\xed\xa0\x80", UTF8_INVALID, 1}, /* surrogate */
	{"\x80", UTF8_INVALID, 1},
	{"\xe2\x82", UTF8_INVALID, 1}, /* cut off */
	{"\xe2(\xac", UTF8_INVALID, 1},
	{"\xff", UTF8_INVALID, 1},
};

static void decodes(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(characters); i++) {
		const char *s = characters[i].bytes;
		uint32_t c;

		assert_int_equal(utf8_decode(s, strlen(s), &c),
				 characters[i].n);
		assert_int_equal(c, characters[i].c);
	}
}

static void counts_units(void **state)
{
	assert_int_equal(utf16_units('a'), 1);
	assert_int_equal(utf16_units(0xffff), 1);
	assert_int_equal(utf16_units(0x10000), 2);
	assert_int_equal(utf16_units(UTF8_INVALID), 1);
}

static void shows(void **state)
{
	struct strbuf sb = {};

	strbuf_add_shown(&sb, "a\\b\n\xc3\xa4\xc2\x85\xff\xe2\x80\xae");
	assert_string_equal(sb.s, "a\\b\\x0a\xc3\xa4\\u{85}\\xff\\u{202e}");
	strbuf_deinit(&sb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nests),
		cmocka_unit_test(escapes_every_byte),
		cmocka_unit_test(goes_deep),
		cmocka_unit_test(decodes),
		cmocka_unit_test(counts_units),
		cmocka_unit_test(shows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
