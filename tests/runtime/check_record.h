/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_TESTS_CHECK_RECORD_H
#define DMALIAS_TESTS_CHECK_RECORD_H

#include "core/record.h"

/*
 * check_record - what must hold between events: trees in order and balanced,
 * no two mappings of a space over one address, filters that say what the trees
 * say, references and counts that add up. NULL, or what does not hold.
 */
const char *check_record(struct dmr_record *record);

#endif
