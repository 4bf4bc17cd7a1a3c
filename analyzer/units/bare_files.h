/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_BARE_FILES_H
#define DMALIAS_UNITS_BARE_FILES_H

struct dm_error;
struct unit;
struct unit_search;

/**
 * bare_files_load() - add files of which no build is known: those asked for,
 * and every .c file of the folders asked for, with UNIT_NO_TYPES.
 * Errors: DM_ERR_USAGE when a path does not exist or holds no C file.
 */
struct dm_error *bare_files_load(struct unit_search *search);

/*
 * Make the unit of one file, absolute, that way. @stand_in: a header to read
 * before it in place of the kernel's, or NULL.
 */
void bare_files_make(const char *file, const char *stand_in, struct unit *ret);

#endif
