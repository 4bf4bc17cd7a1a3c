// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "base/mem.h"
#include "cli/command.h"

char *command_cache_dir(void)
{
	const char *dir = getenv("DMALIAS_CACHE");

	if (dir && *dir)
		return xstrdup(dir);
	dir = getenv("XDG_CACHE_HOME");
	if (dir && *dir == '/')
		return xasprintf("%s/dmalias", dir);
	dir = getenv("HOME");
	return xasprintf("%s/.cache/dmalias", dir && *dir ? dir : "/tmp");
}
