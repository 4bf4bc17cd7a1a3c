// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <string.h>
#include <xxhash.h>

#include "base/jsonw.h"
#include "base/strbuf.h"
#include "findings/summary.h"
#include "findings/format/writers.h"

#define ORIGIN "dmalias"

/*
 * KCIDB, I/O schema 5.3: the run is a build of a checkout, each rule a test of
 * it, a finding an issue, and that it was found an incident of the test.
 */
struct kcidb {
	struct jsonw w;
	const finding_vec *findings;
	const struct run_summary *summary;
	char *run; /* what ids of this run begin with */
};

/* The same run of the same source has the same name. */
static char *run_name(const finding_vec *findings, const struct run_summary *s)
{
	struct strbuf key = {};
	XXH128_hash_t h;

	strbuf_addf(&key, "%s\n%s\n%s\n%s\n", s->release ? s->release : "",
		    unit_arch_name(s->arch), s->config ? s->config : "",
		    s->command_line ? s->command_line : "");
	vec_for_each(findings, f)
		strbuf_addf(&key, "%s\n", f->fingerprint);
	h = XXH3_128bits(key.s, key.len);
	strbuf_deinit(&key);
	return xasprintf(ORIGIN ":%016llx%016llx", (unsigned long long)h.high64,
			 (unsigned long long)h.low64);
}

static void begin(struct kcidb *k, const char *id)
{
	jsonw_object(&k->w, NULL);
	jsonw_str(&k->w, "id", id);
	jsonw_str(&k->w, "origin", ORIGIN);
}

static void write_checkout(struct kcidb *k)
{
	jsonw_array(&k->w, "checkouts");
	begin(k, k->run);
	if (k->summary->release)
		jsonw_strf(&k->w, "comment", "Linux %s", k->summary->release);
	jsonw_bool(&k->w, "valid", true);
	jsonw_end(&k->w);
	jsonw_end(&k->w);
}

static void write_build(struct kcidb *k)
{
	const struct run_summary *s = k->summary;

	jsonw_array(&k->w, "builds");
	begin(k, k->run);
	jsonw_str(&k->w, "checkout_id", k->run);
	jsonw_str(&k->w, "architecture", unit_arch_name(s->arch));
	if (s->config)
		jsonw_str(&k->w, "config_name", s->config);
	if (s->command_line)
		jsonw_str(&k->w, "command", s->command_line);
	jsonw_str(&k->w, "status", run_summary_complete(s) ? "PASS" : "ERROR");
	jsonw_end(&k->w);
	jsonw_end(&k->w);
}

/* "dma/map-unchecked" as a path of tests: no '/', and a dot per level. */
static void add_test_path(struct strbuf *sb, const struct rule_info *rule)
{
	for (const char *s = rule->id; *s; s++)
		strbuf_addc(sb, *s == '/' ? '.' : *s);
}

static const char *status(const struct kcidb *k, const struct rule_info *rule)
{
	bool any = false;

	vec_for_each(k->findings, f) {
		if (f->rule != rule || f->standing != FINDING_OPEN)
			continue;
		if (finding_gates(f))
			return "FAIL";
		any = true;
	}
	if (any)
		return "DONE";
	if (!run_summary_asked(k->summary, rule))
		return "SKIP";
	return run_summary_complete(k->summary) ? "PASS" : "MISS";
}

static void write_test(struct kcidb *k, const struct rule_info *rule)
{
	struct strbuf path = {};
	autofree char *id = NULL;

	strbuf_adds(&path, ORIGIN ".");
	add_test_path(&path, rule);
	id = xasprintf("%s-%s", k->run, path.s);
	begin(k, id);
	jsonw_str(&k->w, "build_id", k->run);
	jsonw_str(&k->w, "path", path.s);
	jsonw_str(&k->w, "status", status(k, rule));
	jsonw_str(&k->w, "comment", rule->summary);
	jsonw_end(&k->w);
	strbuf_deinit(&path);
}

static void write_tests(struct kcidb *k)
{
	jsonw_array(&k->w, "tests");
	for (size_t i = 0; i < n_rule_infos; i++)
		if (rule_infos[i]->source)
			write_test(k, rule_infos[i]);
	jsonw_end(&k->w);
}

static void write_issue(struct kcidb *k, const struct finding *f)
{
	autofree char *id = xasprintf(ORIGIN ":%s", f->fingerprint);

	begin(k, id);
	jsonw_uint(&k->w, "version", 1);
	jsonw_strf(&k->w, "report_subject", "%s: %s", f->rule->id, f->message);
	jsonw_object(&k->w, "culprit");
	jsonw_bool(&k->w, "code", true);
	jsonw_bool(&k->w, "tool", false);
	jsonw_bool(&k->w, "harness", false);
	jsonw_end(&k->w);
	jsonw_strf(&k->w, "comment", "%s in %s", f->message, f->place.path);
	jsonw_end(&k->w);
}

static void write_incident(struct kcidb *k, const struct finding *f)
{
	autofree char *id = xasprintf("%s-%s", k->run, f->fingerprint);
	autofree char *issue = xasprintf(ORIGIN ":%s", f->fingerprint);

	begin(k, id);
	jsonw_str(&k->w, "issue_id", issue);
	jsonw_uint(&k->w, "issue_version", 1);
	jsonw_str(&k->w, "build_id", k->run);
	jsonw_bool(&k->w, "present", true);
	jsonw_strf(&k->w, "comment", "%s:%u:%u", f->place.path, f->place.line,
		   f->place.col);
	jsonw_end(&k->w);
}

static void write_each(struct kcidb *k, const char *name,
		       void (*write)(struct kcidb *, const struct finding *))
{
	jsonw_array(&k->w, name);
	vec_for_each(k->findings, f)
		if (f->standing == FINDING_OPEN)
			write(k, f);
	jsonw_end(&k->w);
}

void write_kcidb(FILE *out, const finding_vec *findings,
		 const struct run_summary *summary)
{
	struct kcidb k = {
		.findings = findings,
		.summary = summary,
		.run = run_name(findings, summary),
	};

	jsonw_init(&k.w, out);
	jsonw_object(&k.w, NULL);
	jsonw_object(&k.w, "version");
	jsonw_uint(&k.w, "major", 5);
	jsonw_uint(&k.w, "minor", 3);
	jsonw_end(&k.w);
	write_checkout(&k);
	write_build(&k);
	write_tests(&k);
	write_each(&k, "issues", write_issue);
	write_each(&k, "incidents", write_incident);
	jsonw_end(&k.w);
	jsonw_finish(&k.w);
	free(k.run);
}
