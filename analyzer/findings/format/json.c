// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/jsonw.h"
#include "findings/summary.h"
#include "findings/format/writers.h"

static void write_place(struct jsonw *w, const struct finding_place *place)
{
	jsonw_str(w, "path", place->path);
	jsonw_uint(w, "line", place->line);
	jsonw_uint(w, "column", place->col);
	if (!place->end_line)
		return;
	jsonw_uint(w, "end_line", place->end_line);
	jsonw_uint(w, "end_column", place->end_col);
}

static void write_steps(struct jsonw *w, const struct finding *f)
{
	jsonw_array(w, "steps");
	vec_for_each(&f->steps, step) {
		jsonw_object(w, NULL);
		write_place(w, &step->place);
		jsonw_str(w, "message", step->message);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void write_finding(struct jsonw *w, const struct finding *f)
{
	jsonw_object(w, NULL);
	jsonw_str(w, "rule", f->rule->id);
	jsonw_bool(w, "gating", finding_gates(f));
	jsonw_str(w, "standing", finding_standing_name(f->standing));
	jsonw_str(w, "reason", f->reason);
	jsonw_str(w, "confidence", finding_confidence_name(f->confidence));
	write_place(w, &f->place);
	jsonw_str(w, "function", f->function);
	jsonw_str(w, "statement", f->statement);
	jsonw_str(w, "message", f->message);
	write_steps(w, f);
	if (f->harm)
		jsonw_str(w, "harm", f->harm);
	else
		jsonw_strf(w, "harm", "%s; fix: %s", f->rule->harm,
			   f->rule->fix);
	jsonw_str(w, "quality", unit_quality_name(f->quality));
	jsonw_str(w, "config", f->config);
	jsonw_str(w, "engine", f->engine);
	jsonw_str(w, "fingerprint", f->fingerprint);
	jsonw_end(w);
}

static void write_stale(struct jsonw *w, const struct run_summary *s)
{
	jsonw_array(w, "stale_entries");
	vec_for_each(&s->stale, stale) {
		jsonw_object(w, NULL);
		jsonw_str(w, "entry", stale->file);
		jsonw_str(w, "reason", stale->reason);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void write_failures(struct jsonw *w, const struct run_summary *s)
{
	jsonw_array(w, "not_analysed");
	vec_for_each(&s->failures, failure) {
		jsonw_object(w, NULL);
		jsonw_str(w, "path", failure->file);
		jsonw_str(w, "reason", failure->reason);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void write_summary(struct jsonw *w, const struct run_summary *s,
			  const finding_vec *findings)
{
	jsonw_object(w, "summary");
	jsonw_str(w, "root", s->root);
	jsonw_str(w, "release", s->release);
	jsonw_str(w, "arch", unit_arch_name(s->arch));
	jsonw_str(w, "config", s->config);
	jsonw_str(w, "command_line", s->command_line);
	jsonw_str(w, "engines", s->engines);
	jsonw_bool(w, "complete", run_summary_complete(s));
	jsonw_uint(w, "exit_code", run_summary_exit(s, findings));
	run_summary_counts(s, findings, w);
	write_failures(w, s);
	write_stale(w, s);
	jsonw_end(w);
}

void write_json(FILE *out, const finding_vec *findings,
		const struct run_summary *summary)
{
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_object(&w, NULL);
	jsonw_uint(&w, "version", 1);
	jsonw_object(&w, "tool");
	jsonw_str(&w, "name", "dmalias");
	jsonw_str(&w, "version", DMALIAS_VERSION);
	jsonw_end(&w);
	write_summary(&w, summary, findings);
	jsonw_array(&w, "findings");
	vec_for_each(findings, f)
		write_finding(&w, f);
	jsonw_end(&w);
	jsonw_end(&w);
	jsonw_finish(&w);
}
