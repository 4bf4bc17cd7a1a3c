// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "ctl/rules.h"

static const struct {
	const char *id;
	struct rule_text text;
} texts[] = {
#include "rule_texts.h"
};

static const struct rule_text unknown = {
	.summary = "A rule that this program does not know",
	.clauses = "",
	.document = "",
	.harm = "",
	.fix = "",
};

const struct rule_text *rule_text(enum dmr_rule rule)
{
	const char *id = dmr_rule_id(rule);

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (!strcmp(texts[i].id, id))
			return &texts[i].text;
	return &unknown;
}
