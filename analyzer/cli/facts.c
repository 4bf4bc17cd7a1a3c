// SPDX-License-Identifier: GPL-2.0-or-later
#include <argp.h>
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "cli/command.h"
#include "facts/facts.h"
#include "facts/facts_io.h"
#include "frontend/frontend.h"
#include "model/model.h"
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
	 "Take the flags of the file from this compile_commands.json"},
	{"macro", KEY_MACRO, "NAME", 0,
	 "Show this macro as it is written, as those of the model are "
	 "(may be repeated)"},
	{"types", KEY_TYPES, NULL, 0,
	 "Show variables, records and initialisers, too"},
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
		if (args->compile_commands && args->n_clang_args)
			argp_error(state, "flags come from --compile-commands "
					  "or after --, not both");
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

static struct dm_error *add_model_names(struct strmap *names)
{
	autofree char *dir = command_model_dir();
	struct model *m;
	struct dm_error *err = model_load(dir, NULL, 0, &m);

	if (err)
		return err;
	model_names(m, names);
	model_destroy(m);
	return NULL;
}

static void warn_of(const struct frontend_report *r)
{
	if (r->errors)
		dm_warn("%u errors, the first: %s", r->errors, r->first_error);
	if (r->opaque || r->incomplete)
		dm_warn("not understood: %u expressions, %u of %u functions",
			r->opaque, r->incomplete, r->functions);
}

static int print_facts(const struct facts_args *args, const struct unit *unit,
		       const char *root)
{
	struct frontend_options fo = {.macros = &args->macros, .root = root};
	struct frontend_report report;
	struct facts *facts;
	struct dm_error *err = frontend_lower(unit, &fo, &facts, &report);

	if (err)
		return command_fail(err);
	warn_of(&report);
	facts_print(facts, stdout);
	if (args->types)
		facts_print_data(facts, stdout);
	facts_destroy(facts);
	frontend_report_deinit(&report);
	return command_flush();
}

/* clang may crash on a file: that is to be told, not to be died of. */
static int print_in_child(const struct facts_args *args,
			  const struct unit *unit, const char *root)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		return command_fail(dm_error_errno(errno, "cannot fork"));
	if (!pid)
		exit(print_facts(args, unit, root));
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return command_fail(
				dm_error_errno(errno, "cannot wait"));
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return command_fail(dm_error(DM_ERR_UNIT, "%s: clang crashed (%s)",
				     args->file, strsignal(WTERMSIG(status))));
}

static int run_bare(const struct facts_args *args)
{
	autofree char *file = path_normalize(NULL, args->file);
	autofree char *directory = path_normalize(NULL, ".");
	struct unit unit = {
		.file = file,
		.directory = directory,
		.args = args->clang_args,
		.n_args = args->n_clang_args,
	};

	if (!file_exists(file) || file_is_dir(file))
		return command_fail(
			dm_error(DM_ERR_USAGE, "%s: no such file", args->file));
	return print_in_child(args, &unit, directory);
}

static int run_from_database(const struct facts_args *args)
{
	autofree char *file = path_normalize(NULL, args->file);
	const char *const paths[] = {file};
	struct units_source source = {
		.compile_commands = args->compile_commands,
		.paths = paths,
		.n_paths = 1,
	};
	struct units units;
	struct dm_error *err = units_find(&source, &units);
	int code;

	if (err)
		return command_fail(err);
	if (units.list.n == 1)
		code = print_in_child(args, units.list.v, units.root);
	else if (units.skips.n)
		code = command_fail(dm_error(DM_ERR_UNIT, "%s: %s", args->file,
					     units.skips.v[0].why));
	else
		code = command_fail(
			dm_error(DM_ERR_USAGE, "%s: not one file of %s",
				 args->file, args->compile_commands));
	units_deinit(&units);
	return code;
}

int cmd_facts(int argc, char **argv)
{
	struct facts_args args = {};
	int n = split_clang_args(argc, argv, &args);
	struct dm_error *err;
	int code;

	argp_parse(&argp, n, argv, 0, NULL, &args);
	err = add_model_names(&args.macros);
	if (err)
		code = command_fail(err);
	else
		code = args.compile_commands ? run_from_database(&args) :
					       run_bare(&args);
	strmap_deinit(&args.macros);
	return code;
}
