/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CLI_REGIONS_PRINT_H
#define DMALIAS_CLI_REGIONS_PRINT_H

#include <stdio.h>

#include "engines/devicetree.h"

/* The regions of device trees for people, and as one JSON document. */
void regions_print_text(const struct devicetree *dt, FILE *out);
void regions_print_json(const struct devicetree *dt, FILE *out);

/* What was and what was not read. */
void regions_print_summary(const struct devicetree *dt, FILE *out);

#endif
