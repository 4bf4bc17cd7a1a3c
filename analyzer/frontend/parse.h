/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FRONTEND_PARSE_H
#define DMALIAS_FRONTEND_PARSE_H

#include <clang-c/Index.h>

#include "base/vec.h"

struct dm_error;
struct frontend_report;
struct unit;

/* Where clang dropped what it did not understand. */
struct error_site {
	CXFile file;
	unsigned int offset;
};

struct parse {
	CXIndex index;
	CXTranslationUnit tu;
	VEC(struct error_site) dropped;
};

/*
 * Parse a unit, with the precompiled header @pch when it is not NULL; once
 * more without it when there is any error. Sets errors, first_error and
 * pch_used of @report. Return: DM_ERR_UNIT when clang gives nothing at all.
 */
struct dm_error *parse_unit(const struct unit *unit, const char *pch,
			    struct parse *ret, struct frontend_report *report);
void parse_deinit(struct parse *parse);

#endif
