// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/run.h"
#include "cli/command.h"
#include "cli/source_args.h"
#include "units/shell_words.h"
#include "units/unit_search.h"
#include "units/work_list.h"

/*
 * kbuild calls $(CHECK) $(CHECKFLAGS) $(c_flags) FILE in the build folder
 * (scripts/Makefile.build, cmd_checksrc). Whatever is found must not stop the
 * build, and of the words only the first ones can be ours: argp would take
 * those of the compiler, too.
 */
struct cc_command {
	struct source_args source;
	struct scan_options scan;
	VEC(const char *) also;
	bool no_succeed;
	char **call; /* what kbuild gave */
	size_t n_call;
	const char *file;
};

static const char help[] =
	"Usage: dmalias cc [OPTION...] COMPILER-ARGUMENT... FILE\n"
	"Read a unit as kbuild compiles it, and keep what it does for "
	"'dmalias merge'.\n\n"
	"  make C=1 CHECK=\"dmalias cc\"    what make compiles\n"
	"  make C=2 CHECK=\"dmalias cc\"    everything\n\n"
	"      --also=COMMAND    run this checker too, with the same arguments;\n"
	"                        may be repeated\n"
	"      --cache=DIR       cache folder\n"
	"      --model=FILE      more functions; may be repeated, and has to be\n"
	"                        given to merge as well\n"
	"      --no-succeed      exit with what was wrong: kbuild stops\n";

/* The value of "NAME=VALUE" or "NAME VALUE", or NULL. */
static const char *option_value(char **argv, int argc, int *i, const char *name)
{
	size_t n = strlen(name);

	if (!strncmp(argv[*i], name, n) && argv[*i][n] == '=')
		return argv[*i] + n + 1;
	if (strcmp(argv[*i], name) != 0 || *i + 1 >= argc)
		return NULL;
	return argv[++*i];
}

/* Whether the word is an option of ours; it is taken. */
static bool take_option(struct cc_command *c, char **argv, int argc, int *i)
{
	const char *value;

	if (!strcmp(argv[*i], "--no-succeed"))
		c->no_succeed = true;
	else if ((value = option_value(argv, argc, i, "--also")))
		vec_push(&c->also, value);
	else if ((value = option_value(argv, argc, i, "--cache")))
		c->scan.source.cache = value;
	else if ((value = option_value(argv, argc, i, "--model")))
		vec_push(&c->source.models, value);
	else
		return false;
	return true;
}

static struct dm_error *parse(struct cc_command *c, int argc, char **argv)
{
	int i = 1;

	while (i < argc && take_option(c, argv, argc, &i))
		i++;
	c->call = argv + i;
	c->n_call = argc - i;
	if (c->n_call)
		c->file = argv[argc - 1];
	if (!c->file || *c->file == '-')
		return dm_error(DM_ERR_USAGE,
				"cc: no file behind the compiler's arguments");
	source_args_take(&c->source);
	return NULL;
}

struct word_list {
	VEC(const char *) words;
};

/* Put the words of a command before those of kbuild. */
static void make_call(const struct cc_command *c, const char *command,
		      struct shell_words *words, struct word_list *ret)
{
	char **list;
	size_t n;

	shell_words_split(command, command + strlen(command), false, words);
	list = shell_words_list(words, &n);
	for (size_t i = 0; i < n; i++)
		vec_push(&ret->words, list[i]);
	for (size_t i = 0; i < c->n_call; i++)
		vec_push(&ret->words, c->call[i]);
	vec_push(&ret->words, NULL);
}

/* kbuild does not give a checker the compiler, which tells the machine, but
 * exports its name. */
static const char *compiler(void)
{
	const char *cc = getenv("CC");

	return cc && *cc ? cc : "cc";
}

/* What paths are relative to: the kernel's tree, or what M= names. */
static void choose_root(struct units *units)
{
	const char *module = getenv("KBUILD_EXTMOD");
	autofree char *folder = NULL;

	if (!module || !*module || !units->list.n)
		return;
	folder = path_normalize(NULL, module);
	if (path_below(folder, units->list.v[0].file) &&
	    !path_below(units->root, folder)) {
		free(units->root);
		units->root = take_ptr(folder);
	}
}

static struct dm_error *list_call(const struct cc_command *c,
				  const char *folder, char **ret)
{
	autofree char *here = path_normalize(NULL, ".");
	struct shell_words words = {};
	struct word_list call = {};
	struct dm_error *err;

	make_call(c, compiler(), &words, &call);
	err = work_list_add(folder, here, c->file, call.words.v,
			    call.words.n - 1, ret);
	vec_deinit(&call.words);
	shell_words_deinit(&words);
	return err;
}

static struct dm_error *find_unit(struct cc_command *c, struct units *ret)
{
	autofree char *folder = work_list_folder(c->scan.source.cache, ".");
	autofree char *database = NULL;
	struct dm_error *err = list_call(c, folder, &database);

	if (err)
		return err;
	c->scan.source.compile_commands = database;
	err = units_find(&c->scan.source, ret);
	c->scan.source.compile_commands = NULL;
	if (err)
		return err;
	choose_root(ret);
	return work_list_set_root(folder, ret->root);
}

static struct dm_error *read_unit(struct cc_command *c)
{
	struct scan_result result = {};
	struct units units = {};
	struct dm_error *err = find_unit(c, &units);

	if (!err) {
		c->scan.units = &units;
		c->scan.facts_only = true;
		c->scan.no_pch = true;
		c->scan.source.jobs = 1;
		err = scan_run(&c->scan, &result);
	}
	if (!err && result.summary.failures.n)
		err = dm_error(DM_ERR_UNIT, "%s: %s",
			       result.summary.failures.v[0].file,
			       result.summary.failures.v[0].reason);
	units_deinit(&units);
	scan_result_deinit(&result);
	return err;
}

/* Run another checker as kbuild would. */
static int run_also(const struct cc_command *c, const char *command)
{
	struct shell_words words = {};
	struct word_list call = {};
	struct run_result result = {};
	struct dm_error *err;
	struct run run = {};
	int code;

	make_call(c, command, &words, &call);
	run.argv = call.words.v;
	err = run_program(&run, &result);
	if (err) {
		code = command_fail(err);
	} else {
		fwrite(strbuf_str(&result.out), 1, result.out.len, stdout);
		fwrite(strbuf_str(&result.err), 1, result.err.len, stderr);
		code = result.end == RUN_EXITED ? result.status :
						  DM_EXIT_INTERNAL;
	}
	run_result_deinit(&result);
	vec_deinit(&call.words);
	shell_words_deinit(&words);
	return code;
}

static int run_all(struct cc_command *c)
{
	struct dm_error *err = read_unit(c);
	int worst = err ? command_fail(err) : DM_EXIT_CLEAN;

	vec_for_each(&c->also, command) {
		int code = run_also(c, *command);

		worst = worst ? worst : code;
	}
	return c->no_succeed ? worst : DM_EXIT_CLEAN;
}

int cmd_cc(int argc, char **argv)
{
	struct cc_command c = {};
	struct dm_error *err;
	int code;

	if (argc > 1 && !strcmp(argv[1], "--help")) {
		fputs(help, stdout);
		return command_flush();
	}
	source_args_init(&c.source, &c.scan);
	err = parse(&c, argc, argv);
	code = err ? command_fail(err) : run_all(&c);
	vec_deinit(&c.also);
	source_args_deinit(&c.source);
	return code;
}
