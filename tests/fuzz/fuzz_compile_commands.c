// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reading a compile database: any bytes give units and skips, or one error
 * with a place in the text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "units/compile_commands.h"
#include "units/unit_search.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_units(const struct units *units)
{
	vec_for_each(&units->list, unit) {
		if (unit->file[0] != '/' || unit->directory[0] != '/')
			abort();
		if (unit->args[unit->n_args])
			abort();
		if (unit->n_args && unit->args[0][0] != '-')
			abort();
	}
	vec_for_each(&units->skips, skip)
		if (!*skip->why)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct units_source src = {};
	struct units units = {};
	struct unit_search search = {.src = &src, .units = &units};
	struct dm_error *err =
		compile_commands_parse(&search, "/none/compile_commands.json",
				       (const char *)data, size);

	if (err && (err->code != DM_ERR_INPUT || !strchr(err->message, ':')))
		abort();
	check_units(&units);
	dm_error_destroy(err);
	unit_search_deinit(&search);
	units_deinit(&units);
	return 0;
}
