// SPDX-License-Identifier: GPL-2.0-or-later
/* Every kind of mistake in a model file, and where it is said to be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "model/model.h"

#define BUILT_IN "rules/model"

/* A row that is right, to put mistakes after. */
#define UNMAP                     \
	"- function: foo_unmap\n" \
	"  role: unmap\n"         \
	"  args: {dev: 0, dma: 1}\n"
#define MASK                          \
	"- function: foo\n"           \
	"  role: set_mask\n"          \
	"  args: {dev: 0, mask: 1}\n" \
	"  returns: errno\n"

static const struct {
	const char *text;
	const char *said; /* "line:col message" of each, in order */
} cases[] = {
	{UNMAP, ""},
	{MASK, ""},
	/* not YAML, not a model */
	{"", "1:1 the file has no rows\n"},
	{"# only a comment\n", "1:1 the file has no rows\n"},
	{"- function: [\n",
	 "2:1 not YAML: did not find expected node content\n"},
	{"- function:\tfoo\n- \tx: 1\n",
	 "2:3 not YAML: found character that cannot start any token\n"},
	{"- function: foo\xff\n",
	 "1:1 not YAML: invalid leading UTF-8 octet\n"},
	{"function: foo\n",
	 "1:1 a model file is a list of rows, each beginning with "
	 "'- function: NAME'\n"},
	{"- foo\n", "1:3 a row must be a mapping ('key: value')\n"},
	{UNMAP "---\n" MASK,
	 "5:1 a model file is one YAML document, not several\n"},
	/* keys */
	{"- function: foo\n  rolle: map\n",
	 "1:3 a row without 'role'\n2:3 unknown key 'rolle'\n"},
	{MASK "  role: map\n", "5:3 key 'role' stands twice\n"},
	{"- role: map\n", "1:3 a row without 'function'\n"},
	{"- function: foo\n  role:\n", "2:8 role is empty\n"},
	{"- function: foo\n  role: [map]\n",
	 "2:9 role must be one word, not a list or a mapping\n"},
	/* words */
	{"- function: foo\n  role: mapp\n", "2:9 unknown role 'mapp'\n"},
	{"- function: foo-bar\n  role: map\n",
	 "1:13 function 'foo-bar' is no name in C\n"},
	{"- function: foo\n  also: [bar, bar]\n  role: set_mask\n",
	 "2:15 also 'bar' stands twice\n"},
	{MASK "  memory: ram\n", "5:11 unknown memory 'ram'\n"},
	{MASK "  flags: [macro, fast]\n", "5:18 unknown flag 'fast'\n"},
	{MASK "  archs: [x86, mips]\n",
	 "5:16 unknown architecture 'mips'; known: x86, arm64, arm, "
	 "other\n"},
	{MASK "  archs: unknown\n",
	 "5:10 unknown architecture 'unknown'; known: x86, arm64, arm, "
	 "other\n"},
	/* versions */
	{MASK "  since: six\n",
	 "5:10 since 'six' is no kernel version such as 6.1 or 6.1.192\n"},
	{MASK "  since: 6.1\n  until: 6.1\n",
	 "6:10 'until' must be after 'since': it is the first version for "
	 "which the row does not hold\n"},
	{MASK "  until: 5.10\n  since: 5.11\n",
	 "6:10 'until' must be after 'since': it is the first version for "
	 "which the row does not hold\n"},
	/* arguments */
	{"- function: foo\n  role: set_mask\n  args: {dev: 0, maks: 1}\n",
	 "3:18 unknown argument 'maks'\n"},
	{"- function: foo\n  role: set_mask\n  args: {dev: 0, dev: 1}\n",
	 "3:18 argument 'dev' stands twice\n"},
	{"- function: foo\n  role: set_mask\n  args: {dev: 0, mask: 0}\n",
	 "3:24 position 0 is that of 'dev' already\n"},
	{"- function: foo\n  role: set_mask\n  args: {dev: -1, mask: 16}\n",
	 "3:15 '-1' is no position; the first argument is 0, the last "
	 "possible 15\n"
	 "3:25 '16' is no position; the first argument is 0, the last "
	 "possible 15\n"},
	{"- function: foo\n  role: set_mask\n  args: [dev, mask]\n",
	 "3:9 'args' must be a mapping ('key: value')\n"},
	{MASK "  constants: {dir: DMA_TO_THE_MOON}\n",
	 "5:20 'DMA_TO_THE_MOON' is neither a number nor a constant of the "
	 "DMA API\n"},
	{MASK "  constants: {mask: 1}\n",
	 "5:15 argument 'mask' stands twice\n"},
	/* what a role must and may have */
	{"- function: foo\n  role: set_mask\n  args: {dev: 0}\n"
	 "  returns: errno\n",
	 "1:3 role 'set_mask' needs argument 'mask', by 'args' or "
	 "'constants'\n"},
	{"- function: foo\n  role: unmap\n  args: {dev: 0, mask: 1}\n",
	 "1:3 role 'unmap' needs argument 'cpu' or 'dma', by 'args' or "
	 "'constants'\n"
	 "3:18 argument 'mask' makes no sense for role 'unmap'\n"},
	{"- function: foo\n  role: set_mask\n  args: {dev: 0, mask: 1}\n",
	 "1:3 role 'set_mask' does not go with 'returns: void'\n"},
	{"- function: foo\n  role: free\n  args: {dev: 0, cpu: 1}\n",
	 "1:3 role 'free' needs 'memory'\n"},
	{"- function: foo\n  role: address\n  args: {cpu: 0}\n"
	 "  returns: value\n  memory: phys\n",
	 "1:3 role 'address' needs 'from'\n"},
	{UNMAP "  from: page\n",
	 "1:3 'from' makes no sense for role 'unmap'\n"},
	{UNMAP "  copies: 8\n",
	 "1:3 'copies' makes no sense for role 'unmap'\n"},
	{UNMAP "  copies: few\n", "4:11 'few' is no number of bytes\n"},
	{UNMAP "  type: wc\n", "1:3 'type' makes no sense for role 'unmap'\n"},
	{UNMAP "  pairs: [dma_map_single]\n",
	 "4:11 'pairs' makes no sense for role 'unmap': it stands on the row "
	 "that is undone\n"},
	{UNMAP "  error_test: dma_mapping_error\n",
	 "4:15 'error_test' makes no sense for role 'unmap'\n"},
	{"- function: foo\n  role: map\n"
	 "  args: {dev: 0, cpu: 1, size: 2}\n  constants: {dir: 7}\n"
	 "  returns: dma\n  memory: buffer\n",
	 "1:3 'returns: dma' needs 'error_test', or flag 'cannot_fail'\n"
	 "4:15 'dir' must be DMA_BIDIRECTIONAL, DMA_TO_DEVICE, "
	 "DMA_FROM_DEVICE or DMA_NONE\n"},
	{"- function: dma_map_single\n  role: none\n  args: {dev: 0}\n",
	 "1:3 role 'none' removes a function: nothing more can be said of "
	 "it\n"},
	/* other rows */
	{MASK MASK,
	 "5:13 'foo' has a row for the same versions and architectures at "
	 "FILE:1\n"},
	{MASK "  until: 5.4\n" MASK "  since: 5.3\n",
	 "6:13 'foo' has a row for the same versions and architectures at "
	 "FILE:1\n"},
	{MASK "  until: 5.4\n" MASK "  since: 5.4\n", ""},
	{MASK "  archs: [x86, arm]\n" MASK "  archs: [arm, arm64]\n",
	 "6:13 'foo' has a row for the same versions and architectures at "
	 "FILE:1\n"},
	{MASK "  archs: x86\n" MASK "  archs: [arm, arm64, other]\n", ""},
	{"- function: foo\n  role: none\n",
	 "1:13 'foo' is not in the model, so it cannot be removed\n"},
	{"- function: foo\n  role: alloc\n  args: {dev: 0}\n"
	 "  returns: pointer\n  memory: coherent\n"
	 "  pairs: [bar, dma_unmap_single, dma_free_coherent]\n",
	 "6:11 pair 'bar' names no row\n"
	 "6:16 pair 'dma_unmap_single' is of another role than what undoes "
	 "'alloc'\n"},
	{"- function: foo\n  role: map\n"
	 "  args: {dev: 0, cpu: 1, size: 2, dir: 3}\n"
	 "  returns: dma\n  memory: buffer\n  error_test: no_such_test\n",
	 "6:15 error_test 'no_such_test' names no row\n"},
	{"- function: foo\n  role: map\n"
	 "  args: {dev: 0, cpu: 1, size: 2, dir: 3}\n"
	 "  returns: dma\n  memory: buffer\n  error_test: dma_map_single\n",
	 "6:15 error_test 'dma_map_single' is no row of role "
	 "'error_test'\n"},
	/* a row with a mistake is still one that others may name */
	{"- function: foo\n  role: alloc\n  args: {dev: 0}\n"
	 "  returns: pointer\n  memory: coherent\n  pairs: [bar]\n"
	 "- function: bar\n  role: fre\n",
	 "8:9 unknown role 'fre'\n"},
};

