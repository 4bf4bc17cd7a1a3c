// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reading a model file: any bytes give rows or mistakes, and every mistake has
 * a place in the text.
 */
#include <stdint.h>
#include <stdlib.h>

#include "model/draft.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_places(const struct model_file *file)
{
	for (size_t i = 0; i < file->problems.n; i++) {
		const struct model_problem *p = &file->problems.v[i];

		if (!p->mark.line || !p->mark.col || !*p->message)
			abort();
	}
}

/* What is not marked as broken can be used without a further look. */
static void check_drafts(const struct model_file *file)
{
	for (size_t i = 0; i < file->drafts.n; i++) {
		const struct model_draft *d = &file->drafts.v[i];

		if (d->broken)
			continue;
		if (!d->names.n || d->row.role >= ROLE_NR)
			abort();
		for (unsigned int arg = 0; arg < ARG_NR; arg++)
			if (d->row.arg[arg] < -1 || d->row.arg[arg] > 15)
				abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct model_file file;

	model_file_parse("input", (const char *)data, size, &file);
	check_places(&file);
	check_drafts(&file);
	model_file_deinit(&file);
	return 0;
}
