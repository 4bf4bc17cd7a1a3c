/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_DIFF_DATABASE_FLAGS_H
#define DMALIAS_DIFF_DATABASE_FLAGS_H

struct units;

/**
 * database_flags_move() - make units of one checkout units of another one.
 *
 * What their flags name of the folder @from they name of @to, where it is
 * there; a folder of headers that the build filled is kept behind, as headers
 * that it made are nowhere else. Relative names become absolute.
 */
void database_flags_move(struct units *units, const char *from, const char *to);

#endif
