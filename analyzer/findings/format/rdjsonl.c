// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/jsonw.h"
#include "findings/summary.h"
#include "findings/format/writers.h"

static void write_position(struct jsonw *w, const char *name, unsigned int line,
			   unsigned int col)
{
	if (!line)
		return;
	jsonw_object(w, name);
	jsonw_uint(w, "line", line);
	if (col)
		jsonw_uint(w, "column", col);
	jsonw_end(w);
}

/* Columns are bytes here, as they are for us, and an end is behind. */
static void write_location(struct jsonw *w, const struct finding_place *place)
{
	jsonw_object(w, "location");
	jsonw_str(w, "path", place->path);
	if (place->line) {
		jsonw_object(w, "range");
		write_position(w, "start", place->line, place->col);
		write_position(w, "end", place->end_line, place->end_col);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static const char *severity(const struct finding *f)
{
	if (finding_is_sure(f))
		return "ERROR";
	return f->confidence == CONFIDENCE_LOW ? "INFO" : "WARNING";
}

static void write_steps(struct jsonw *w, const struct finding *f)
{
	jsonw_array(w, "related_locations");
	vec_for_each(&f->steps, step) {
		jsonw_object(w, NULL);
		jsonw_str(w, "message", step->message);
		write_location(w, &step->place);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void write_finding(FILE *out, const struct finding *f)
{
	struct jsonw w;

	jsonw_init(&w, out);
	w.one_line = true;
	jsonw_object(&w, NULL);
	jsonw_str(&w, "message", f->message);
	write_location(&w, &f->place);
	jsonw_str(&w, "severity", severity(f));
	jsonw_object(&w, "source");
	jsonw_str(&w, "name", "dmalias");
	jsonw_end(&w);
	jsonw_object(&w, "code");
	jsonw_str(&w, "value", f->rule->id);
	jsonw_end(&w);
	write_steps(&w, f);
	jsonw_end(&w);
	jsonw_finish(&w);
}

void write_rdjsonl(FILE *out, const finding_vec *findings,
		   const struct run_summary *summary)
{
	vec_for_each(findings, f)
		if (f->standing == FINDING_OPEN)
			write_finding(out, f);
}
