// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/jsonw.h"
#include "cli/rule_json.h"
#include "units/unit.h"

static void write_archs(struct jsonw *w, unsigned int archs)
{
	jsonw_array(w, "archs");
	for (unsigned int a = ARCH_X86; a <= ARCH_OTHER; a++)
		if (!archs || archs & 1u << a)
			jsonw_str(w, NULL, unit_arch_name(a));
	jsonw_end(w);
}

void rule_json(struct jsonw *w, const struct rule_info *rule)
{
	jsonw_object(w, NULL);
	jsonw_str(w, "id", rule->id);
	jsonw_str(w, "summary", rule->summary);
	jsonw_bool(w, "gating", rule->gating);
	jsonw_bool(w, "source", rule->source);
	jsonw_bool(w, "runtime", rule->runtime);
	jsonw_str(w, "clauses", rule->clauses);
	jsonw_str(w, "document", rule->doc);
	jsonw_str(w, "harm", rule->harm);
	jsonw_str(w, "fix", rule->fix);
	if (rule->cwe)
		jsonw_uint(w, "cwe", rule->cwe);
	else
		jsonw_null(w, "cwe");
	write_archs(w, rule->archs);
	jsonw_str(w, "since", rule->since);
	jsonw_str(w, "text", rule->text);
	jsonw_end(w);
}
