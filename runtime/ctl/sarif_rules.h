/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_SARIF_RULES_H
#define DMALIAS_CTL_SARIF_RULES_H

#include "ctl/jsonw.h"
#include "ctl/rules.h"

/* sarif_write_tool - the member "tool" with all rules, fired or not */
void sarif_write_tool(struct jsonw *w);

/* sarif_rule_index - its place in there */
unsigned int sarif_rule_index(enum dmr_rule rule);

#endif
