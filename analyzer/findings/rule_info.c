// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "findings/rule_info.h"

const struct rule_info *rule_info_find(const char *id)
{
	for (size_t i = 0; i < n_rule_infos; i++)
		if (!strcmp(rule_infos[i]->id, id))
			return rule_infos[i];
	return NULL;
}
