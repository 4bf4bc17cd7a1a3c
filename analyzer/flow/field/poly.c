// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/field/poly.h"

/* Sizes of real code have three terms at most; more is no size. */
#define POLY_TERMS 8
#define POLY_ATOMS 4

struct term {
	uint64_t coef; /* modulo 2^64, as the machine computes */
	unsigned int n;
	value_id atoms[POLY_ATOMS]; /* ascending; none: the constant */
};

struct poly {
	unsigned int n;
	bool too_much;
	struct term terms[POLY_TERMS]; /* by atoms, the constant last */
};

static int compare_terms(const struct term *x, const struct term *y)
{
	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	for (unsigned int i = 0; i < x->n; i++)
		if (x->atoms[i] != y->atoms[i])
			return x->atoms[i] < y->atoms[i] ? -1 : 1;
	return 0;
}

static void add_term(struct poly *p, const struct term *t)
{
	unsigned int i = 0;

	while (i < p->n && compare_terms(&p->terms[i], t) < 0)
		i++;
	if (i < p->n && !compare_terms(&p->terms[i], t)) {
		p->terms[i].coef += t->coef;
		if (p->terms[i].coef)
			return;
		p->n--;
		memmove(&p->terms[i], &p->terms[i + 1],
			(p->n - i) * sizeof(*t));
		return;
	}
	if (!t->coef)
		return;
	if (p->n == POLY_TERMS) {
		p->too_much = true;
		return;
	}
	memmove(&p->terms[i + 1], &p->terms[i], (p->n - i) * sizeof(*t));
	p->terms[i] = *t;
	p->n++;
}

static void add_poly(struct poly *p, const struct poly *q, uint64_t factor)
{
	p->too_much |= q->too_much;
	for (unsigned int i = 0; i < q->n; i++) {
		struct term t = q->terms[i];

		t.coef *= factor;
		add_term(p, &t);
	}
}

static bool multiply_terms(struct term *ret, const struct term *x,
			   const struct term *y)
{
	unsigned int i = 0, k = 0;

	*ret = (struct term){.coef = x->coef * y->coef};
	while (i < x->n || k < y->n) {
		if (ret->n == POLY_ATOMS)
			return false;
		if (k == y->n || (i < x->n && x->atoms[i] <= y->atoms[k]))
			ret->atoms[ret->n++] = x->atoms[i++];
		else
			ret->atoms[ret->n++] = y->atoms[k++];
	}
	return true;
}

static struct poly multiply(const struct poly *x, const struct poly *y)
{
	struct poly p = {.too_much = x->too_much || y->too_much};
	struct term t;

	for (unsigned int i = 0; i < x->n; i++) {
		for (unsigned int k = 0; k < y->n; k++) {
			if (multiply_terms(&t, &x->terms[i], &y->terms[k]))
				add_term(&p, &t);
			else
				p.too_much = true;
		}
	}
	return p;
}

/* A number in normal form as the sum it is. */
static struct poly poly_of(const struct values *vs, value_id id)
{
	const struct value *v = value_get(vs, id);
	struct poly p = {}, q;

	if (v->kind == VALUE_CONST) {
		add_term(&p, &(struct term){.coef = v->num});
		return p;
	}
	if (v->kind == VALUE_BINARY && v->oper == OPER_ADD) {
		p = poly_of(vs, v->a);
		q = poly_of(vs, v->b);
		add_poly(&p, &q, 1);
		return p;
	}
	if (v->kind == VALUE_BINARY && v->oper == OPER_MUL) {
		p = poly_of(vs, v->a);
		q = poly_of(vs, v->b);
		return multiply(&p, &q);
	}
	add_term(&p, &(struct term){1, 1, {id}});
	return p;
}

static value_id make(struct values *vs, enum expr_oper oper, value_id a,
		     value_id b)
{
	return value_make(vs, &(struct value){.kind = VALUE_BINARY,
					      .oper = oper,
					      .a = a,
					      .b = b});
}

static value_id value_of_term(struct values *vs, const struct term *t)
{
	value_id id;

	if (!t->n)
		return value_const(vs, t->coef);
	id = t->atoms[0];
	for (unsigned int i = 1; i < t->n; i++)
		id = make(vs, OPER_MUL, id, t->atoms[i]);
	if (t->coef != 1)
		id = make(vs, OPER_MUL, id, value_const(vs, t->coef));
	return id;
}

