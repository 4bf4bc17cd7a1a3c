/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_INFER_UNMODELLED_H
#define DMALIAS_INFER_UNMODELLED_H

#include "base/vec.h"
#include "flow/flow.h"

/* A function that is called, gets or gives a DMA address (or a pointer to
 * one), and of which neither the model nor the module knows anything. */
struct unmodelled {
	char *function;
	char *file; /* of the first call */
	uint32_t line;
	uint32_t calls;
};

typedef VEC(struct unmodelled) unmodelled_vec;

/*
 * Find those of a module. Calls that get a string too only print, and are left
 * out. @ret: in the order of their first calls.
 */
void unmodelled_find(const struct module *m, const struct flow_options *flow,
		     unmodelled_vec *ret);

/* Add to @to what @from has; @from is emptied. */
void unmodelled_merge(unmodelled_vec *to, unmodelled_vec *from);
void unmodelled_deinit(unmodelled_vec *v);

#endif
