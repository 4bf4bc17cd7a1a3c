// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reading the output of make -n, and the same bytes as a .cmd file: each call
 * that is found has words, and the last one is its C file.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "units/kbuild_call.h"
#include "units/make_dry_run.h"
#include "units/unit_search.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_call(const char *file, struct shell_words *words, void *ctx)
{
	size_t n;
	char **list = shell_words_list(words, &n);

	if (n < 4 || list[n - 1] != file || list[n] || !is_c_file(file))
		abort();
}

static void check_lost(const char *line, void *ctx)
{
	if (!line)
		abort();
}

static void read_lines(char *text, size_t size)
{
	struct make_dry_run run = {check_call, check_lost};
	char *end = text + size;

	for (char *s = text; s < end;) {
		char *stop = memchr(s, '\n', end - s);

		stop = stop ? stop : end;
		make_dry_run_line(&run, s, stop - s);
		s = stop + 1;
	}
	make_dry_run_deinit(&run);
}

static void read_cmd(const char *text, size_t size)
{
	struct shell_words words = {};
	struct strbuf scratch = {};
	const char *file = kbuild_call_in_cmd(text, size, &scratch, &words);

	if (file)
		check_call(file, &words, NULL);
	strbuf_deinit(&scratch);
	shell_words_deinit(&words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	autofree char *text = xstrndup((const char *)data, size);
	size_t len = strlen(text);

	read_lines(text, len);
	read_cmd(text, len);
	return 0;
}
