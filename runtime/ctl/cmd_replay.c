// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <inttypes.h>

#include "core/record.h"
#include "ctl/compare.h"
#include "ctl/follow.h"
#include "ctl/mem.h"
#include "ctl/sarif.h"
#include "ctl/text.h"
#include "ctl/verdict_out.h"

/* What the record may take of memory: far more than a kernel would give it */
#define REPLAY_BYTES (1ULL << 30)

struct replay {
	struct common common;
	const char *file;
	const char *sarif;
	enum dmr_arch profile; /* DMR_ARCH_COUNT: as it was */
	bool strict;
	/* the run */
	struct dmr_config config;
	bool started; /* a DMR_OP_START was seen */
	u64 ram_end;
	enum reader_status status; /* how the file ends */
	u64 good; /* bytes up to there */
	struct tally tally;
	struct symbols symbols;
	struct findings findings;
	struct compare compare;
	u64 differences;
	u64 open; /* verdicts that cannot be compared: it ends before them */
};

enum { OPT_PROFILE = 0x200, OPT_STRICT, OPT_SARIF };

static const struct argp_option options[] = {
	{"profile", OPT_PROFILE, "ARCH", 0,
	 "judge as if on arm64, arm or x86-64"},
	{"strict", OPT_STRICT, NULL, 0,
	 "judge what is tolerated or the kernel's own, too"},
	{"sarif", OPT_SARIF, "FILE", 0, "write SARIF 2.1.0"},
	{},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct replay *replay = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		replay->profile = DMR_ARCH_COUNT;
		return 0;
	case OPT_PROFILE:
		replay->profile = dmr_arch_of(arg);
		if (replay->profile == DMR_ARCH_COUNT)
			argp_error(state, "'%s' is not arm64, arm or x86-64",
				   arg);
		return 0;
	case OPT_STRICT:
		replay->strict = true;
		return 0;
	case OPT_SARIF:
		replay->sarif = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (replay->file)
			argp_error(state, "one FILE is replayed, not two");
		replay->file = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which FILE?");
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "FILE",
	.doc = "Judge a recording again, and compare with what was judged "
	       "live.\v"
	       "With --profile or --strict it is judged \"as if\", and not "
	       "compared. Exit code 3: it is not complete, or differs.",
};

static bool as_if(const struct replay *replay)
{
	return replay->strict || replay->profile != DMR_ARCH_COUNT;
}

static void see_ram(struct replay *replay, const struct dmr_event *event)
{
	for (size_t i = 0; i < event->nr_runs; i++) {
		u64 end = event->runs[i].pfn + event->runs[i].npages;

		if (end > replay->ram_end)
			replay->ram_end = end;
	}
}

/*
 * The first time through: names are at the end of a file, and are needed from
 * its start; where it breaks off is known before anything is judged.
 */
static void scan(struct replay *replay, struct reader *reader)
{
	while ((replay->status = reader_next(reader)) == READER_RECORD) {
		const struct dmr_event *event = &reader->event;

		tally_add(&replay->tally, event);
		symbols_event(&replay->symbols, event);
		if (event->op == DMR_OP_RAM)
			see_ram(replay, event);
		if (!replay->started)
			replay->started =
				dmr_start_config(event, &replay->config);
	}
	replay->good = reader->offset;
}

static void on_verdict(void *arg, const struct dmr_verdict *verdict)
{
	struct replay *replay = arg;

	compare_replayed(&replay->compare, verdict);
}

static void print_verdict(struct replay *replay,
			  const struct dmr_verdict *verdict,
			  const struct finding *finding)
{
	struct jsonw w;

	if (!replay->common.json) {
		verdict_print(stdout, verdict, &replay->symbols);
		return;
	}
	jsonw_init(&w, stdout);
	jsonw_object(&w, NULL);
	verdict_json(&w, verdict, finding, &replay->symbols);
	jsonw_end(&w);
	jsonw_finish(&w);
}

/* Verdicts that came since there were @before of them */
static void show_new(struct replay *replay, size_t before)
{
	for (size_t i = before; i < replay->compare.n; i++) {
		const struct dmr_verdict *v = &replay->compare.pending[i];

		print_verdict(replay, v,
			      findings_add(&replay->findings, v,
					   &replay->symbols));
	}
	if (as_if(replay)) {
		replay->compare.n = 0;
		replay->compare.fresh = 0;
	}
}

