/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_COMMAND_H
#define DMALIAS_CTL_COMMAND_H

#include <argp.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Exit codes of all commands. What is not complete cannot be called clean, nor
 * be all that there is to find: INCOMPLETE wins over FOUND.
 */
enum ctl_exit {
	CTL_CLEAN = 0, /* nothing was found */
	CTL_FOUND = 1, /* verdicts or conflicts */
	CTL_USAGE = 2,
	CTL_INCOMPLETE = 3, /* lost, cut off, differs, or not watched */
	CTL_ERROR = 128,
};

/* What every command is told. First member of each command's arguments. */
struct common {
	const char *command; /* "watch" */
	bool json;
	const char *debugfs; /* the module's folder */
	bool debugfs_given;
	const char *sysfs, *procfs; /* "/sys", "/proc" */
	const char *debug_dir; /* further modules and vmlinux with DWARF */
};

/*
 * One file per command: it parses its options with command_parse(), does the
 * work, and returns the exit code. argv[0] is "dmaliasctl <command>".
 */
struct command {
	const char *name, *summary;
	int (*run)(int argc, char **argv);
};

int cmd_conflicts(int argc, char **argv);
int cmd_coverage(int argc, char **argv);
int cmd_mappings(int argc, char **argv);
int cmd_pfn(int argc, char **argv);
int cmd_phys(int argc, char **argv);
int cmd_record(int argc, char **argv);
int cmd_replay(int argc, char **argv);
int cmd_stats(int argc, char **argv);
int cmd_virt(int argc, char **argv);
int cmd_watch(int argc, char **argv);

/*
 * command_parse - argp with the common options. @arguments: begins with struct
 * common, is given to the command's own parser as state->input. Ends the
 * program where argp does (--help, CTL_USAGE).
 */
void command_parse(const struct argp *argp, int argc, char **argv,
		   void *arguments);

/* command_number - an option's value in [min, max], or the usage error */
uint64_t command_number(struct argp_state *state, const char *text,
			uint64_t min, uint64_t max);

/*
 * command_error - one line on standard error, or {"error": ...} on standard
 * output with --json. Returns CTL_ERROR. command_warn() is the same for what
 * does not end the command.
 */
int command_error(const struct common *common, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void command_warn(const struct common *common, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * command_end - @status, or CTL_ERROR when what was printed did not get to its
 * place (a full disk, a closed pipe).
 */
int command_end(const struct common *common, int status);

#endif
