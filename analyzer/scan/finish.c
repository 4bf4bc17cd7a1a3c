// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "scan/finish.h"

#define SOURCE_LIMIT (64u << 20)

static const char *source_text(struct finish *s, const char *path)
{
	autofree char *full = path_normalize(s->root, path);
	struct dm_error *err;

	if (s->path && !strcmp(s->path, full))
		return s->text;
	finish_deinit(s);
	s->path = take_ptr(full);
	err = file_read(s->path, SOURCE_LIMIT, &s->text, NULL);
	dm_error_destroy(err);
	return s->text;
}

/* The text of a place: what a fingerprint holds on to. */
static char *statement_text(const char *text, const struct finding_place *p)
{
	unsigned int line = 1;
	const char *s = text, *start, *end;

	while (s && line < p->line) {
		s = strchr(s, '\n');
		s = s ? s + 1 : NULL;
		line++;
	}
	if (!s)
		return xstrdup("");
	start = s;
	end = start;
	for (; line < p->end_line && *end; end++)
		if (*end == '\n')
			line++;
	end = strchrnul(end, '\n');
	while (start < end && isspace((unsigned char)*start))
		start++;
	return xstrndup(start, end - start);
}

void finish_finding(struct finish *s, struct finding *f,
		    enum unit_quality quality, bool errors)
{
	const char *text = source_text(s, f->place.path);

	f->statement = text ? statement_text(text, &f->place) : xstrdup("");
	f->quality = quality;
	/* what the parser did not understand may be what matters */
	if ((quality == UNIT_NO_TYPES || errors) &&
	    f->confidence == CONFIDENCE_HIGH)
		f->confidence = CONFIDENCE_MEDIUM;
	/* built for other machines, whose types have other widths */
	if (quality != UNIT_TRUE_FLAGS && f->by_width)
		f->confidence = CONFIDENCE_LOW;
	f->config = s->config ? xstrdup(s->config) : NULL;
}

void finish_deinit(struct finish *s)
{
	free(take_ptr(s->path));
	free(take_ptr(s->text));
}
