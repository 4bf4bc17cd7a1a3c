// SPDX-License-Identifier: GPL-2.0-or-later
#include "units/kbuild_call.h"
#include "units/make_dry_run.h"

static void take_line(struct make_dry_run *run, const char *s, size_t len)
{
	bool garbled = false;
	const char *file = kbuild_call_find(s, len, &run->words, &garbled);

	if (file)
		run->call(file, &run->words, run->ctx);
	else if (garbled)
		run->lost(s, run->ctx);
}

void make_dry_run_line(struct make_dry_run *run, const char *s, size_t len)
{
	if (len && s[len - 1] == '\\') {
		strbuf_add(&run->joined, s, len - 1);
		strbuf_addc(&run->joined, ' ');
		return;
	}
	if (!run->joined.len) {
		take_line(run, s, len);
		return;
	}
	strbuf_add(&run->joined, s, len);
	take_line(run, run->joined.s, run->joined.len);
	strbuf_reset(&run->joined);
}

void make_dry_run_deinit(struct make_dry_run *run)
{
	strbuf_deinit(&run->joined);
	shell_words_deinit(&run->words);
}
