// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/utf8.h"
#include "findings/summary.h"
#include "findings/format/writers.h"

/*
 * What a runner undoes in the data of a command is %25, %0D and %0A, in its
 * properties %3A and %2C too (actions/toolkit, packages/core/src/command.ts).
 */
static void add_escaped(struct strbuf *sb, const char *s, bool property)
{
	struct strbuf shown = {};

	strbuf_add_shown(&shown, s);
	for (const char *c = strbuf_str(&shown); *c; c++) {
		if (*c == '%' || (property && strchr(":,", *c)))
			strbuf_addf(sb, "%%%02X", (unsigned char)*c);
		else
			strbuf_addc(sb, *c);
	}
	strbuf_deinit(&shown);
}

static const char *command(const struct finding *f)
{
	if (finding_is_sure(f))
		return "error";
	return f->confidence == CONFIDENCE_LOW ? "notice" : "warning";
}

/* "::error file=F,line=L,col=C,title=RULE::message", steps as more lines. */
static void add_finding(struct strbuf *sb, const struct finding *f)
{
	strbuf_addf(sb, "::%s file=", command(f));
	add_escaped(sb, f->place.path, true);
	strbuf_addf(sb, ",line=%u,col=%u,title=", f->place.line, f->place.col);
	add_escaped(sb, f->rule->id, true);
	strbuf_adds(sb, "::");
	add_escaped(sb, f->message, false);
	vec_for_each(&f->steps, step) {
		strbuf_adds(sb, "%0A");
		add_escaped(sb, step->place.path, false);
		strbuf_addf(sb, ":%u: ", step->place.line);
		add_escaped(sb, step->message, false);
	}
	strbuf_addc(sb, '\n');
}

void write_github(FILE *out, const finding_vec *findings,
		  const struct run_summary *summary)
{
	struct strbuf line = {};

	vec_for_each(findings, f) {
		if (f->standing != FINDING_OPEN)
			continue;
		strbuf_reset(&line);
		add_finding(&line, f);
		fwrite(line.s, 1, line.len, out);
	}
	strbuf_deinit(&line);
}
