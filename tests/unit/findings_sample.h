/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_FINDINGS_SAMPLE_H
#define TESTS_UNIT_FINDINGS_SAMPLE_H

#include "findings/finding.h"
#include "findings/summary.h"

/* A finding of rule @id in drivers/a.c, with function "foo_probe", the
 * statement "x = f(y);" and the message "'x' is wrong"; added to @v. */
struct finding *sample_add(finding_vec *v, const char *id, unsigned int line);

/* Replace a string that the finding owns. */
void sample_set(char **field, const char *value);

/* A run of two units, both analysed. */
struct run_summary sample_summary(void);

/* What a writer writes; the caller frees it. */
typedef void (*sample_writer)(FILE *out, const finding_vec *findings,
			      const struct run_summary *summary);
char *sample_written(sample_writer write, const finding_vec *findings,
		     const struct run_summary *summary);

/* Findings and a summary with all that a foreign tree may contain: quotes,
 * controls, bytes that are not UTF-8, long lines, odd paths. */
void sample_nasty(finding_vec *v, struct run_summary *s);

#endif
