/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_DIFF_ORDER_H
#define DMALIAS_DIFF_ORDER_H

#include "diff/changes.h"
#include "diff/series.h"
#include "findings/finding.h"

/*
 * Put findings in the order of the patch: by the file, as the patches of
 * @series name them first, or else as @changes has them, then by line. Those
 * in files that are not changed come last.
 */
void order_by_patch(finding_vec *findings, const change_vec *changes,
		    const struct series *series);

#endif
