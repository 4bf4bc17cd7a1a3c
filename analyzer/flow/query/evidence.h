/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_EVIDENCE_H
#define DMALIAS_FLOW_EVIDENCE_H

#include <stdbool.h>

#include "base/map.h"
#include "facts/facts.h"
#include "model/model.h"

/*
 * What one function of a driver says about what another one does. A mapping
 * kept in a field may be tested by the caller, so a finding about it holds
 * only if no unit of the driver has the evidence:
 *
 *	tested:RECORD.FIELD   a function that does not map into the field
 *			      itself gives it to an error test
 *	compared:RECORD.FIELD ... compares it with 0 or NULL
 *	tests:FUNCTION	      calls an error test, itself or through functions
 *			      of its unit
 */
struct evidence {
	struct strmap keys;
};

/* Collect what the functions of a unit say. */
void evidence_collect(const struct facts *f, const struct model *model,
		      const struct model_context *context,
		      struct evidence *ret);

void evidence_add(struct evidence *e, const char *key);
bool evidence_has(const struct evidence *e, const char *key);

/* Add all of @from to @to. */
void evidence_merge(struct evidence *to, const struct evidence *from);

/* Whether any key of @unless is in @e. */
bool evidence_any(const struct evidence *e, const struct evidence *unless);

/* Whether every key of @needed is in @e. */
bool evidence_all(const struct evidence *e, const struct evidence *needed);
void evidence_deinit(struct evidence *e);

/* "RECORD.FIELD" of the last field of a place, or NULL; caller frees. */
char *evidence_field(const struct facts *f, expr_id place);

#endif
