// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <string.h>

#include "ctl/debugfs.h"
#include "ctl/mapping_out.h"
#include "ctl/mem.h"
#include "ctl/text.h"
#include "ctl/vmallocinfo.h"

/* pfn, phys and virt: one command with three ways to say which frame */
struct pfn {
	struct common common;
	uint64_t number;
	bool given;
	struct vmallocinfo areas;
	struct symbols symbols;
	struct mapping_out out;
	uint64_t unseen; /* that the walk could not look at, or show */
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct pfn *pfn = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (pfn->given)
			argp_error(state, "one number is asked for, not two");
		pfn->number = command_number(state, arg, 0, UINT64_MAX);
		pfn->given = true;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which one? 0x432f2, for example");
	}
	return ARGP_ERR_UNKNOWN;
}

/* The area of a mapping, by its address or by where an ioremap leads to */
static const struct vmalloc_area *area_of(const struct pfn *pfn,
					  const struct kv_line *line)
{
	const char *va = kv_get(line, "va");
	const char *frame = kv_get(line, "pfn");
	const char *kind = kv_get(line, "kind");
	const struct vmalloc_area *area = NULL;

	/* the kernel's %pK has no 0x */
	if (va && *va)
		area = vmallocinfo_va(&pfn->areas, strtoull(va, NULL, 16));
	if (!area && frame && kind && !strcmp(kind, "ioremap"))
		area = vmallocinfo_phys(&pfn->areas, strtoull(frame, NULL, 0)
							     << 12);
	return area;
}

/* One more pair; the line's text does not own it */
static void add_pair(struct kv_line *line, const char *key, char *value)
{
	line->v = mem_push(line->v, line->n, sizeof(*line->v));
	line->v[line->n++] = (struct keyvalue){(char *)key, value};
}

static uint64_t number_of(const struct kv_line *line, const char *key)
{
	const char *value = kv_get(line, key);

	return value ? strtoull(value, NULL, 0) : 0;
}

/* "frame ..." says what the frame is, "walk ..." how well it was looked for */
static void take_other(struct pfn *pfn, const struct kv_line *line,
		       const char *text)
{
	struct jsonw w;

	pfn->unseen += number_of(line, "unreadable") +
		       number_of(line, "spaces_skipped") +
		       number_of(line, "not_shown") +
		       (number_of(line, "error") != 0);
	if (!pfn->common.json) {
		text_print(stdout, text);
		putchar('\n');
		return;
	}
	jsonw_init(&w, stdout);
	jsonw_object(&w, NULL);
	jsonw_object(&w, line->v[0].value ? "frame" : line->v[0].key);
	kv_json_from(&w, line, !line->v[0].value);
	jsonw_end(&w);
	jsonw_end(&w);
	jsonw_finish(&w);
}

static void take_line(struct pfn *pfn, const char *text)
{
	const struct vmalloc_area *area;
	struct kv_line line;

	kv_parse(&line, text);
	if (kv_get(&line, "kind")) {
		area = area_of(pfn, &line);
		if (area)
			add_pair(&line, "area", area->caller);
		mapping_out_add(&pfn->out, &line);
	} else if (line.n) {
		take_other(pfn, &line, text);
	}
	kv_free(&line);
}

/* "N", "phys N" or "virt N" */
static char *question_of(const struct pfn *pfn)
{
	bool frame = !strcmp(pfn->common.command, "pfn");

	return mem_printf("%s%s0x%" PRIx64, frame ? "" : pfn->common.command,
			  frame ? "" : " ", pfn->number);
}

static int ask(struct pfn *pfn)
{
	autofree char *question = question_of(pfn);
	autobuf struct buf text = {};
	char *next, *line;

	if (!debugfs_ask(&pfn->common, "pfn", question, &text))
		return CTL_ERROR;
	vmallocinfo_load(&pfn->areas, pfn->common.procfs);
	if (pfn->areas.hidden)
		command_warn(&pfn->common,
			     "%s/vmallocinfo hides addresses; as root: sysctl "
			     "kernel.kptr_restrict=1",
			     pfn->common.procfs);
	symbols_init(&pfn->symbols, &pfn->common);
	symbols_here(&pfn->symbols);
	mapping_out_begin(&pfn->out, &pfn->common, &pfn->symbols);
	for (next = text.s; (line = debugfs_line(&next));)
		take_line(pfn, line);
	mapping_out_end(&pfn->out);
	symbols_free(&pfn->symbols);
	vmallocinfo_free(&pfn->areas);
	if (pfn->unseen)
		command_warn(&pfn->common,
			     "%" PRIu64 " tables, address spaces or mappings "
			     "could not be looked at",
			     pfn->unseen);
	return pfn->unseen ? CTL_INCOMPLETE : CTL_CLEAN;
}

static int run(int argc, char **argv, const char *args_doc)
{
	const struct argp argp = {
		.parser = parse,
		.args_doc = args_doc,
		.doc = "Every mapping of a page frame, and who made it.",
	};
	struct pfn pfn = {};

	command_parse(&argp, argc, argv, &pfn);
	return command_end(&pfn.common, ask(&pfn));
}

int cmd_pfn(int argc, char **argv)
{
	return run(argc, argv, "PFN");
}

int cmd_phys(int argc, char **argv)
{
	return run(argc, argv, "ADDRESS");
}

int cmd_virt(int argc, char **argv)
{
	return run(argc, argv, "ADDRESS");
}
