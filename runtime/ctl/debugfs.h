/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_DEBUGFS_H
#define DMALIAS_CTL_DEBUGFS_H

#include "ctl/command.h"
#include "ctl/mem.h"

/*
 * debugfs_open - a file of the module's folder. @flags: of open(2). Returns the
 * descriptor, or -1 after it said why not and what to do.
 */
int debugfs_open(const struct common *common, const char *name, int flags);

/* debugfs_read - all of a file; false after it said why not */
bool debugfs_read(const struct common *common, const char *name,
		  struct buf *ret);

/*
 * debugfs_ask - write @question to a file and read the answer on the same open
 * file; false after it said why not. In a copy of the folder (--debugfs) the
 * file is only read, with a warning.
 */
bool debugfs_ask(const struct common *common, const char *name,
		 const char *question, struct buf *ret);

/* debugfs_line - the next line of *text, which it cuts; NULL at the end */
char *debugfs_line(char **text);

#endif
