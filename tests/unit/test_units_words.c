// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "units/shell_words.h"

/* Split @s and compare with @expected, the words joined by '|'. */
static void expect_words(const char *s, bool script, const char *expected,
			 const char *rest)
{
	struct shell_words words = {};
	struct strbuf joined = {};
	const char *stop = shell_words_split(s, s + strlen(s), script, &words);
	char **list;
	size_t n;

	assert_non_null(stop);
	assert_string_equal(stop, rest);
	list = shell_words_list(&words, &n);
	assert_null(list[n]);
	for (size_t i = 0; i < n; i++)
		strbuf_addf(&joined, "%s%s", i ? "|" : "", list[i]);
	assert_string_equal(strbuf_str(&joined), expected);
	strbuf_deinit(&joined);
	shell_words_deinit(&words);
}

static void test_quotes(void **state)
{
	expect_words("gcc -O2  -c\tx.c", false, "gcc|-O2|-c|x.c", "");
	expect_words("a 'b c' \"d e\" f\\ g", false, "a|b c|d e|f g", "");
	expect_words("'' \"\" x", false, "||x", "");
	expect_words("a'b'\"c\"d", false, "abcd", "");
	expect_words("\"a\\\\b\\\"c\\$d\\xe\"", false, "a\\b\"c$d\\xe", "");
	expect_words("", false, "", "");
	expect_words("a\\", false, "a\\", "");
	expect_words("a\\\nb \"c\\\nd\"", false, "ab|cd", "");
}

static void test_kernel_defines(void **state)
{
	expect_words("-D\"KBUILD_STR(s)=\\#s\"", false, "-DKBUILD_STR(s)=#s",
		     "");
	expect_words("-DKBUILD_STR\\(s\\)=\\#s", false, "-DKBUILD_STR(s)=#s",
		     "");
	expect_words("'-DKBUILD_MODNAME=\"x\"' -DKBUILD_BASENAME='\"y\"'",
		     false, "-DKBUILD_MODNAME=\"x\"|-DKBUILD_BASENAME=\"y\"",
		     "");
	expect_words("-D\"KBUILD_MODNAME=KBUILD_STR(x)\"", true,
		     "-DKBUILD_MODNAME=KBUILD_STR(x)", "");
}

static void test_script(void **state)
{
	expect_words("a 'b;c' d; e", true, "a|b;c|d", "; e");
	expect_words("a&&b", true, "a", "&&b");
	expect_words("a\nb", true, "a", "\nb");
	expect_words("a b;c (d)", false, "a|b;c|(d)", "");
}

static void test_unclosed(void **state)
{
	static const char *const texts[] = {"a 'b", "a \"b", "\"", "'",
					    "a \"b\\\""};
	struct shell_words words = {};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		assert_null(shell_words_split(
			texts[i], texts[i] + strlen(texts[i]), true, &words));
	shell_words_deinit(&words);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_kernel_defines),
		cmocka_unit_test(test_script),
		cmocka_unit_test(test_unclosed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