static void differ(struct replay *replay, const char *how, const char *field,
		   const struct dmr_verdict *v)
{
	struct jsonw w;

	replay->differences++;
	if (!replay->common.json) {
		printf("differs: %s at event %" PRIu64 ", pfn 0x%" PRIx64
		       ": %s%s%s\n",
		       dmr_rule_id(v->rule), v->seq, v->pfn, how,
		       *field ? " in its " : "", field);
		return;
	}
	jsonw_init(&w, stdout);
	jsonw_object(&w, NULL);
	jsonw_object(&w, "difference");
	jsonw_str(&w, "rule", dmr_rule_id(v->rule));
	jsonw_uint(&w, "seq", v->seq);
	jsonw_hex(&w, "pfn", v->pfn);
	jsonw_str(&w, "how", how);
	jsonw_str(&w, "member", field);
	jsonw_end(&w);
	jsonw_end(&w);
	jsonw_finish(&w);
}

static void compare(struct replay *replay, const struct dmr_verdict *live)
{
	struct dmr_verdict mine;

	switch (compare_live(&replay->compare, live, &mine)) {
	case COMPARE_EQUAL:
		return;
	case COMPARE_DIFFERS:
		differ(replay, "the live one is another",
		       compare_field(live, &mine), live);
		return;
	case COMPARE_ONLY_LIVE:
		differ(replay, "only the live record has it", "", live);
	}
}

static bool is_for_record(const struct dmr_event *event)
{
	switch (event->op) {
	case DMR_OP_NONE:
	case DMR_OP_SYMBOL:
	case DMR_OP_END:
	case DMR_OP_VERDICT:
		return false;
	}
	return event->op < DMR_OP_COUNT;
}

static void apply(struct replay *replay, struct dmr_record *record,
		  struct reader *reader)
{
	struct dmr_config config = {};
	size_t before = replay->compare.n;

	if (is_for_record(&reader->event)) {
		if (dmr_low(record))
			dmr_refill(record);
		compare_event(&replay->compare);
		dmr_apply(record, &reader->event);
		show_new(replay, before);
		if (dmr_start_config(&reader->event, &config))
			dmr_set_strict(record, config.strict || replay->strict);
	} else if (reader->event.op == DMR_OP_VERDICT && !as_if(replay)) {
		compare(replay, &reader->verdict);
	}
}

/* 0 or negative errno */
static int judge(struct replay *replay, struct reader *reader,
		 struct dmr_stats *stats)
{
	struct dmr_record *record;
	int error;

	if (replay->profile != DMR_ARCH_COUNT)
		replay->config.profile = replay->profile;
	replay->config.strict |= replay->strict;
	if (replay->config.max_pfn < replay->ram_end)
		replay->config.max_pfn = replay->ram_end;
	replay->config.max_bytes = REPLAY_BYTES;
	replay->config.single = true;
	replay->config.verdict = on_verdict;
	replay->config.arg = replay;
	error = dmr_create(&replay->config, &record);
	if (error)
		return error;
	dmr_refill(record);
	for (u64 i = 0; i < replay->tally.records; i++) {
		if (reader_next(reader) != READER_RECORD)
			break;
		apply(replay, record, reader);
	}
	dmr_stats(record, stats);
	dmr_destroy(record);
	return 0;
}

/* Cut off between two records, or never finished */
static bool says_ended(const struct replay *replay)
{
	if (replay->status == READER_END && !replay->tally.ended)
		command_warn(&replay->common,
			     "%s: it has no end: cut off at byte %" PRIu64
			     " or before, or its disk was full",
			     replay->file, replay->good);
	return replay->tally.ended;
}

static bool says_dropped(const struct replay *replay,
			 const struct dmr_stats *stats)
{
	u64 dropped = stats->lost_mappings + stats->lost_owners +
		      stats->lost_stacks + stats->lost_filters +
		      stats->lost_ram + stats->lost_modules;

	if (dropped)
		command_warn(&replay->common,
			     "%s: more than %llu MiB hold, %" PRIu64
			     " things were dropped",
			     replay->file, REPLAY_BYTES >> 20, dropped);
	return dropped;
}

