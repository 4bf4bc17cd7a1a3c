/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_INCLUDED_FILES_H
#define DMALIAS_UNITS_INCLUDED_FILES_H

#include "units/unit_search.h"

/**
 * included_files_skip() - skip those of @files that are not units of their own.
 *
 * That is what another file includes ("x.c", looked for in the files of the
 * same folder, the folder above and the folders beside and below it), and
 * programs for the build machine (they include <stdio.h>).
 *
 * @files: absolute paths
 */
void included_files_skip(struct unit_search *search, const path_vec *files);

#endif
