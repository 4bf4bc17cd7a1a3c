// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "units/bare_files.h"
#include "units/compile_commands.h"
#include "units/kbuild_tree.h"
#include "units/kernel_source.h"
#include "units/unit_search.h"

static struct dm_error *search_source(struct unit_search *search)
{
	const struct units_source *src = search->src;

	if (!!src->compile_commands + !!src->kbuild + !!src->kernel > 1)
		return dm_error(DM_ERR_USAGE,
				"only one of a compile database, a kbuild "
				"folder and a kernel tree can be the source");
	if (src->compile_commands)
		return compile_commands_load(search, src->compile_commands);
	if (src->kbuild)
		return kbuild_tree_load(search, src->kbuild);
	if (src->kernel)
		return kernel_source_load(search, src->kernel);
	return bare_files_load(search);
}

struct dm_error *units_find(const struct units_source *src, struct units *ret)
{
	struct units units = {};
	struct unit_search search = {.src = src, .units = &units};
	struct dm_error *err = search_source(&search);

	if (!err)
		unit_search_finish(&search);
	unit_search_deinit(&search);
	if (err)
		units_deinit(&units);
	else
		*ret = units;
	return err;
}

void units_count(const struct units *units, size_t count[UNIT_NO_TYPES + 1])
{
	memset(count, 0, (UNIT_NO_TYPES + 1) * sizeof(*count));
	vec_for_each(&units->list, unit)
		count[unit->quality]++;
}

void units_deinit(struct units *units)
{
	free(units->root);
	free(units->objtree);
	free(units->release);
	unit_vec_deinit(&units->list);
	vec_for_each(&units->skips, skip) {
		free(skip->file);
		free(skip->why);
	}
	vec_deinit(&units->skips);
	*units = (struct units){};
}
