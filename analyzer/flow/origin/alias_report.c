// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/strbuf.h"
#include "flow/origin/alias_report.h"
#include "model/alias.h"

static const struct model_alias *find(const struct flow_end *end,
				      const struct alias_pair *pair,
				      unsigned int arch)
{
	return model_alias_find(end_model(end), pair->one, pair->other,
				pair->io, arch);
}

enum finding_confidence alias_confidence(const struct flow_end *end,
					 const struct alias_pair *pair,
					 enum finding_confidence best)
{
	const struct model_alias *a = find(end, pair, end_context(end)->arch);
	enum finding_confidence most = CONFIDENCE_HIGH;

	if (!a || a->severity == ALIAS_WARNING)
		most = CONFIDENCE_MEDIUM;
	else if (a->severity == ALIAS_NOTE)
		most = CONFIDENCE_LOW;
	return best > most ? best : most;
}

/* The type that the same function makes of a page where another type has its
 * name: uncached is Device on Arm. */
static enum model_type type_on(enum model_type type, unsigned int arch)
{
	bool is_arm = arch == ARCH_ARM64 || arch == ARCH_ARM;

	if (is_arm && (type == MEMTYPE_UC || type == MEMTYPE_UC_MINUS))
		return MEMTYPE_DEVICE;
	if (arch == ARCH_X86 && type == MEMTYPE_DEVICE)
		return MEMTYPE_UC_MINUS;
	return type;
}

/* "; error on arm64" for every architecture that makes more or less of it. */
static void add_others(const struct flow_end *end,
		       const struct alias_pair *pair,
		       const struct model_alias *here, struct strbuf *sb)
{
	for (unsigned int arch = ARCH_X86; arch <= ARCH_OTHER; arch++) {
		struct alias_pair there = {type_on(pair->one, arch),
					   type_on(pair->other, arch),
					   pair->io};
		const struct model_alias *a = find(end, &there, arch);

		if (a && a != here && a->severity != here->severity)
			strbuf_addf(sb, "; %s on %s",
				    model_alias_severity_name(a->severity),
				    arch == ARCH_OTHER ? "others" :
							 unit_arch_name(arch));
	}
}

void alias_harm(const struct flow_end *end, const struct alias_pair *pair,
		struct finding *finding)
{
	unsigned int arch = end_context(end)->arch;
	const struct model_alias *a = find(end, pair, arch);
	struct strbuf sb = {};

	if (!a)
		return;
	strbuf_addf(&sb, "%s, where %s (%s here", unit_arch_name(arch), a->says,
		    model_alias_severity_name(a->severity));
	add_others(end, pair, a, &sb);
	strbuf_addf(&sb, "; see %s); fix: %s", a->doc, finding->rule->fix);
	finding->harm = strbuf_take(&sb);
}
