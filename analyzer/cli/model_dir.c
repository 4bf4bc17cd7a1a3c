// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "cli/command.h"

/* The folder of the running program, or NULL where /proc is not there. */
static char *program_dir(void)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *slash;

	if (n <= 0)
		return NULL;
	path[n] = '\0';
	slash = strrchr(path, '/');
	if (!slash)
		return NULL;
	*slash = '\0';
	return xstrdup(path);
}

/* From where 'make' leaves the program: build/, and build/asan/. */
static const char *const source_dirs[] = {"../rules/model",
					  "../../rules/model"};

char *command_model_dir(void)
{
	const char *env = getenv("DMALIAS_MODEL");
	autofree char *program = NULL;

	if (env && *env)
		return xstrdup(env);
	program = program_dir();
	for (unsigned int i = 0; program && i < ARRAY_SIZE(source_dirs); i++) {
		char *dir = path_normalize(program, source_dirs[i]);

		if (file_is_dir(dir))
			return dir;
		free(dir);
	}
	return xstrdup(DMALIAS_PREFIX "/share/dmalias/model");
}

char *command_stand_in(void)
{
	autofree char *model = command_model_dir();
	char *path = path_normalize(model, "../bare/kernel.h");

	if (file_exists(path))
		return path;
	free(path);
	return NULL;
}

char *command_legacy_dir(void)
{
	autofree char *model = command_model_dir();

	return path_normalize(model, "../legacy");
}
