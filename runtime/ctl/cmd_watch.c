// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <unistd.h>

#include "core/record.h"
#include "ctl/follow.h"
#include "ctl/mem.h"
#include "ctl/sarif.h"
#include "ctl/signals.h"
#include "ctl/text.h"
#include "ctl/verdict_out.h"

enum { SECOND = 1000000000, REDRAW = SECOND / 2 };

struct watch {
	struct common common;
	bool once;
	u64 count, seconds; /* 0: no bound */
	const char *sarif;
	/* the run */
	bool table; /* redraw a table instead of printing lines */
	u64 drawn;
	enum dmr_arch machine;
	struct symbols symbols;
	struct findings findings;
	struct tally tally;
	struct dmr_verdict last;
};

enum { OPT_ONCE = 0x200, OPT_COUNT, OPT_SECONDS, OPT_SARIF };

static const struct argp_option options[] = {
	{"once", OPT_ONCE, NULL, 0, "end when there is nothing more to read"},
	{"count", OPT_COUNT, "N", 0, "end after N verdicts"},
	{"seconds", OPT_SECONDS, "N", 0, "end after N seconds"},
	{"sarif", OPT_SARIF, "FILE", 0, "write SARIF 2.1.0 at the end"},
	{},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct watch *watch = state->input;

	switch (key) {
	case OPT_ONCE:
		watch->once = true;
		return 0;
	case OPT_COUNT:
		watch->count = command_number(state, arg, 1, UINT32_MAX);
		return 0;
	case OPT_SECONDS:
		watch->seconds = command_number(state, arg, 1, UINT32_MAX);
		return 0;
	case OPT_SARIF:
		watch->sarif = arg;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Show verdicts as they come, until it is interrupted.\v"
	       "On a terminal a table of all sites is kept up to date; else "
	       "each verdict is printed with its lines.",
};

static void print_json(struct watch *watch, const struct dmr_verdict *verdict,
		       const struct finding *finding)
{
	struct jsonw w;

	jsonw_init(&w, stdout);
	jsonw_object(&w, NULL);
	verdict_json(&w, verdict, finding, &watch->symbols);
	jsonw_end(&w);
	jsonw_finish(&w);
}

static void draw(struct watch *watch)
{
	u64 now = signals_now();

	if (!watch->table || now - watch->drawn < REDRAW)
		return;
	watch->drawn = now;
	fputs("\033[H\033[J", stdout);
	printf("dmaliasctl watch: %" PRIu64 " verdicts, %zu sites, %" PRIu64
	       " events, %" PRIu64 " lost; Ctrl-C ends it\n\n",
	       watch->tally.verdicts, watch->findings.n, watch->tally.events,
	       watch->tally.lost);
	findings_table(stdout, &watch->findings);
	if (watch->findings.n) {
		puts("\nthe last one:");
		verdict_print(stdout, &watch->last, &watch->symbols);
	}
	fflush(stdout);
}

static void take_verdict(struct watch *watch, const struct dmr_verdict *verdict)
{
	struct finding *finding =
		findings_add(&watch->findings, verdict, &watch->symbols);

	watch->last = *verdict;
	if (watch->common.json)
		print_json(watch, verdict, finding);
	else if (!watch->table)
		verdict_print(stdout, verdict, &watch->symbols);
	fflush(stdout);
}

static void take(struct watch *watch, const struct reader *reader)
{
	struct dmr_config config;

	tally_add(&watch->tally, &reader->event);
	symbols_event(&watch->symbols, &reader->event);
	if (dmr_start_config(&reader->event, &config))
		watch->machine = config.machine;
	if (reader->event.op == DMR_OP_VERDICT)
		take_verdict(watch, &reader->verdict);
}

static bool ends(const struct watch *watch, u64 until)
{
	return watch->once || signals_stopped() || signals_now() >= until ||
	       ferror(stdout);
}

/* Until the time is over, or a signal or enough verdicts came */
static enum reader_status follow(struct watch *watch, struct reader *reader)
{
	u64 until = watch->seconds ? signals_now() + watch->seconds * SECOND :
				     UINT64_MAX;

	for (;;) {
		u64 wake = watch->once	? 0 :
			   watch->table ? signals_now() + REDRAW :
					  until;
		enum reader_status status =
			follow_next(reader, wake < until ? wake : until);

		draw(watch);
		if (status == READER_AGAIN && !ends(watch, until))
			continue;
		if (status != READER_RECORD)
			return status;
		take(watch, reader);
		if (watch->count && watch->tally.verdicts >= watch->count)
			return READER_AGAIN;
		if (ferror(stdout))
			return READER_AGAIN;
	}
}

static void summary_json(const struct watch *watch)
{
	struct jsonw w;

	jsonw_init(&w, stdout);
	jsonw_object(&w, NULL);
	jsonw_object(&w, "summary");
	jsonw_uint(&w, "verdicts", watch->tally.verdicts);
	jsonw_uint(&w, "sites", watch->findings.n);
	jsonw_uint(&w, "events", watch->tally.events);
	jsonw_uint(&w, "lost", watch->tally.lost);
	jsonw_end(&w);
	jsonw_end(&w);
	jsonw_finish(&w);
}

static void summary(struct watch *watch)
{
	if (watch->common.json) {
		summary_json(watch);
		return;
	}
	if (watch->table)
		fputs("\033[H\033[J", stdout);
	if (watch->findings.n)
		putchar('\n');
	findings_table(stdout, &watch->findings);
	printf("%" PRIu64 " verdict%s at %zu site%s; %" PRIu64
	       " event%s seen, %" PRIu64 " lost\n",
	       watch->tally.verdicts, text_s(watch->tally.verdicts),
	       watch->findings.n, text_s(watch->findings.n),
	       watch->tally.events, text_s(watch->tally.events),
	       watch->tally.lost);
}

static int finish(struct watch *watch, const struct reader *reader,
		  enum reader_status status)
{
	bool complete = follow_says(&watch->common, "stream", reader, status,
				    &watch->tally);
	int ret = !complete		   ? CTL_INCOMPLETE :
		  watch->findings.verdicts ? CTL_FOUND :
					     CTL_CLEAN;
	struct sarif_run run = {
		.findings = &watch->findings,
		.tally = &watch->tally,
		.symbols = &watch->symbols,
		.machine = watch->machine,
		.complete = complete,
		.exit_code = ret,
	};

	summary(watch);
	if (watch->sarif && !sarif_write(&watch->common, watch->sarif, &run))
		return CTL_ERROR;
	return ret;
}

int cmd_watch(int argc, char **argv)
{
	struct watch watch = {};
	struct reader *reader;
	int ret;

	command_parse(&argp, argc, argv, &watch);
	watch.table = !watch.common.json && !watch.once && isatty(1);
	reader = follow_open(&watch.common);
	if (!reader)
		return command_end(&watch.common, CTL_ERROR);
	symbols_init(&watch.symbols, &watch.common);
	symbols_live(&watch.symbols);
	ret = finish(&watch, reader, follow(&watch, reader));
	reader_free(reader);
	findings_free(&watch.findings);
	symbols_free(&watch.symbols);
	return command_end(&watch.common, ret);
}
