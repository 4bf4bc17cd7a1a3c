/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_VERDICT_OUT_H
#define DMALIAS_CTL_VERDICT_OUT_H

#include "ctl/findings.h"
#include "ctl/jsonw.h"

/* verdict_print - the headline and the lines after it */
void verdict_print(FILE *out, const struct dmr_verdict *verdict,
		   struct symbols *symbols);

/* verdict_json - a member "verdict"; @finding: what it was counted to */
void verdict_json(struct jsonw *w, const struct dmr_verdict *verdict,
		  const struct finding *finding, struct symbols *symbols);

/* findings_table - one line a finding, the newest last; nothing for none */
void findings_table(FILE *out, const struct findings *findings);

#endif
