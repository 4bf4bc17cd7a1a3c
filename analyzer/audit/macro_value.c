// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "audit/macro.h"

#define DEPTH 16
#define STEPS 4000 /* operands in all: text of a tree may be anything */

/* An expression under evaluation; the worst of its names decides. */
struct evaluation {
	const struct macros *m;
	const char *file, *s;
	enum macro_value known;
	int depth;
	unsigned int *steps; /* left */
	const struct macro_def *first; /* nearest, of the first name */
	bool named; /* the first name is behind */
};

static uint64_t evaluate_or(struct evaluation *e);

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool eat(struct evaluation *e, const char *s)
{
	e->s += strspn(e->s, " \t");
	if (strncmp(e->s, s, strlen(s)) != 0)
		return false;
	e->s += strlen(s);
	return true;
}

static void lower(struct evaluation *e, enum macro_value known)
{
	if (known < e->known)
		e->known = known;
}

/* How near a definition is to where it is used; more is nearer. */
static int nearness(const char *file, const char *def)
{
	const char *a = strrchr(file, '/'), *b = strrchr(def, '/');
	size_t folder = a ? a - file : 0;
	const char *name = a ? a + 1 : file, *other = b ? b + 1 : def;
	size_t stem = strcspn(name, ".");

	if (!strcmp(file, def))
		return 3;
	if ((b ? (size_t)(b - def) : 0) != folder ||
	    strncmp(file, def, folder) != 0)
		return 0;
	return !strncmp(name, other, stem) && other[stem] == '.' ? 2 : 1;
}

