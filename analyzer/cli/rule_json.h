/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CLI_RULE_JSON_H
#define DMALIAS_CLI_RULE_JSON_H

#include "findings/rule_info.h"

struct jsonw;

/* One rule as an object, a value of the array that is open or the top. */
void rule_json(struct jsonw *w, const struct rule_info *rule);

#endif
