/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_PENDING_H
#define DMALIAS_FLOW_PENDING_H

#include "flow/rule.h"

/*
 * Accesses that turn out to be wrong, or right, by what comes after them: a
 * buffer that is unmapped below the access was the device's at the access.
 */

enum buffer_field {
	BUFFER_BEHIND = 1, /* a pointer to mapped memory */
	BUFFER_WITHIN = 2, /* mapped memory itself */
};

/* What is known of a module before its walk. */
struct pending_module {
	uint8_t *buffer_field; /* by name: enum buffer_field, as it may be */
	bool *hands_back; /* by function: it unmaps or syncs, or calls what
			   * does */
	str_id skb, data; /* "sk_buff", "data"; 0 when the module has none */
};

void pending_module_init(struct pending_module *p, const struct module *m,
			 const struct model_row *const *rows);
void pending_module_deinit(struct pending_module *p);

void pending_access(struct flow *f, const struct flow_access *access);

/* After the rules have seen the call. */
void pending_call(struct flow *f, const struct flow_call *call);

/* A call of a function that may map and unmap anything. */
void pending_forget(struct flow *f);

#endif
