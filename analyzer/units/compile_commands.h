/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_COMPILE_COMMANDS_H
#define DMALIAS_UNITS_COMPILE_COMMANDS_H

#include <stddef.h>

struct dm_error;
struct unit_search;

/**
 * compile_commands_load() - add the units of a compile_commands.json.
 *
 * Sets root, objtree and release of the units as far as they show, then
 * resolves the paths that were asked for. An entry that makes no sense is
 * skipped and counted.
 *
 * @path: the file, or the folder it is in
 * Errors: DM_ERR_INPUT with path:line:col when it is no JSON array.
 */
struct dm_error *compile_commands_load(struct unit_search *search,
				       const char *path);

/**
 * compile_commands_add() - add what is asked for of a database, for a source
 * that knows its root and has resolved the paths.
 */
struct dm_error *compile_commands_add(struct unit_search *search,
				      const char *path);

/**
 * compile_commands_parse() - compile_commands_load() for a text in memory.
 * @name: the file it came from, absolute
 */
struct dm_error *compile_commands_parse(struct unit_search *search,
					const char *name, const char *text,
					size_t len);

#endif