static size_t first_def(const struct macros *m, const char *name)
{
	size_t low = 0, high = m->defs.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(m->defs.v[mid].name, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static uint64_t value_of(struct evaluation *e, const struct macro_def *def)
{
	struct evaluation inner = {.m = e->m,
				   .file = def->file,
				   .s = def->value,
				   .known = MACRO_ONE,
				   .depth = e->depth + 1,
				   .steps = e->steps};
	uint64_t value = 0;

	if (e->depth < DEPTH && *def->value)
		value = evaluate_or(&inner);
	else
		lower(&inner, MACRO_UNKNOWN);
	inner.s += strspn(inner.s, " \t");
	lower(e, *inner.s ? MACRO_UNKNOWN : inner.known);
	return value;
}

/* SZ_4K, SZ_16M: as the kernel's asm/sizes.h names them. */
static bool size_name(const char *name, uint64_t *ret)
{
	char *end;
	const char *units = "KMG", *unit;

	if (strncmp(name, "SZ_", 3) != 0 || !isdigit((unsigned char)name[3]))
		return false;
	*ret = strtoull(name + 3, &end, 10);
	unit = *end ? strchr(units, *end) : NULL;
	if (unit)
		*ret <<= 10 * (unit - units + 1);
	return !*end || (unit && !end[1]);
}

/* The nearest definitions of a name: one value, or many. */
static uint64_t evaluate_name(struct evaluation *e, const char *name)
{
	size_t first = first_def(e->m, name);
	int best = -1;
	uint64_t value = 0;

	if (size_name(name, &value))
		return value;
	/* a variable, or a field, may be called as a macro elsewhere */
	if (name[strcspn(name, "abcdefghijklmnopqrstuvwxyz")]) {
		lower(e, MACRO_UNKNOWN);
		return 0;
	}
	for (size_t i = first; i < e->m->defs.n; i++) {
		const struct macro_def *def = &e->m->defs.v[i];
		struct evaluation one = *e;
		int near;
		uint64_t v;

		if (strcmp(def->name, name) != 0)
			break;
		near = nearness(e->file, def->file);
		if (near < best)
			continue;
		one.known = MACRO_ONE;
		v = value_of(&one, def);
		if (near == best && v != value)
			lower(e, MACRO_MANY);
		if (near > best) {
			e->known = one.known;
			value = v;
			if (!e->named)
				e->first = def;
		} else {
			lower(e, one.known);
		}
		best = near;
	}
	if (best < 0)
		lower(e, MACRO_UNKNOWN);
	return value;
}

static uint64_t evaluate_word(struct evaluation *e)
{
	enum macro_value before = e->known;
	size_t len = 0;
	autofree char *name = NULL;
	uint64_t value;

	while (is_word(e->s[len]))
		len++;
	name = xstrndup(e->s, len);
	e->s += len;
	e->s += strspn(e->s, " \t");
	if (*e->s == '(') {
		lower(e, MACRO_UNKNOWN); /* a call */
		return 0;
	}
	value = evaluate_name(e, name);
	e->named = true;
	lower(e, before);
	return value;
}

static uint64_t evaluate_number(struct evaluation *e)
{
	char *end;
	uint64_t value = strtoull(e->s, &end, 0);

	e->s = end + strspn(end, "uUlL");
	if (is_word(*e->s))
		lower(e, MACRO_UNKNOWN);
	return value;
}

/* "(unsigned long)" before a value is passed over. */
static bool is_cast(const char *s)
{
	static const char *const types[] = {
		"unsigned",	   "long", "int", "phys_addr_t",
		"resource_size_t", "u32",  "u64", "size_t"};

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (!strncmp(s, types[i], strlen(types[i])) &&
		    !is_word(s[strlen(types[i])]))
			return true;
	return false;
}

static uint64_t evaluate_atom(struct evaluation *e)
{
	uint64_t value;

	if (!*e->steps)
		lower(e, MACRO_UNKNOWN);
	if (e->known == MACRO_UNKNOWN)
		return 0;
	--*e->steps;
	if (eat(e, "-"))
		return -evaluate_atom(e);
	if (eat(e, "~"))
		return ~evaluate_atom(e);
	if (eat(e, "(")) {
		if (is_cast(e->s) && strchr(e->s, ')')) {
			e->s = strchr(e->s, ')') + 1;
			return evaluate_atom(e);
		}
		value = evaluate_or(e);
		if (!eat(e, ")"))
			lower(e, MACRO_UNKNOWN);
		return value;
	}
	if (isdigit((unsigned char)*e->s))
		return evaluate_number(e);
	if (is_word(*e->s))
		return evaluate_word(e);
	lower(e, MACRO_UNKNOWN);
	return 0;
}

static uint64_t evaluate_product(struct evaluation *e)
{
	uint64_t value = evaluate_atom(e), next;

	for (;;) {
		if (eat(e, "*")) {
			value *= evaluate_atom(e);
		} else if (eat(e, "/")) {
			next = evaluate_atom(e);
			if (!next)
				lower(e, MACRO_UNKNOWN);
			value = next ? value / next : 0;
		} else {
			return value;
		}
	}
}

static uint64_t evaluate_sum(struct evaluation *e)
{
	uint64_t value = evaluate_product(e);

	for (;;) {
		if (eat(e, "+"))
			value += evaluate_product(e);
		else if (eat(e, "-"))
			value -= evaluate_product(e);
		else
			return value;
	}
}

static uint64_t evaluate_shift(struct evaluation *e)
{
	uint64_t value = evaluate_sum(e);

	for (;;) {
		if (eat(e, "<<"))
			value <<= evaluate_sum(e) & 63;
		else if (eat(e, ">>"))
			value >>= evaluate_sum(e) & 63;
		else
			return value;
	}
}

static uint64_t evaluate_or(struct evaluation *e)
{
	uint64_t value = evaluate_shift(e);

	for (;;) {
		if (eat(e, "&"))
			value &= evaluate_shift(e);
		else if (eat(e, "|"))
			value |= evaluate_shift(e);
		else
			return value;
	}
}

enum macro_value macros_value(const struct macros *m, const char *expr,
			      const char *file, uint64_t *ret,
			      const struct macro_def **def)
{
	unsigned int steps = STEPS;
	struct evaluation e = {.m = m,
			       .file = file,
			       .s = expr,
			       .known = MACRO_ONE,
			       .steps = &steps};

	*ret = evaluate_or(&e);
	e.s += strspn(e.s, " \t");
	*def = e.first;
	return *e.s ? MACRO_UNKNOWN : e.known;
}
