// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "frontend/pch_flags.h"

static bool starts(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

/* Flags whose value is the next argument. */
static bool takes_value(const char *arg)
{
	static const char *const flags[] = {"-I",	"-isystem",  "-include",
					    "-D",	"-U",	     "-target",
					    "-iquote",	"-x",	     "-Xclang",
					    "-imacros", "-idirafter"};

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
		if (!strcmp(arg, flags[i]))
			return true;
	return false;
}

/* The folder that the flag at @i makes clang search, or NULL. */
static const char *folder_at(const struct unit *unit, size_t i)
{
	const char *arg = unit->args[i];

	if (!strcmp(arg, "-I") || !strcmp(arg, "-isystem"))
		return i + 1 < unit->n_args ? unit->args[i + 1] : NULL;
	return starts(arg, "-I") ? arg + 2 : NULL;
}

void pch_flags_init(struct pch_flags *flags, const unit_vec *units)
{
	*flags = (struct pch_flags){.n_units = units->n};
	vec_for_each(units, unit) {
		for (size_t i = 0; i < unit->n_args; i++) {
			const char *folder = folder_at(unit, i);
			uint32_t n = 0;

			if (!folder)
				continue;
			strmap_get(&flags->folders, folder, &n);
			strmap_put(&flags->folders, folder, n + 1);
		}
	}
}

void pch_flags_deinit(struct pch_flags *flags)
{
	strmap_deinit(&flags->folders);
}

static bool is_common(const struct pch_flags *flags, const char *folder)
{
	uint32_t n = 0;

	strmap_get(&flags->folders, folder, &n);
	return n * 2 > flags->n_units;
}

/* Where the last common folder is named; what comes later hides nothing. */
static size_t last_common(const struct pch_flags *flags,
			  const struct unit *unit)
{
	size_t last = 0;

	for (size_t i = 0; i < unit->n_args; i++) {
		const char *folder = folder_at(unit, i);

		if (folder && is_common(flags, folder))
			last = i;
	}
	return last;
}

/* Names of the unit itself: headers may not depend on them. */
static bool is_kbuild_name(const char *define)
{
	return starts(define, "KBUILD_") || starts(define, "__KBUILD_");
}

static bool is_seen(const struct unit *unit, size_t i)
{
	const char *arg = unit->args[i];

	if (*arg != '-' || starts(arg, "-W") || !strcmp(arg, "-w") ||
	    !strcmp(arg, "-x"))
		return false;
	if (!strcmp(arg, "-D") && i + 1 < unit->n_args)
		return !is_kbuild_name(unit->args[i + 1]);
	return !starts(arg, "-D") || !is_kbuild_name(arg + 2);
}

void pch_flags_args(const struct pch_flags *flags, const struct unit *unit,
		    struct pch_args *ret)
{
	size_t last = last_common(flags, unit);

	for (size_t i = 0; i < unit->n_args; i++) {
		const char *folder = folder_at(unit, i);
		bool seen = is_seen(unit, i);
		bool pair = takes_value(unit->args[i]) && i + 1 < unit->n_args;

		if (folder && i > last)
			seen = false;
		if (seen)
			vec_push(&ret->v, unit->args[i]);
		if (pair && seen)
			vec_push(&ret->v, unit->args[i + 1]);
		i += pair;
	}
}

void pch_flags_key(const struct pch_flags *flags, const struct unit *unit,
		   struct strbuf *ret)
{
	struct pch_args args = {};

	pch_flags_args(flags, unit, &args);
	vec_for_each(&args.v, it)
		strbuf_addf(ret, "%s\n", *it);
	vec_deinit(&args.v);
}
