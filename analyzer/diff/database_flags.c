// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "diff/database_flags.h"
#include "units/c_files.h"
#include "units/flags.h"
#include "units/unit_search.h"
#include "units/units.h"

/* Flags that name a file or folder, joined or as the next argument. */
static const char *const options[] = {"-I",	    "-isystem", "-iquote",
				      "-idirafter", "-include", "-imacros",
				      "--sysroot=", "-isysroot"};

struct mover {
	const char *from, *to;
	path_vec args;
};

static char *moved(const struct mover *m, const char *path)
{
	const char *below = path_below(m->from, path);

	if (!strcmp(path, m->from))
		return xstrdup(m->to);
	return below ? xasprintf("%s/%s", m->to, below) : NULL;
}

static void add_arg(struct mover *m, const char *option, const char *path)
{
	/* words that take their value joined or next alike */
	if (option[strlen(option) - 1] == '=' || !strcmp(option, "-I")) {
		vec_push(&m->args, xasprintf("%s%s", option, path));
		return;
	}
	vec_push(&m->args, xstrdup(option));
	vec_push(&m->args, xstrdup(path));
}

static void move_value(struct mover *m, const char *directory,
		       const char *option, const char *value)
{
	autofree char *path = path_normalize(directory, value);
	autofree char *there = moved(m, path);
	bool is_file = !strcmp(option, "-include") ||
		       !strcmp(option, "-imacros");

	if (there && file_exists(there))
		add_arg(m, option, there);
	if (!there || !is_file || !file_exists(there))
		add_arg(m, option, path);
}

static void move_args(struct mover *m, const struct unit *unit)
{
	for (size_t i = 0; i < unit->n_args; i++) {
		const char *value = NULL, *option = NULL;

		for (size_t k = 0; k < ARRAY_SIZE(options) && !value; k++) {
			option = options[k];
			value = flags_value(unit->args, unit->n_args, &i,
					    option);
		}
		if (value)
			move_value(m, unit->directory, option, value);
		else
			vec_push(&m->args, xstrdup(unit->args[i]));
	}
}

static void move_unit(struct mover *m, struct unit *unit)
{
	char *file = moved(m, unit->file);

	if (!file)
		return;
	move_args(m, unit);
	unit_set_args(unit, (const char *const *)m->args.v, m->args.n);
	free(unit->file);
	unit->file = file;
	path_vec_deinit(&m->args);
}

void database_flags_move(struct units *units, const char *from, const char *to)
{
	struct mover m = {.from = from, .to = to};

	vec_for_each(&units->list, unit)
		move_unit(&m, unit);
	vec_for_each(&units->skips, skip) {
		char *file = moved(&m, skip->file);

		if (file) {
			free(skip->file);
			skip->file = file;
		}
	}
	free(units->root);
	units->root = xstrdup(to);
}
