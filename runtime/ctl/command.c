// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "ctl/command.h"
#include "ctl/jsonw.h"
#include "ctl/mem.h"
#include "ctl/text.h"

enum { OPT_DEBUGFS = 0x100, OPT_SYSFS, OPT_PROCFS, OPT_DEBUG_DIR };

static const struct argp_option options[] = {
	{NULL, 0, NULL, 0, "All commands:", 90},
	{"json", 'j', NULL, 0, "one JSON object a line instead of text"},
	{"debugfs", OPT_DEBUGFS, "DIR", 0,
	 "the module's folder (/sys/kernel/debug/dmalias)"},
	{"sysfs", OPT_SYSFS, "DIR", 0, "instead of /sys"},
	{"procfs", OPT_PROCFS, "DIR", 0, "instead of /proc"},
	{"debug-dir", OPT_DEBUG_DIR, "DIR", 0,
	 "look here first for modules and vmlinux with debug information"},
	{},
};

static error_t parse_common(int key, char *arg, struct argp_state *state)
{
	struct common *common = state->input;

	switch (key) {
	case 'j':
		common->json = true;
		return 0;
	case OPT_DEBUGFS:
		common->debugfs = arg;
		common->debugfs_given = true;
		return 0;
	case OPT_SYSFS:
		common->sysfs = arg;
		return 0;
	case OPT_PROCFS:
		common->procfs = arg;
		return 0;
	case OPT_DEBUG_DIR:
		common->debug_dir = arg;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp common_argp = {options, parse_common};

struct parse {
	const struct argp *own;
	void *arguments;
};

static error_t parse_top(int key, char *arg, struct argp_state *state)
{
	struct parse *parse = state->input;

	if (key == ARGP_KEY_INIT) {
		state->child_inputs[0] = parse->arguments;
		state->child_inputs[1] = parse->arguments;
	}
	return ARGP_ERR_UNKNOWN;
}

void command_parse(const struct argp *argp, int argc, char **argv,
		   void *arguments)
{
	struct argp own = {argp->options, argp->parser};
	struct argp_child children[] = {{&own}, {&common_argp}, {}};
	struct argp top = {
		.parser = parse_top,
		.args_doc = argp->args_doc,
		.doc = argp->doc,
		.children = children,
	};
	struct parse parse = {argp, arguments};
	struct common *common = arguments;
	const char *space = strrchr(argv[0], ' ');

	common->command = space ? space + 1 : argv[0];
	common->debugfs = "/sys/kernel/debug/dmalias";
	common->sysfs = "/sys";
	common->procfs = "/proc";
	argp_parse(&top, argc, argv, 0, NULL, &parse);
}

uint64_t command_number(struct argp_state *state, const char *text,
			uint64_t min, uint64_t max)
{
	uint64_t value = 0;

	if (!text_number(text, &value) || value < min || value > max)
		argp_error(state, "'%s' is no number from %ju to %ju", text,
			   (uintmax_t)min, (uintmax_t)max);
	return value;
}

static void say(const struct common *common, const char *what, const char *fmt,
		va_list ap)
{
	autofree char *text = NULL;
	struct jsonw w;

	if (vasprintf(&text, fmt, ap) < 0)
		text = mem_dup(fmt);
	if (common->json) {
		jsonw_init(&w, stdout);
		jsonw_object(&w, NULL);
		jsonw_str(&w, what, text);
		jsonw_end(&w);
		jsonw_finish(&w);
		return;
	}
	fflush(stdout);
	fputs("dmaliasctl: ", stderr);
	text_print(stderr, text);
	putc('\n', stderr);
}

int command_error(const struct common *common, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(common, "error", fmt, ap);
	va_end(ap);
	return CTL_ERROR;
}

void command_warn(const struct common *common, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(common, "warning", fmt, ap);
	va_end(ap);
}

int command_end(const struct common *common, int status)
{
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	fprintf(stderr, "dmaliasctl: cannot write the output: %s\n",
		strerror(errno));
	return CTL_ERROR;
}
