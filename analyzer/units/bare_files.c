// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/error.h"
#include "units/bare_files.h"
#include "units/c_files.h"
#include "units/flags.h"
#include "units/unit_search.h"

/* gnu89, as the functions of the kernel are then known by being called. */
void bare_files_make(const char *file, const char *stand_in, struct unit *ret)
{
	char *folder = path_folder(file);
	autofree char *name = module_name_of(file);
	autofree char *modname = xasprintf("-DKBUILD_MODNAME=\"%s\"", name);
	autofree char *base = xasprintf("-DKBUILD_BASENAME=\"%s\"", name);
	autofree char *include = xasprintf("-I%s", folder);
	const char *const args[] = {
		"-std=gnu89", "-fno-builtin", "-D__KERNEL__",
		"-DMODULE",   modname,	      base,
		include,      "-include",     stand_in,
	};

	*ret = (struct unit){
		.file = xstrdup(file),
		.directory = folder,
		.quality = UNIT_NO_TYPES,
	};
	unit_set_args(ret, args, ARRAY_SIZE(args) - (stand_in ? 0 : 2));
}

struct dm_error *bare_files_load(struct unit_search *search)
{
	struct dm_error *err = unit_search_resolve(search);
	path_vec files = {};

	if (err)
		return err;
	if (!search->asked.n)
		return dm_error(DM_ERR_USAGE,
				"nothing to analyse: name files, or a source "
				"that knows them");
	err = c_files_list(search, &files);
	if (!err)
		vec_for_each(&files, file)
			bare_files_make(*file, search->src->stand_in,
					vec_add(&search->units->list));
	path_vec_deinit(&files);
	return err;
}
