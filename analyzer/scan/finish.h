/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_SCAN_FINISH_H
#define DMALIAS_SCAN_FINISH_H

#include "findings/finding.h"

/* The last source file that a statement was taken from. Zeroed is none. */
struct finish {
	const char *root; /* what paths of findings are relative to */
	const char *config; /* or NULL */
	char *path;
	char *text;
};

/*
 * Give a finding what the source and the unit it is in say of it: its
 * statement, and how far it can be trusted.
 * @errors: the unit did not compile
 */
void finish_finding(struct finish *s, struct finding *f,
		    enum unit_quality quality, bool errors);
void finish_deinit(struct finish *s);

#endif
