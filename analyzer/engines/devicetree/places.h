/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_ENGINES_DEVICETREE_PLACES_H
#define DMALIAS_ENGINES_DEVICETREE_PLACES_H

#include "engines/devicetree.h"

/**
 * dt_places_read() - where nodes are written, of what dtc -T -T printed.
 * @text: NUL-terminated; changed
 * @wanted: paths of nodes; the value of each is its index in @places
 * @places: those that are found are set; file is to be freed
 */
void dt_places_read(char *text, const struct strmap *wanted,
		    struct dt_place *places);

#endif
