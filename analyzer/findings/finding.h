/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FINDINGS_FINDING_H
#define DMALIAS_FINDINGS_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/vec.h"
#include "findings/rule_info.h"
#include "units/unit.h"

enum finding_confidence {
	CONFIDENCE_HIGH,
	CONFIDENCE_MEDIUM,
	CONFIDENCE_LOW,
};

/* What was decided about it before this run. */
enum finding_standing {
	FINDING_OPEN, /* nothing: it is told */
	FINDING_KNOWN, /* a baseline has it */
	FINDING_SUPPRESSED, /* somebody said why it does not count */
};

/* A place in a file. @path is relative to the tree root when below it. */
struct finding_place {
	char *path;
	unsigned int line, col; /* from 1; columns in bytes */
	unsigned int end_line, end_col; /* just behind its last byte; or 0 */
};

/* "mapped here": how it comes to the defect, in the order of execution. */
struct finding_step {
	struct finding_place place;
	char *message;
};

struct finding {
	const struct rule_info *rule;
	enum finding_confidence confidence;
	struct finding_place place;
	char *function; /* enclosing function, or NULL */
	char *statement; /* source text of the flagged statement */
	char *message; /* one sentence without full stop */
	VEC(struct finding_step) steps;
	char *harm; /* whom it harms and how to mend it, or NULL */
	enum unit_quality quality;
	bool by_width; /* rests on how wide a type of the machine is; for the
			* scan, which knows whose flags were used */
	char *config; /* "x86 allmodconfig", several joined by ", "; or
		       * NULL */
	char *engine; /* "flow", "coccinelle", ..., several joined too */
	char *fingerprint; /* 32 hex digits; set by findings_finish() */
	enum finding_standing standing; /* set after that, */
	char *reason; /* with why, or NULL */
};

typedef VEC(struct finding) finding_vec;

/* Free what a finding owns. */
void finding_deinit(struct finding *f);
void finding_vec_deinit(finding_vec *v);

/* Add a step at the end; the strings are copied. */
void finding_add_step(struct finding *f, const struct finding_place *place,
		      const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * findings_finish() - sort by path, line, column and rule, make one of
 * findings that are equal (same rule, place and message), and give each its
 * fingerprint: 128 bits of XXH3 over rule, path, function, the statement
 * without white space and an ordinal among equals; never a line number.
 *
 * What is made one has the configs and engines of all, and the confidence,
 * the quality and the steps of the best. The result does not depend on the
 * order in which findings came in.
 */
void findings_finish(finding_vec *v);

struct strbuf;

/* Append its statement as fingerprints have it: without white space. */
void finding_add_statement(const struct finding *f, struct strbuf *sb);

/* Whether its rule is gating and nothing about it is in doubt. */
bool finding_is_sure(const struct finding *f);

/* Whether it counts for the exit code: it is sure, and open. */
bool finding_gates(const struct finding *f);

/* "new", "known" or "suppressed". */
const char *finding_standing_name(enum finding_standing standing);

/* How many have a standing. */
size_t findings_count(const finding_vec *v, enum finding_standing standing);

/* "high", "medium", "low". */
const char *finding_confidence_name(enum finding_confidence confidence);

#endif
