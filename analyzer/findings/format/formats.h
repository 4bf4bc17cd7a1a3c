/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FINDINGS_FORMATS_H
#define DMALIAS_FINDINGS_FORMATS_H

#include "findings/format/writers.h"

/* The forms that findings are written in, by name. */
struct format {
	const char *name;
	/* NULL: write_text(), which has to know about colours */
	void (*write)(FILE *out, const finding_vec *findings,
		      const struct run_summary *summary);
};

#define FORMAT_NAMES "text, json, sarif, gitlab, github, rdjsonl, kcidb, ktap"

/* The format of that name of @len bytes, or NULL. */
const struct format *format_find(const char *name, size_t len);

#endif
