/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_MODULE_ENTRIES_H
#define DMALIAS_FLOW_MODULE_ENTRIES_H

#include "flow/module/module.h"
#include "flow/module/module_names.h"

/* Find the entries of a module whose calls are resolved. */
void module_entries_find(struct module *m, const struct module_names *n);

#endif
