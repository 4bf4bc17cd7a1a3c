/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_UNITS_FLAGS_H
#define DMALIAS_UNITS_FLAGS_H

#include "units/unit.h"

/**
 * flags_translate() - turn the command line of a compiler, GCC or clang, or
 * that of a checker run by kbuild, into what clang needs to parse the file.
 *
 * What only matters to the code generator, to warnings or to other outputs is
 * dropped, what names the program or the file is too; a cross compiler's name
 * becomes --target=.
 *
 * @argv: program and arguments
 * @ret: @ret->args, arch, module and modfile are set
 */
void flags_translate(char *const *argv, size_t argc, struct unit *ret);

/* The value of a macro that the arguments define last, or NULL. */
const char *flags_macro(const struct unit *unit, const char *name);

/* Make module, modfile and arch of @unit what its arguments say. */
void flags_describe(struct unit *unit);

/**
 * flags_value() - read the value of an option that has it joined or next.
 * @i: index into @args of the argument to look at; moved on when the value is
 *     the argument after it
 * Return: the value, or NULL when the argument is not this option.
 */
const char *flags_value(char *const *args, size_t n, size_t *i,
			const char *option);

#endif
