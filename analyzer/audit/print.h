/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_AUDIT_PRINT_H
#define DMALIAS_AUDIT_PRINT_H

#include <stdio.h>

#include "audit/audit.h"

struct jsonw;

/* The carveouts of an audit, for people; text of the tree is escaped. */
void audit_print_carveouts(const struct audit_result *r, FILE *out);

/* How often what is called, by what it does. */
void audit_print_census(const struct audit_result *r, FILE *out);

/* What was read, by whom, and what was not. */
void audit_print_coverage(const struct audit_result *r, FILE *out);

/* All three as members of the object that is open. */
void audit_json(const struct audit_result *r, struct jsonw *w);

/* What a role of the census is, for a heading. */
const char *audit_role_text(enum model_role role);

/* "board.c: element 2 of 'pdata' (struct ...)": the place aside, in words. */
char *audit_origin_text(const struct carveout_origin *o);

#endif
