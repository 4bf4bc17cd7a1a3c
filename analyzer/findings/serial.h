/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FINDINGS_SERIAL_H
#define DMALIAS_FINDINGS_SERIAL_H

#include <stddef.h>

#include "findings/finding.h"

struct dm_error;
struct strbuf;

/*
 * Findings as bytes, from a worker process to its parent: both are the same
 * program, so the form has no history. Little-endian; a checksum over all.
 */

/* Append @findings to @out. Fingerprints do not travel. */
void findings_write(const finding_vec *findings, struct strbuf *out);

/**
 * findings_read() - append the findings in @data to @ret.
 *
 * The bytes are not trusted, as the worker may have crashed half-way: every
 * length is checked, and nothing is appended unless all of it is right.
 *
 * Return: DM_ERR_INPUT for anything that findings_write() did not write.
 */
struct dm_error *findings_read(const void *data, size_t len, finding_vec *ret);

#endif
