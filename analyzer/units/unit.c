// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "units/unit.h"

static const char *const quality_names[] = {
	[UNIT_TRUE_FLAGS] = "true flags",
	[UNIT_BORROWED_FLAGS] = "borrowed flags",
	[UNIT_NO_TYPES] = "no types",
};

static const char *const arch_names[] = {
	[ARCH_UNKNOWN] = "unknown", [ARCH_X86] = "x86",
	[ARCH_ARM64] = "arm64",	    [ARCH_ARM] = "arm",
	[ARCH_OTHER] = "other",
};

const char *unit_quality_name(enum unit_quality quality)
{
	return quality_names[quality];
}

const char *unit_arch_name(enum unit_arch arch)
{
	return arch_names[arch];
}

bool unit_arch_parse(const char *name, enum unit_arch *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(arch_names); i++) {
		if (strcmp(arch_names[i], name) != 0)
			continue;
		*ret = i;
		return true;
	}
	return false;
}

void unit_set_args(struct unit *unit, const char *const *args, size_t n)
{
	size_t size = (n + 1) * sizeof(char *);
	char **block;
	char *text;

	for (size_t i = 0; i < n; i++)
		size += strlen(args[i]) + 1;
	block = xmalloc(size);
	text = (char *)(block + n + 1);
	for (size_t i = 0; i < n; i++) {
		block[i] = text;
		text = stpcpy(text, args[i]) + 1;
	}
	block[n] = NULL;
	free(unit->args);
	unit->args = block;
	unit->n_args = n;
}

void unit_deinit(struct unit *unit)
{
	free(unit->file);
	free(unit->directory);
	free(unit->args);
	free(unit->module);
	free(unit->modfile);
	free(unit->lender);
	*unit = (struct unit){};
}

void unit_vec_deinit(unit_vec *units)
{
	vec_for_each(units, unit)
		unit_deinit(unit);
	vec_deinit(units);
}
