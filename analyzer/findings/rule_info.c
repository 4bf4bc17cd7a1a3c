// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "findings/rule_info.h"

static int compare_id(const void *id, const void *rule)
{
	return strcmp(id, (*(const struct rule_info *const *)rule)->id);
}

static const struct rule_info *const *find_slot(const char *id)
{
	return bsearch(id, rule_infos, n_rule_infos, sizeof(*rule_infos),
		       compare_id);
}

const struct rule_info *rule_info_find(const char *id)
{
	const struct rule_info *const *slot = find_slot(id);

	return slot ? *slot : NULL;
}

size_t rule_info_index(const struct rule_info *rule)
{
	return find_slot(rule->id) - rule_infos;
}
