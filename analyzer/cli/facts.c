// SPDX-License-Identifier: GPL-2.0-or-later
#include <argp.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "cli/command.h"
#include "facts/facts.h"
#include "facts/facts_io.h"
#include "frontend/frontend.h"
#include "units/units.h"

struct facts_args {
	const char *file;
	const char *compile_commands;
	struct strmap macros;
	bool types;
	char **clang_args; /* after "--" */
	size_t n_clang_args;
};

enum { KEY_MACRO = 256, KEY_TYPES, KEY_COMPILE_COMMANDS };

static const struct argp_option options[] = {
	{"compile-commands", KEY_COMPILE_COMMANDS, "FILE", 0,
	 "Take the flags of FILE from this compile_commands.json"},
	{"macro", KEY_MACRO, "NAME", 0,
	 "Show uses of this macro as written (may be repeated)"},
	{"types", KEY_TYPES, NULL, 0, "Show types and symbols, too"},
	{},
};

static error_t parse_opt(int key, char *arg, struct argp_state *state)
{
	struct facts_args *args = state->input;

	switch (key) {
	case KEY_COMPILE_COMMANDS:
		args->compile_commands = arg;
		return 0;
	case KEY_MACRO:
		strmap_put(&args->macros, arg, 1);
		return 0;
	case KEY_TYPES:
		args->types = true;
		return 0;
	case ARGP_KEY_ARG:
		if (args->file)
			argp_error(state, "one file at a time");
		args->file = arg;
		return 0;
	case ARGP_KEY_END:
		if (!args->file)
			argp_error(state, "which file?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	options,
	parse_opt,
	"FILE [-- CLANG-ARG...]",
	"Print a C file as the analyser sees it: control flow of operations "
	"on places.",
};

/* What stands after "--" is clang's; argp sees the rest. */
static int split_clang_args(int argc, char **argv, struct facts_args *args)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--"))
			continue;
		args->clang_args = argv + i + 1;
		args->n_clang_args = argc - i - 1;
		return i;
	}
	return argc;
}

static struct dm_error *print_facts(const struct facts_args *args,
				    const struct unit *unit)
{
	struct frontend_options fo = {.macros = &args->macros};
	struct frontend_report report = {};
	struct facts *facts = NULL;
	struct dm_error *err = frontend_lower(unit, &fo, &facts, &report);

	if (err)
		return err;
	if (report.errors)
		dm_warn("%u errors, the first: %s", report.errors,
			report.first_error);
	if (report.opaque || report.incomplete)
		dm_warn("not understood: %u expressions, %u of %u functions",
			report.opaque, report.incomplete, report.functions);
	facts_print(facts, stdout);
	facts_destroy(facts);
	frontend_report_deinit(&report);
	return NULL;
}

static struct dm_error *run_bare(const struct facts_args *args)
{
	autofree char *file = path_normalize(NULL, args->file);
	autofree char *directory = path_normalize(NULL, ".");
	struct unit unit = {
		.file = file,
		.directory = directory,
		.args = args->clang_args,
		.n_args = args->n_clang_args,
	};

	if (!file_exists(file))
		return dm_error(DM_ERR_USAGE, "%s: no such file", args->file);
	return print_facts(args, &unit);
}

int cmd_facts(int argc, char **argv)
{
	struct facts_args args = {};
	int n = split_clang_args(argc, argv, &args);
	struct dm_error *err;
	enum dm_exit code;

	argp_parse(&argp, n, argv, 0, NULL, &args);
	err = run_bare(&args);
	code = err ? dm_error_exit(err) : DM_EXIT_CLEAN;
	if (err)
		dm_error_report(err);
	dm_error_destroy(err);
	strmap_deinit(&args.macros);
	return code;
}
