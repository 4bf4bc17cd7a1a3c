// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/strbuf.h"
#include "base/utf8.h"
#include "findings/summary.h"
#include "findings/format/writers.h"

/* "# finding: ..." before the result of its rule: a line that starts with
 * text of a tree could be taken for "# Subtest:". */
static bool add_findings(struct strbuf *sb, const finding_vec *findings,
			 const struct rule_info *rule, bool *ret_gates)
{
	bool any = false;

	vec_for_each(findings, f) {
		if (f->rule != rule || f->standing != FINDING_OPEN)
			continue;
		any = true;
		*ret_gates |= finding_gates(f);
		strbuf_adds(sb, "# finding: ");
		strbuf_add_shown(sb, f->place.path);
		strbuf_addf(sb, ":%u:%u: ", f->place.line, f->place.col);
		strbuf_add_shown(sb, f->message);
		strbuf_addc(sb, '\n');
	}
	return any;
}

static void add_test(struct strbuf *sb, size_t number,
		     const struct rule_info *rule, const finding_vec *findings,
		     const struct run_summary *summary)
{
	bool gates = false, any;

	any = add_findings(sb, findings, rule, &gates);
	strbuf_addf(sb, "%sok %zu %s", gates ? "not " : "", number, rule->id);
	if (!run_summary_asked(summary, rule))
		strbuf_adds(sb, " # SKIP not asked for");
	else if (!any && !run_summary_complete(summary))
		strbuf_adds(sb, " # SKIP not all units were analysed");
	strbuf_addc(sb, '\n');
}

void write_ktap(FILE *out, const finding_vec *findings,
		const struct run_summary *summary)
{
	struct strbuf text = {};
	size_t n = 0, number = 0;

	for (size_t i = 0; i < n_rule_infos; i++)
		n += rule_infos[i]->source;
	strbuf_addf(&text, "KTAP version 1\n1..%zu\n", n);
	for (size_t i = 0; i < n_rule_infos; i++)
		if (rule_infos[i]->source)
			add_test(&text, ++number, rule_infos[i], findings,
				 summary);
	fwrite(text.s, 1, text.len, out);
	strbuf_deinit(&text);
}
