/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_POLY_H
#define DMALIAS_FLOW_POLY_H

#include "flow/path/value.h"

/*
 * Arithmetic in a normal form: a number is a sum of products of atoms, in
 * one order, whichever way it was written. "n * 16 + 64", "64 + (n << 4)" and
 * "16 * (n + 4)" are one value. An atom is what is no sum, product or
 * constant: a leaf, or an operation of which nothing is known.
 */

/* @a oper @b of two numbers in normal form; 0 when one of them is 0 or the
 * result has too many parts. */
value_id poly_binary(struct values *vs, enum expr_oper oper, value_id a,
		     value_id b);
value_id poly_unary(struct values *vs, enum expr_oper oper, value_id a);

/*
 * poly_differs() - whether two numbers in normal form cannot be equal as long
 * as atoms are positive: their difference has terms of one sign only.
 */
bool poly_differs(const struct values *vs, value_id x, value_id y);

#endif
