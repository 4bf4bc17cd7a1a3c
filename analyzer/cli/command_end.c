// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>

#include "base/error.h"
#include "cli/command.h"

int command_fail(struct dm_error *err)
{
	int status = dm_error_exit(err);

	dm_error_report(err);
	dm_error_destroy(err);
	return status;
}

int command_flush(void)
{
	if (!fflush(stdout) && !ferror(stdout))
		return DM_EXIT_CLEAN;
	return command_fail(
		dm_error_errno(errno ? errno : EIO, "cannot write the output"));
}
