// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"

/* Of the calls, sorted by place: the first of a file and line, or of what is
 * behind it. */
static size_t first_call(const audit_call_vec *calls, const char *file,
			 unsigned int line)
{
	size_t low = 0, high = calls->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct audit_call *c = &calls->v[mid];
		int order = strcmp(c->file, file);

		if (order < 0 || (!order && c->line < line))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Who read a call that the text names; NULL: nobody. */
static const struct audit_call *who_read(const audit_call_vec *calls,
					 const char *file,
					 const struct text_call *text)
{
	for (size_t i = first_call(calls, file, text->line); i < calls->n;
	     i++) {
		const struct audit_call *c = &calls->v[i];

		if (c->line != text->line || strcmp(c->file, file) != 0)
			break;
		if (!strcmp(c->name, text->name))
			return c;
	}
	return NULL;
}

size_t *coverage_rest(const audit_file_vec *files, const audit_call_vec *calls,
		      size_t *n)
{
	size_t *ret = xcalloc(files->n + 1, sizeof(*ret));

	*n = 0;
	for (size_t i = 0; i < files->n; i++) {
		const struct audit_file *f = &files->v[i];
		bool missing = false;

		vec_for_each(&f->text.calls, c)
			missing |= !who_read(calls, f->path, c);
		if (missing)
			ret[(*n)++] = i;
	}
	return ret;
}

void coverage_count(const audit_file_vec *files, const audit_call_vec *calls,
		    struct audit_coverage *ret)
{
	vec_for_each(files, f) {
		ret->files += f->text.calls.n || f->text.carveouts.n;
		vec_for_each(&f->text.calls, text) {
			const struct audit_call *c =
				who_read(calls, f->path, text);

			ret->named++;
			if (c && c->parsed)
				ret->parsed++;
			else if (c)
				ret->by_spatch++;
			else
				vec_push(&ret->unread,
					 xasprintf("%s:%u: %s", f->path,
						   text->line, text->name));
		}
	}
}
