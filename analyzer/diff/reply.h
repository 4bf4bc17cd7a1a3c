/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_DIFF_REPLY_H
#define DMALIAS_DIFF_REPLY_H

#include <stdio.h>

#include "findings/finding.h"

struct series;

/**
 * reply_write() - answers to the messages of a series, as an mbox: for each
 * message that brings in findings one, with the lines in question quoted and
 * asked about. Nothing is sent.
 *
 * Text of the patch and of the tree is shown escaped where a reader of mail
 * could take it for something else.
 *
 * @findings: what is new
 * @commit: what the patches were applied to
 */
void reply_write(FILE *out, const struct series *series,
		 const finding_vec *findings, const char *commit);

#endif
