/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_SARIF_H
#define DMALIAS_CTL_SARIF_H

#include "ctl/findings.h"
#include "ctl/follow.h"

struct sarif_run {
	const struct findings *findings;
	const struct tally *tally;
	struct symbols *symbols;
	enum dmr_arch machine;
	bool complete;
	int exit_code;
};

/*
 * sarif_write - SARIF 2.1.0 with one run; see tests/schema for its shape. The
 * file is made under another name and renamed. False after it said why not.
 */
bool sarif_write(const struct common *common, const char *path,
		 const struct sarif_run *run);

#endif