static void summary_text(const struct replay *replay)
{
	const struct tally *t = &replay->tally;

	printf("%s: %" PRIu64 " verdict%s at %zu site%s from %" PRIu64
	       " event%s; ",
	       replay->file, replay->findings.verdicts,
	       text_s(replay->findings.verdicts), replay->findings.n,
	       text_s(replay->findings.n), t->events, text_s(t->events));
	if (as_if(replay)) {
		puts("judged as if, not compared");
		return;
	}
	printf("%" PRIu64 " of %" PRIu64 " live verdict%s equal, %" PRIu64
	       " differ",
	       replay->compare.equal, t->verdicts, text_s(t->verdicts),
	       replay->differences);
	if (replay->open)
		printf(", %" PRIu64 " behind the recording's end",
		       replay->open);
	putchar('\n');
}

static void summary(struct replay *replay)
{
	const struct tally *t = &replay->tally;
	struct jsonw w;

	if (!replay->common.json) {
		summary_text(replay);
		return;
	}
	jsonw_init(&w, stdout);
	jsonw_object(&w, NULL);
	jsonw_object(&w, "summary");
	jsonw_str(&w, "file", replay->file);
	jsonw_str(&w, "release", replay->symbols.release);
	jsonw_str(&w, "machine", dmr_arch_name(replay->config.machine));
	jsonw_str(&w, "profile", dmr_arch_name(replay->config.profile));
	jsonw_uint(&w, "verdicts", replay->findings.verdicts);
	jsonw_uint(&w, "sites", replay->findings.n);
	jsonw_uint(&w, "events", t->events);
	jsonw_uint(&w, "lost", t->lost);
	jsonw_bool(&w, "compared", !as_if(replay));
	jsonw_uint(&w, "live_verdicts", t->verdicts);
	jsonw_uint(&w, "equal", replay->compare.equal);
	jsonw_uint(&w, "differences", replay->differences);
	jsonw_uint(&w, "behind_the_end", replay->open);
	jsonw_uint(&w, "good_bytes", replay->good);
	jsonw_end(&w);
	jsonw_end(&w);
	jsonw_finish(&w);
}

static int finish(struct replay *replay, bool complete)
{
	int ret;
	struct sarif_run run = {
		.findings = &replay->findings,
		.tally = &replay->tally,
		.symbols = &replay->symbols,
		.machine = replay->config.machine,
	};

	/* what the last event led to may be behind the recording's end */
	replay->open = replay->compare.fresh;
	for (size_t i = 0; i < replay->compare.n - replay->open; i++)
		differ(replay, "only the replay has it", "",
		       &replay->compare.pending[i]);
	run.complete = complete && !replay->differences;
	ret = !run.complete		? CTL_INCOMPLETE :
	      replay->findings.verdicts ? CTL_FOUND :
					  CTL_CLEAN;
	run.exit_code = ret;
	summary(replay);
	if (replay->sarif && !sarif_write(&replay->common, replay->sarif, &run))
		return CTL_ERROR;
	return ret;
}

static int run(struct replay *replay, struct reader *reader)
{
	const struct common *common = &replay->common;
	struct dmr_stats stats;
	char why[160];
	bool complete;
	int error;

	scan(replay, reader);
	if (!replay->started)
		return command_error(
			common, "%s: no recording that can be judged: %s",
			replay->file,
			replay->status == READER_END ?
				"it does not say of which machine" :
				reader_why(reader, replay->status, why,
					   sizeof(why)));
	/* before the reader forgets it */
	complete = follow_says(common, replay->file, reader, replay->status,
			       &replay->tally);
	complete = says_ended(replay) && complete;
	if (!reader_rewind(reader))
		return command_error(common, "%s: %s; it is read twice",
				     replay->file, strerror(errno));
	error = judge(replay, reader, &stats);
	if (error)
		return command_error(common, "%s: %s", replay->file,
				     strerror(-error));
	return finish(replay, !says_dropped(replay, &stats) && complete);
}

int cmd_replay(int argc, char **argv)
{
	struct replay replay = {};
	struct reader *reader;
	int fd, ret;

	command_parse(&argp, argc, argv, &replay);
	fd = open(replay.file, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		command_error(&replay.common, "%s: %s", replay.file,
			      strerror(errno));
		return command_end(&replay.common, CTL_ERROR);
	}
	reader = reader_create(fd);
	symbols_init(&replay.symbols, &replay.common);
	ret = run(&replay, reader);
	reader_free(reader);
	compare_free(&replay.compare);
	findings_free(&replay.findings);
	symbols_free(&replay.symbols);
	return command_end(&replay.common, ret);
}