static void say(const struct model_mistake *mistake, void *ctx)
{
	strbuf_addf(ctx, "%u:%u %s\n", mistake->line, mistake->col,
		    mistake->message);
}

/* @said with FILE for the path of the file. */
static char *expected(const char *said, const char *path)
{
	const char *file = strstr(said, "FILE");

	if (!file)
		return xstrdup(said);
	return xasprintf("%.*s%s%s", (int)(file - said), said, path, file + 4);
}

static void check_case(size_t i, const char *path)
{
	autofree char *want = expected(cases[i].said, path);
	struct strbuf got = {};
	struct dm_error *err;

	err = file_write_atomic(path, cases[i].text, strlen(cases[i].text));
	assert_null(err);
	err = model_check(BUILT_IN, path, say, &got);
	if (err)
		fail_msg("%s", err->message);
	if (strcmp(strbuf_str(&got), want))
		fail_msg("for:\n%sgot:\n%swant:\n%s", cases[i].text,
			 strbuf_str(&got), want);
	strbuf_deinit(&got);
}

static void test_mistakes(void **state)
{
	char path[] = "/tmp/test-model.XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	close(fd);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		check_case(i, path);
	unlink(path);
}

static void test_unreadable(void **state)
{
	struct strbuf got = {};
	struct dm_error *err;

	err = model_check(BUILT_IN, "/no/such/file.yaml", say, &got);
	assert_non_null(err);
	assert_int_equal(err->code, DM_ERR_IO);
	assert_int_equal(got.len, 0);
	dm_error_destroy(err);
	err = model_check("/no/such/folder", "/dev/null", say, &got);
	assert_non_null(err);
	dm_error_destroy(err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