static value_id value_of(struct values *vs, const struct poly *p)
{
	value_id id;

	if (p->too_much)
		return 0;
	if (!p->n)
		return value_const(vs, 0);
	id = value_of_term(vs, &p->terms[0]);
	for (unsigned int i = 1; i < p->n; i++)
		id = make(vs, OPER_ADD, id, value_of_term(vs, &p->terms[i]));
	return id;
}

/* Whether every term but the constant is a multiple of 2^@bits. */
static bool is_aligned(const struct poly *p, int bits)
{
	const uint64_t mask = (UINT64_C(1) << bits) - 1;

	for (unsigned int i = 0; i < p->n; i++)
		if (p->terms[i].n && p->terms[i].coef & mask)
			return false;
	return true;
}

/* x & ~(2^bits - 1), as in ALIGN(): aligned terms go through. */
static bool mask_low(struct poly *p, uint64_t mask)
{
	int bits = __builtin_ctzll(mask ? mask : 1);

	if (!mask || mask != -(UINT64_C(1) << bits) || !is_aligned(p, bits))
		return false;
	for (unsigned int i = 0; i < p->n; i++)
		p->terms[i].coef &= mask;
	if (p->n && !p->terms[p->n - 1].coef)
		p->n--;
	return true;
}

/* Divide where nothing is left over. */
static bool divide(struct poly *p, uint64_t by)
{
	for (unsigned int i = 0; i < p->n; i++)
		if (!by || (int64_t)p->terms[i].coef < 0 ||
		    p->terms[i].coef % by)
			return false;
	for (unsigned int i = 0; i < p->n; i++)
		p->terms[i].coef /= by;
	return true;
}

/* The operation with a constant that a sum can take; false: it is an atom. */
static bool apply_const(struct poly *p, enum expr_oper oper, uint64_t num)
{
	struct poly factor = {.n = 1, .terms = {{.coef = 1}}};

	switch (oper) {
	case OPER_SHL:
		if (num > 62)
			return false;
		factor.terms[0].coef <<= num;
		*p = multiply(p, &factor);
		return true;
	case OPER_SHR:
		return num <= 62 && divide(p, UINT64_C(1) << num);
	case OPER_DIV:
		return divide(p, num);
	case OPER_AND:
		return mask_low(p, num);
	default:
		return false;
	}
}

value_id poly_binary(struct values *vs, enum expr_oper oper, value_id a,
		     value_id b)
{
	struct poly p, q;
	int64_t num;

	if (!a || !b)
		return 0;
	p = poly_of(vs, a);
	q = poly_of(vs, b);
	switch (oper) {
	case OPER_ADD:
		add_poly(&p, &q, 1);
		return value_of(vs, &p);
	case OPER_SUB:
		add_poly(&p, &q, -UINT64_C(1));
		return value_of(vs, &p);
	case OPER_MUL:
		p = multiply(&p, &q);
		return value_of(vs, &p);
	default:
		break;
	}
	if (value_is_const(vs, b, &num) && !value_is_const(vs, a, NULL) &&
	    apply_const(&p, oper, num))
		return value_of(vs, &p);
	return value_binary(vs, oper, a, b);
}

value_id poly_unary(struct values *vs, enum expr_oper oper, value_id a)
{
	if (!a)
		return 0;
	if (oper == OPER_NEG)
		return poly_binary(vs, OPER_MUL, a, value_const(vs, -1));
	return value_unary(vs, oper, a);
}

bool poly_differs(const struct values *vs, value_id x, value_id y)
{
	struct poly p, q;
	bool up = false, down = false;

	if (!x || !y || x == y)
		return false;
	p = poly_of(vs, x);
	q = poly_of(vs, y);
	add_poly(&p, &q, -UINT64_C(1));
	if (p.too_much)
		return false;
	for (unsigned int i = 0; i < p.n; i++) {
		up |= (int64_t)p.terms[i].coef > 0;
		down |= (int64_t)p.terms[i].coef < 0;
	}
	return up != down;
}
