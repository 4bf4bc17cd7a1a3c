// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <inttypes.h>

#include "ctl/debugfs.h"
#include "ctl/follow.h"
#include "ctl/signals.h"

void tally_add(struct tally *tally, const struct dmr_event *event)
{
	tally->records++;
	tally->ended = event->op == DMR_OP_END;
	if (event->op == DMR_OP_LOST)
		tally->lost += event->count;
	else if (event->op == DMR_OP_VERDICT)
		tally->verdicts++;
	else if (event->op == DMR_OP_NONE)
		tally->unknown++;
	else if (event->op != DMR_OP_END && event->op != DMR_OP_SYMBOL)
		tally->events++;
}

struct reader *follow_open(const struct common *common)
{
	int fd = debugfs_open(common, "stream", O_RDONLY);

	if (fd < 0)
		return NULL;
	signals_catch();
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	return reader_create(fd);
}

/* ns to read what waits: a slow machine reads names for a second or two */
#define GRACE UINT64_C(10000000000)

/*
 * What happened before Ctrl-C and waits to be read belongs to it; a stream that
 * never runs dry must not keep us for ever.
 */
static bool out_of_time(void)
{
	static u64 end;
	u64 now = signals_now();

	if (!end)
		end = now + GRACE;
	return now >= end;
}

enum reader_status follow_next(struct reader *reader, u64 until)
{
	for (;;) {
		enum reader_status status;
		u64 now;

		if (signals_stopped() && out_of_time())
			return READER_AGAIN;
		status = reader_next(reader);
		if (status != READER_AGAIN || signals_stopped())
			return status;
		now = signals_now();
		if (now >= until)
			return READER_AGAIN;
		signals_wait(reader->fd,
			     until == UINT64_MAX ? until : until - now);
	}
}

bool follow_says(const struct common *common, const char *name,
		 const struct reader *reader, enum reader_status status,
		 const struct tally *tally)
{
	char why[160];
	bool ended = status == READER_END || status == READER_AGAIN;

	if (!ended)
		command_warn(common, "%s: %s; what came before it counts", name,
			     reader_why(reader, status, why, sizeof(why)));
	if (tally->lost)
		command_warn(common,
			     "%s: %" PRIu64 " records were lost: they came "
			     "faster than they were read",
			     name, tally->lost);
	if (tally->unknown)
		command_warn(common,
			     "%s: %" PRIu64 " records of a kind that is not "
			     "known were passed over; the module may be newer",
			     name, tally->unknown);
	return ended && !tally->lost && !tally->unknown;
}
