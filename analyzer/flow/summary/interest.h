/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_INTEREST_H
#define DMALIAS_FLOW_INTEREST_H

#include <stdbool.h>

#include "flow/module/module.h"
#include "model/model.h"

/*
 * Which places of a module can hold what modelled calls make or are given:
 * fields by their name, and variables. What a function stores elsewhere does
 * not go into its summary.
 */
struct interest {
	uint8_t *fields; /* bit per string id */
	bool *symbols; /* per symbol */
};

/* @rows: per operation, or NULL; see struct flow */
void interest_init(struct interest *in, const struct module *m,
		   const struct model_row **rows);
void interest_deinit(struct interest *in);

bool interest_field(const struct interest *in, str_id field);

#endif
