// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <sys/utsname.h>

#include "core/record.h"
#include "ctl/follow.h"
#include "ctl/jsonw.h"
#include "ctl/mem.h"
#include "ctl/recording.h"
#include "ctl/sarif.h"
#include "ctl/signals.h"
#include "ctl/text.h"

enum { SECOND = 1000000000 };

struct record {
	struct common common;
	const char *file;
	const char *sarif;
	u64 seconds; /* 0: no bound */
	/* the run */
	enum dmr_arch machine;
	struct symbols symbols;
	struct addrmap addresses;
	struct findings findings;
	struct tally tally;
	struct recording *out;
};

enum { OPT_SECONDS = 0x200, OPT_SARIF };

static const struct argp_option options[] = {
	{"seconds", OPT_SECONDS, "N", 0, "end after N seconds"},
	{"sarif", OPT_SARIF, "FILE", 0, "write SARIF 2.1.0 at the end"},
	{},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct record *record = state->input;

	switch (key) {
	case OPT_SECONDS:
		record->seconds = command_number(state, arg, 1, UINT32_MAX);
		return 0;
	case OPT_SARIF:
		record->sarif = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (record->file)
			argp_error(state, "one FILE is recorded, not two");
		record->file = arg;
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
	.doc = "Copy the stream of events to a file, until it is interrupted.\v"
	       "'dmaliasctl replay FILE' judges it again, here or elsewhere. "
	       "However it ends, FILE holds whole records.",
};

/* Names are asked for at once: a module may go away before the end */
static void note_address(struct record *record, u64 address)
{
	if (!address)
		return;
	addrmap_add(&record->addresses, address, NULL);
	symbols_known(&record->symbols, address);
}

static void note_side(struct record *record, const struct dmr_side *side)
{
	note_address(record, side->func);
	note_address(record, side->site);
	for (size_t i = 0; i < side->nr_stack; i++)
		note_address(record, side->stack[i]);
}

static void note(struct record *record, const struct reader *reader)
{
	const struct dmr_event *event = &reader->event;

	if (event->op == DMR_OP_VERDICT) {
		note_side(record, &reader->verdict.culprit);
		note_side(record, &reader->verdict.other);
		findings_add(&record->findings, &reader->verdict,
			     &record->symbols);
	} else if (event->op != DMR_OP_NONE) {
		note_address(record, event->func);
		for (size_t i = 0; i < event->nr_stack; i++)
			note_address(record, event->stack[i]);
	}
}

/* The module gives DMR_OP_START first; one that does not is helped */
static void ensure_start(struct record *record, const struct dmr_event *first)
{
	struct dmr_config config = {.max_pfn = 1ULL << 24};
	struct dmr_event *event;
	struct utsname uts;

	if (first->op == DMR_OP_START || uname(&uts))
		return;
	config.machine =
		dmr_arch_of(!strcmp(uts.machine, "aarch64") ? "arm64" :
			    !strncmp(uts.machine, "arm", 3) ? "arm" :
							      "x86-64");
	config.profile = config.machine;
	event = mem_grow(NULL, 1, sizeof(*event));
	dmr_start_event(&config, uts.release, event);
	recording_event(record->out, event);
	free(event);
}

static void take(struct record *record, const struct reader *reader)
{
	struct dmr_config config;

	if (!record->tally.records)
		ensure_start(record, &reader->event);
	tally_add(&record->tally, &reader->event);
	symbols_event(&record->symbols, &reader->event);
	if (dmr_start_config(&reader->event, &config))
		record->machine = config.machine;
	note(record, reader);
	recording_add(record->out, reader->raw, reader->raw_len);
}

static enum reader_status follow(struct record *record, struct reader *reader)
{
	u64 until = record->seconds ? signals_now() + record->seconds * SECOND :
				      UINT64_MAX;
	u64 now;

	while (!record->out->error && (now = signals_now()) < until) {
		enum reader_status status = follow_next(reader, 0);

		if (status == READER_RECORD) {
			take(record, reader);
			continue;
		}
		if (status != READER_AGAIN || signals_stopped())
			return status;
		/* what is there is in the file while nothing comes */
		recording_flush(record->out);
		signals_wait(reader->fd,
			     until == UINT64_MAX ? until : until - now);
	}
	return READER_AGAIN;
}

/* DMR_OP_SYMBOL records and the end; returns how many addresses have a name */
static u64 add_end(struct record *record)
{
	struct dmr_event *event = mem_grow(NULL, 1, sizeof(*event));
	u64 named = 0;

	for (size_t i = 0; i < record->addresses.n; i++) {
		char name[SYMBOL_MAX];

		if (!symbols_known(&record->symbols,
				   record->addresses.v[i].address))
			continue;
		dmr_event_clear(event);
		event->op = DMR_OP_SYMBOL;
		event->func = record->addresses.v[i].address;
		symbols_name(&record->symbols, event->func, name, sizeof(name));
		snprintf(event->text, sizeof(event->text), "%.*s", DMR_TEXT - 1,
			 name);
		recording_event(record->out, event);
		named++;
	}
	dmr_event_clear(event);
	event->op = DMR_OP_END;
	recording_event(record->out, event);
	free(event);
	return named;
}

static void summary(const struct record *record, u64 bytes, u64 named)
{
	struct jsonw w;

	if (!record->common.json) {
		printf("%s: %" PRIu64 " bytes, %" PRIu64 " event%s, %" PRIu64
		       " verdict%s, %" PRIu64 " lost; %" PRIu64
		       " of %zu addresses named\n",
		       record->file, bytes, record->tally.events,
		       text_s(record->tally.events), record->tally.verdicts,
		       text_s(record->tally.verdicts), record->tally.lost,
		       named, record->addresses.n);
		return;
	}
	jsonw_init(&w, stdout);
	jsonw_object(&w, NULL);
	jsonw_object(&w, "summary");
	jsonw_str(&w, "file", record->file);
	jsonw_uint(&w, "bytes", bytes);
	jsonw_uint(&w, "events", record->tally.events);
	jsonw_uint(&w, "verdicts", record->tally.verdicts);
	jsonw_uint(&w, "lost", record->tally.lost);
	jsonw_uint(&w, "addresses", record->addresses.n);
	jsonw_uint(&w, "named", named);
	jsonw_end(&w);
	jsonw_end(&w);
	jsonw_finish(&w);
}

static int finish(struct record *record, const struct reader *reader,
		  enum reader_status status)
{
	u64 bytes, records, named = add_end(record);
	int error = recording_close(record->out, &bytes, &records);
	bool complete = follow_says(&record->common, "stream", reader, status,
				    &record->tally);
	int ret = !complete		    ? CTL_INCOMPLETE :
		  record->findings.verdicts ? CTL_FOUND :
					      CTL_CLEAN;
	struct sarif_run run = {
		.findings = &record->findings,
		.tally = &record->tally,
		.symbols = &record->symbols,
		.machine = record->machine,
		.complete = complete && !error,
		.exit_code = ret,
	};

	if (error)
		command_error(&record->common,
			      "%s: %s; it holds %" PRIu64
			      " whole records of %" PRIu64 " that were read",
			      record->file, strerror(error), records,
			      record->tally.records);
	summary(record, bytes, named);
	if (record->sarif && !sarif_write(&record->common, record->sarif, &run))
		return CTL_ERROR;
	return error ? CTL_ERROR : ret;
}

int cmd_record(int argc, char **argv)
{
	struct record record = {};
	struct reader *reader;
	int ret;

	command_parse(&argp, argc, argv, &record);
	reader = follow_open(&record.common);
	if (!reader)
		return command_end(&record.common, CTL_ERROR);
	record.out = recording_create(record.file);
	if (!record.out) {
		command_error(&record.common, "%s: %s", record.file,
			      strerror(errno));
		reader_free(reader);
		return command_end(&record.common, CTL_ERROR);
	}
	symbols_init(&record.symbols, &record.common);
	symbols_live(&record.symbols);
	ret = finish(&record, reader, follow(&record, reader));
	reader_free(reader);
	findings_free(&record.findings);
	addrmap_free(&record.addresses);
	symbols_free(&record.symbols);
	return command_end(&record.common, ret);
}
