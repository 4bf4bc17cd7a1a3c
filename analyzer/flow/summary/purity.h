/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_PURITY_H
#define DMALIAS_FLOW_PURITY_H

#include <stdbool.h>

#include "flow/module/module.h"

/*
 * Which functions of a module only look: they store to their own variables
 * alone and call nothing but their like. Asked twice with the same arguments
 * on one path they are taken to answer the same, so that "if (is_v2(p))" here
 * and there is one decision.
 *
 * Return: one flag for each of facts.funcs; the caller frees it.
 */
bool *purity_find(const struct module *m);

#endif
