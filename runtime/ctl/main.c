// SPDX-License-Identifier: GPL-2.0-or-later
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "ctl/command.h"
#include "ctl/mem.h"

static const struct command commands[] = {
	{"watch", "show verdicts as they come", cmd_watch},
	{"record", "copy the stream of events to a file", cmd_record},
	{"replay", "judge a recording again", cmd_replay},
	{"pfn", "every mapping of a page frame", cmd_pfn},
	{"phys", "the same, for a physical address", cmd_phys},
	{"virt", "the same, for an address of the kernel", cmd_virt},
	{"mappings", "all mappings that are known", cmd_mappings},
	{"conflicts", "conflicts that were found", cmd_conflicts},
	{"coverage", "what is watched, and what is not", cmd_coverage},
	{"stats", "numbers of the module", cmd_stats},
};

enum { N_COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void print_help(FILE *out)
{
	fputs("usage: dmaliasctl COMMAND [OPTION...] [ARG...]\n\n", out);
	for (size_t i = 0; i < N_COMMANDS; i++)
		fprintf(out, "  %-9s %s\n", commands[i].name,
			commands[i].summary);
	fputs("\n'dmaliasctl COMMAND --help' tells the options of a command.\n"
	      "Exit codes: 0 nothing found, 1 verdicts or conflicts, 2 usage,\n"
	      "3 incomplete (lost, cut off, differs, not watched), 128 error.\n",
	      out);
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static int run_command(const struct command *command, int argc, char **argv)
{
	autofree char *name = mem_printf("dmaliasctl %s", command->name);

	argv[0] = name;
	return command->run(argc, argv);
}

int main(int argc, char **argv)
{
	const struct command *command;

	/* a closed pipe, a file too large: errors of a write, and reported */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	argp_err_exit_status = CTL_USAGE;
	if (argc < 2) {
		print_help(stderr);
		return CTL_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help")) {
		print_help(stdout);
		return CTL_CLEAN;
	}
	if (!strcmp(argv[1], "--version")) {
		puts("dmaliasctl " DMALIAS_VERSION);
		return CTL_CLEAN;
	}
	command = find_command(argv[1]);
	if (command)
		return run_command(command, argc - 1, argv + 1);
	fprintf(stderr, "dmaliasctl: no command '%s'; see dmaliasctl --help\n",
		argv[1]);
	return CTL_USAGE;
}
