// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>

#include "ctl/mem.h"
#include "ctl/sarif_rules.h"

/* "attr/ram-iomap" -> "AttrRamIomap" */
static void write_name(struct jsonw *w, const char *id)
{
	autobuf struct buf name = {};
	bool up = true;

	for (; *id; id++) {
		char c = up ? toupper((unsigned char)*id) : *id;

		if (isalnum((unsigned char)*id))
			buf_add(&name, &c, 1);
		up = !isalnum((unsigned char)*id);
	}
	jsonw_str(w, "name", name.s ? name.s : "");
}

static void write_text(struct jsonw *w, const char *name, const char *text)
{
	jsonw_object(w, name);
	jsonw_str(w, "text", text);
	jsonw_end(w);
}

static void write_help(struct jsonw *w, const struct rule_text *text)
{
	autofree char *help = mem_printf("%s. Harms %s. Fix: %s.",
					 text->summary, text->harm, text->fix);

	write_text(w, "shortDescription", text->summary);
	write_text(w, "fullDescription", help);
	jsonw_object(w, "help");
	jsonw_str(w, "text", help);
	jsonw_str(w, "markdown", help);
	jsonw_end(w);
}

static void write_properties(struct jsonw *w, const struct rule_text *text)
{
	jsonw_object(w, "properties");
	jsonw_str(w, "precision", text->gating ? "high" : "medium");
	jsonw_str(w, "problem.severity", text->gating ? "error" : "warning");
	jsonw_str(w, "clauses", text->clauses);
	jsonw_str(w, "document", text->document);
	jsonw_str(w, "harm", text->harm);
	jsonw_str(w, "fix", text->fix);
	jsonw_array(w, "tags");
	jsonw_str(w, NULL, "attr");
	jsonw_str(w, NULL, text->gating ? "gating" : "advisory");
	jsonw_str(w, NULL, "runtime");
	jsonw_end(w);
	jsonw_end(w);
}

static void write_rule(struct jsonw *w, enum dmr_rule rule)
{
	const struct rule_text *text = rule_text(rule);

	jsonw_object(w, NULL);
	jsonw_str(w, "id", dmr_rule_id(rule));
	write_name(w, dmr_rule_id(rule));
	write_help(w, text);
	jsonw_object(w, "defaultConfiguration");
	jsonw_bool(w, "enabled", true);
	jsonw_str(w, "level", text->gating ? "error" : "warning");
	jsonw_end(w);
	write_properties(w, text);
	jsonw_end(w);
}

void sarif_write_tool(struct jsonw *w)
{
	jsonw_object(w, "tool");
	jsonw_object(w, "driver");
	jsonw_str(w, "name", "dmalias");
	jsonw_str(w, "semanticVersion", DMALIAS_VERSION);
	jsonw_array(w, "rules");
	for (unsigned int i = DMR_RULE_NONE + 1; i < DMR_RULE_COUNT; i++)
		write_rule(w, i);
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
}

unsigned int sarif_rule_index(enum dmr_rule rule)
{
	return rule - DMR_RULE_NONE - 1;
}
