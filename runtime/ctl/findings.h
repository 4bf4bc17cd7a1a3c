/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_FINDINGS_H
#define DMALIAS_CTL_FINDINGS_H

#include "core/verdict.h"
#include "ctl/symbols.h"

enum { FINGERPRINT_SIZE = 33 };

/* Verdicts with one cause: same rule, module, function and what */
struct finding {
	char fingerprint[FINGERPRINT_SIZE];
	char *headline;
	struct symbol site;
	struct dmr_verdict first;
	u64 count, pages;
	u64 last_time;
};

struct findings {
	struct finding *v;
	size_t n;
	u64 verdicts;
};

/*
 * findings_add - returns the finding that the verdict belongs to; valid until
 * the next call.
 */
struct finding *findings_add(struct findings *findings,
			     const struct dmr_verdict *verdict,
			     struct symbols *symbols);
void findings_free(struct findings *findings);

#endif
