/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_CANON_H
#define DMALIAS_FLOW_CANON_H

#include "flow/path/value.h"

/*
 * Values of one function as values that all functions of a module share:
 *
 *	ring->count		the leaf count of record ring, any instance
 *	&pdev->dev		field dev of record platform_device
 *	global			by its symbol
 *	dev->parent		what field parent holds behind the pointer dev,
 *				which is a canonical value itself
 *	n * sizeof(*d) << 1	a sum of products (poly.h)
 *	a parameter, the result of a call, what is behind a pointer: an atom
 *	of that function, which equals itself and nothing else
 *
 * An instance is not told from another one of its record: that can make
 * two values equal that are not, never different that are equal.
 */
struct canon {
	const struct facts *facts;
	const struct values *from; /* of a function */
	struct values *to; /* of the module */
	VEC(value_id) memo; /* by value of @from: canonical value + 1 */
};

/* A field, or with record 0 the global called @field. */
struct canon_place {
	str_id record, field;
};

void canon_init(struct canon *c, const struct facts *facts,
		const struct values *from, struct values *to);
void canon_deinit(struct canon *c);

/* The canonical value; 0 for what nothing is known of. */
value_id canon_value(struct canon *c, value_id v);

/*
 * canon_field() - the field or global that an address is of, array elements
 * aside. What lies in an anonymous record, or in a struct device, counts as
 * a field of the record around it: "ndev->dev.parent" and "pdev->dev.parent"
 * are two things.
 */
bool canon_field(const struct facts *facts, const struct values *vs,
		 value_id address, struct canon_place *ret);

/* The same of a value: the field that it was loaded from. */
bool canon_loaded(const struct facts *facts, const struct values *vs,
		  value_id v, struct canon_place *ret);

/* The canonical value of what a field holds. */
value_id canon_leaf(struct values *to, const struct canon_place *place);

/* Whether a canonical value is a leaf; its field goes to @ret. */
bool canon_is_leaf(const struct values *vs, value_id canonical,
		   struct canon_place *ret);

/*
 * The pointer through which a value like "dev->parent" was loaded, that is no
 * leaf; 0 for all others.
 */
value_id canon_behind(const struct values *vs, value_id canonical);

/* Whether it is a leaf, or the address of a field. */
bool canon_is_place(const struct values *vs, value_id canonical,
		    struct canon_place *ret);

/* Whether a canonical value has atoms of one function only. */
bool canon_is_local(const struct values *vs, value_id canonical);

/*
 * canon_replace() - put other values for the atoms of a canonical value.
 * @atom: gives the value for a leaf or for an atom of one function, or the
 *	same again
 */
value_id canon_replace(struct values *vs, value_id canonical,
		       value_id (*atom)(value_id atom, void *ctx), void *ctx);

/*
 * canon_dev_differs() - whether two devices cannot be the same: NULL and a
 * device, devices that lie in two kinds of records (the class device of a
 * net_device and that of the bus), a device and its parent.
 */
bool canon_dev_differs(const struct facts *facts, const struct values *vs,
		       value_id x, value_id y);

/* A canonical value as text: "ring.count * 16 + 64"; the caller frees it. */
char *canon_text(const struct facts *facts, const struct values *vs,
		 value_id canonical);

#endif
