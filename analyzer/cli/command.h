/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CLI_COMMAND_H
#define DMALIAS_CLI_COMMAND_H

#include <stddef.h>

/*
 * One file per command: it parses its options with argp, does the work, and
 * returns the exit code (enum dm_exit). argv[0] is "dmalias <command>".
 */
struct command {
	const char *name;
	const char *summary;
	int (*run)(int argc, char **argv);
};

int cmd_audit(int argc, char **argv);
int cmd_baseline(int argc, char **argv);
int cmd_cc(int argc, char **argv);
int cmd_diff(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_facts(int argc, char **argv);
int cmd_field(int argc, char **argv);
int cmd_merge(int argc, char **argv);
int cmd_model(int argc, char **argv);
int cmd_regions(int argc, char **argv);
int cmd_rules(int argc, char **argv);
int cmd_scan(int argc, char **argv);

/*
 * How commands end. command_fail() prints @err, frees it and gives its exit
 * code; command_flush() gives DM_EXIT_CLEAN, or fails when what was written to
 * standard output did not get there (a full disk, a closed pipe).
 */
struct dm_error;
int command_fail(struct dm_error *err);
int command_flush(void);

/* The folder of model files: $DMALIAS_MODEL, or beside the program's source
 * tree, or the installed one. The caller frees it. */
char *command_model_dir(void);

/* The header that stands in for the kernel's, beside the model, or NULL when
 * it is not there. The caller frees it. */
char *command_stand_in(void);

/* The folder of what is known of legacy trees, beside the model. The caller
 * frees it. */
char *command_legacy_dir(void);

/* The cache folder: $DMALIAS_CACHE, $XDG_CACHE_HOME/dmalias or
 * ~/.cache/dmalias. The caller frees it. */
char *command_cache_dir(void);

#endif
