/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_COMPARE_H
#define DMALIAS_CTL_COMPARE_H

#include "core/verdict.h"

/* Holds the verdicts of a replay against those of the live record */
struct compare {
	struct dmr_verdict *pending; /* of the replay, not met live yet */
	size_t n;
	size_t fresh; /* of pending: from the last event */
	u64 equal;
};

enum compare_result {
	COMPARE_EQUAL,
	COMPARE_DIFFERS, /* the replay had another one for the same event */
	COMPARE_ONLY_LIVE,
};

/* compare_event - an event is about to be replayed */
void compare_event(struct compare *compare);
void compare_replayed(struct compare *compare,
		      const struct dmr_verdict *verdict);

/* compare_live - *other: the replay's, where they differ */
enum compare_result compare_live(struct compare *compare,
				 const struct dmr_verdict *verdict,
				 struct dmr_verdict *other);

/* compare_field - the first member that differs: "pages", "culprit's type" */
const char *compare_field(const struct dmr_verdict *a,
			  const struct dmr_verdict *b);
void compare_free(struct compare *compare);

#endif
