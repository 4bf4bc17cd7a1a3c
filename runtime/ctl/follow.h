/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_FOLLOW_H
#define DMALIAS_CTL_FOLLOW_H

#include "ctl/command.h"
#include "ctl/reader.h"
#include "ctl/symbols.h"

/* What came along a stream */
struct tally {
	u64 records, events, verdicts;
	u64 lost; /* that the module could not give us */
	bool ended; /* the last record is DMR_OP_END */
	u64 unknown; /* of an op that this program does not know */
};

void tally_add(struct tally *tally, const struct dmr_event *event);

/*
 * follow_open - the module's stream; NULL after it said why not. Signals end
 * the waiting from then on, not the program.
 */
struct reader *follow_open(const struct common *common);

/*
 * follow_next - the next record; waits for it until @until, see signals_now().
 * READER_AGAIN: the time is over or a signal came.
 */
enum reader_status follow_next(struct reader *reader, u64 until);

/*
 * follow_says - tells how a stream ended and what is lacking of it, where it
 * did not end well. True: it is complete.
 */
bool follow_says(const struct common *common, const char *name,
		 const struct reader *reader, enum reader_status status,
		 const struct tally *tally);

#endif
