/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FINDINGS_SARIF_H
#define DMALIAS_FINDINGS_SARIF_H

#include "findings/finding.h"

struct jsonw;
struct run_summary;
struct strbuf;

/*
 * Parts of the SARIF writer, shared between its files only; see writers.h.
 */

/* The tool object: name, version and every rule, also those without result. */
void sarif_write_tool(struct jsonw *w);

/* How many results and steps do not fit into the limits. */
struct sarif_dropped {
	size_t results;
	size_t flows; /* code flows that were cut */
};

/* The invocations array: the verdict, and all that limits it. */
void sarif_write_invocations(struct jsonw *w, const struct run_summary *summary,
			     const finding_vec *findings,
			     const struct sarif_dropped *dropped);

/* artifactLocation of a path below SRCROOT, or of an absolute one. */
void sarif_write_artifact(struct jsonw *w, const char *path);

/* {"text": ...} under @name; what would read as a link is broken up. */
void sarif_write_message(struct jsonw *w, const char *name, const char *text);

/* Append a path as the path part of a URI. */
void sarif_add_uri_path(struct strbuf *sb, const char *path);

#endif
