/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_WRAPPER_H
#define DMALIAS_FLOW_WRAPPER_H

#include "flow/module/module.h"
#include "model/model.h"

/*
 * A function of a module that does for its caller what one modelled function
 * does, and nothing else to the same memory: it may bind arguments to
 * constants, take the device out of a record, test the result and turn it
 * into an error. Told by its operations, without a walk: these are proposals
 * for people to read.
 */
struct wrapper {
	func_id func;
	op_id op; /* the call that does the work */
	/* What the function does, in the terms of the model. The caller's
	 * wrapper_list owns its strings. */
	struct model_row row;
	/* Why a row cannot say it, and callers may get it wrong: the error
	 * contract of the function that it calls is changed; or NULL. */
	char *contract;
	bool internal; /* static: nobody else can call it */
};

struct wrapper_list {
	VEC(struct wrapper) list; /* in the order of functions */
	unsigned int inexpressible; /* that only forward, but what they
				     * forward comes from elsewhere */
};

/**
 * wrapper_find() - all wrappers of a module, and wrappers of these.
 * A row pairs with the wrappers of its undoing functions that the same file
 * has, and with what undoes the row it stands for.
 * @ret: zeroed by the caller
 */
void wrapper_find(const struct module *m, const struct model *model,
		  const struct model_context *context,
		  struct wrapper_list *ret);
void wrapper_list_deinit(struct wrapper_list *l);

#endif
