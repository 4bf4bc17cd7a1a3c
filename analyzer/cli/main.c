// SPDX-License-Identifier: GPL-2.0-or-later
#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "cli/command.h"

static const struct command commands[] = {
	{"scan", "analyse a kernel tree, or files of it", cmd_scan},
	{"diff", "tell what a change or a patch brings in", cmd_diff},
	{"audit", "list what a tree of any age sets aside, and who maps it",
	 cmd_audit},
	{"rules", "list the rules", cmd_rules},
	{"explain", "say what a rule means, and how to mend", cmd_explain},
	{"model", "list or check what kernel functions do", cmd_model},
	{"facts", "print a file as the analyser sees it", cmd_facts},
	{"regions", "list what device trees set aside", cmd_regions},
	{"field", "show what drivers do with one field", cmd_field},
	{"cc", "check a unit while kbuild compiles it", cmd_cc},
	{"merge", "judge what 'dmalias cc' has read", cmd_merge},
	{"baseline", "bring a file of known findings up to date", cmd_baseline},
};

static void print_help(FILE *out)
{
	fputs("usage: dmalias COMMAND [OPTION...] [ARG...]\n\n", out);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "  %-9s %s\n", commands[i].name,
			commands[i].summary);
	fputs("\n'dmalias COMMAND --help' tells the options of a command.\n"
	      "Exit codes: 0 clean, 1 findings at or above the gate, 2 usage,\n"
	      "3 incomplete, 128 and up internal.\n",
	      out);
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static int run_command(const struct command *command, int argc, char **argv)
{
	autofree char *name = xasprintf("dmalias %s", command->name);

	argv[0] = name;
	return command->run(argc, argv);
}

int main(int argc, char **argv)
{
	const struct command *command;

	argp_err_exit_status = DM_EXIT_USAGE;
	if (argc < 2) {
		print_help(stderr);
		return DM_EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
	    !strcmp(argv[1], "help")) {
		print_help(stdout);
		return DM_EXIT_CLEAN;
	}
	if (!strcmp(argv[1], "--version")) {
		puts("dmalias " DMALIAS_VERSION);
		return DM_EXIT_CLEAN;
	}
	command = find_command(argv[1]);
	if (!command) {
		fprintf(stderr,
			"dmalias: no command '%s'; see dmalias --help\n",
			argv[1]);
		return DM_EXIT_USAGE;
	}
	return run_command(command, argc - 1, argv + 1);
}
