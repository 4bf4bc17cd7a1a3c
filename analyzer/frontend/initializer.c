// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "frontend/lower.h"

/*
 * Initialiser lists, as written: braces may be left out, designators may
 * jump. A store (local) or an init (global) for each leaf; for a local a
 * store of 0 to the whole object comes first, since what is not named in the
 * list is zero.
 */
struct init_walk {
	struct lowering *lo;
	bool global;
	CXCursor *v; /* elements of the list being consumed */
	size_t n, i;
};

static void init_object(struct init_walk *w, expr_id place, CXType type,
			CXCursor value);
static void init_members(struct init_walk *w, expr_id place, CXType type,
			 bool braced);

static void init_leaf(struct init_walk *w, expr_id place, CXCursor value)
{
	struct lowering *lo = w->lo;
	expr_id v = lower_value(lo, value);

	if (w->global)
		vec_push(
			&lo->facts->inits,
			((struct fact_init){place, v, source_span(lo, value)}));
	else
		emit_assign(lo, place, v, OP_INIT, source_span(lo, value));
}

static bool is_aggregate(CXType type)
{
	type = clang_getCanonicalType(type);
	return type.kind == CXType_Record ||
	       type.kind == CXType_ConstantArray ||
	       type.kind == CXType_IncompleteArray;
}

static bool is_record(CXType type)
{
	return clang_getCanonicalType(type).kind == CXType_Record;
}

static expr_id init_element(struct init_walk *w, expr_id place, CXType type,
			    int64_t index)
{
	return expr_index(w->lo, place, expr_const(w->lo, 0, index),
			  type_for(w->lo, type));
}

struct member_list {
	VEC(CXCursor) v;
};

static enum CXVisitorResult push_member(CXCursor c, CXClientData data)
{
	struct member_list *list = data;

	/* an unnamed bit-field takes no initialiser */
	if (clang_Cursor_isBitField(c) && cursor_spelled(c, ""))
		return CXVisit_Continue;
	vec_push(&list->v, c);
	return CXVisit_Continue;
}

/* The position of a field among those of its record. */
static size_t field_index(CXType type, CXCursor field)
{
	struct member_list list = {};
	size_t i;

	clang_Type_visitFields(clang_getCanonicalType(type), push_member,
			       &list);
	for (i = 0; i < list.v.n; i++)
		if (clang_equalCursors(list.v.v[i], field))
			break;
	vec_deinit(&list.v);
	return i;
}

static bool is_unnamed(CXCursor field)
{
	CXString s = clang_getCursorSpelling(field);
	const char *name = clang_getCString(s);
	bool ret = !name || !*name || strchr(name, '(');

	clang_disposeString(s);
	return ret;
}

static expr_id init_member(struct init_walk *w, expr_id place, CXCursor field)
{
	if (is_unnamed(field))
		return place;
	return expr_field(w->lo, place, cursor_name(w->lo, field),
			  type_of(w->lo, field));
}

static bool is_designated(CXCursor c)
{
	autokids kids = {};

	if (clang_getCursorKind(c) != CXCursor_UnexposedExpr)
		return false;
	/* an implicit cast has a type, a designated initialiser has none */
	if (clang_getCursorType(c).kind != CXType_Void)
		return false;
	kids_get(c, &kids);
	return kids.n > 1;
}

/* Whether "..." stands between two designators: a GNU range. */
static bool is_range(struct lowering *lo, CXCursor first, CXCursor second)
{
	struct source_range a = source_range(lo, first);
	struct source_range b = source_range(lo, second);

	if (!a.end.file || a.end.file != b.begin.file || !a.end.file->text ||
	    b.begin.offset > a.end.file->len || b.begin.offset < a.end.offset)
		return false;
	return memmem(a.end.file->text + a.end.offset,
		      b.begin.offset - a.end.offset, "...", 3) != NULL;
}

/* Ranges longer than this are initialised at both ends only. */
#define RANGE_MAX 64

static void init_designated(struct init_walk *w, expr_id place, CXType type,
			    const struct kids *kids, size_t i, size_t *next);

static void init_range(struct init_walk *w, expr_id place, CXType type,
		       const struct kids *kids, size_t i, size_t *next)
{
	CXType element =
		clang_getArrayElementType(clang_getCanonicalType(type));
	bool range = i + 2 < kids->n &&
		     is_range(w->lo, kids->v[i], kids->v[i + 1]);
	int64_t lo = 0, hi;

	if (!cursor_evaluate(kids->v[i], &lo))
		w->lo->opaque++;
	hi = lo;
	if (range && !cursor_evaluate(kids->v[++i], &hi))
		w->lo->opaque++;
	for (int64_t k = lo; k <= hi; k++) {
		if (hi - lo > RANGE_MAX && k == lo + 1)
			k = hi;
		init_designated(w, init_element(w, place, element, k), element,
				kids, i + 1, NULL);
	}
	if (next)
		*next = hi + 1;
}

/* Follow the designators kids[i..n-2]; the value is the last child. */
static void init_designated(struct init_walk *w, expr_id place, CXType type,
			    const struct kids *kids, size_t i, size_t *next)
{
	CXCursor field;

	if (i + 1 >= kids->n) {
		init_object(w, place, type, kids->v[kids->n - 1]);
		return;
	}
	if (clang_getCursorKind(kids->v[i]) != CXCursor_MemberRef) {
		init_range(w, place, type, kids, i, next);
		return;
	}
	field = clang_getCursorReferenced(kids->v[i]);
	if (next)
		*next = field_index(type, field) + 1;
	init_designated(w, init_member(w, place, field),
			clang_getCursorType(field), kids, i + 1, NULL);
}

/* Whether @value stands for a whole object of aggregate @type. */
static bool is_whole(CXType type, CXCursor value)
{
	CXCursor inner = cursor_strip(value);

	if (!is_aggregate(type) ||
	    clang_getCursorKind(inner) == CXCursor_InitListExpr)
		return true;
	if (is_record(type))
		return cursor_type_kind(inner) == CXType_Record;
	return clang_getCursorKind(inner) == CXCursor_StringLiteral;
}

/* The next element(s) of the list go to the member @place. */
static void init_next(struct init_walk *w, expr_id place, CXType type)
{
	size_t before = w->i;

	if (is_whole(type, w->v[w->i]))
		init_object(w, place, type, w->v[w->i++]);
	else
		init_members(w, place, type, false);
	if (w->i == before)
		w->i++;
}

/* A designator: of this list, or (not braced) of one further out. */
static bool init_jump(struct init_walk *w, expr_id place, CXType type,
		      bool braced, size_t *next)
{
	autokids kids = {};

	if (!braced)
		return false;
	kids_get(w->v[w->i++], &kids);
	init_designated(w, place, type, &kids, 0, next);
	return true;
}

static void init_record(struct init_walk *w, expr_id place, CXType type,
			bool braced)
{
	CXType canonical = clang_getCanonicalType(type);
	bool is_union =
		clang_getCursorKind(clang_getTypeDeclaration(canonical)) ==
		CXCursor_UnionDecl;
	struct member_list list = {};
	size_t next = 0;

	clang_Type_visitFields(canonical, push_member, &list);
	while (w->i < w->n) {
		CXCursor field;

		if (is_designated(w->v[w->i])) {
			if (!init_jump(w, place, type, braced, &next))
				break;
			continue;
		}
		if (next >= list.v.n || (is_union && next))
			break;
		field = list.v.v[next++];
		init_next(w, init_member(w, place, field),
			  clang_getCursorType(field));
	}
	vec_deinit(&list.v);
}

static void init_array(struct init_walk *w, expr_id place, CXType type,
		       bool braced)
{
	CXType canonical = clang_getCanonicalType(type);
	CXType element = clang_getArrayElementType(canonical);
	size_t next = 0, count = SIZE_MAX;

	if (canonical.kind == CXType_ConstantArray)
		count = clang_getArraySize(canonical);
	while (w->i < w->n) {
		if (is_designated(w->v[w->i])) {
			if (!init_jump(w, place, type, braced, &next))
				break;
			continue;
		}
		if (next >= count)
			break;
		init_next(w, init_element(w, place, element, next), element);
		next++;
	}
}

static void init_members(struct init_walk *w, expr_id place, CXType type,
			 bool braced)
{
	if (w->lo->depth >= LOWER_DEPTH_MAX) {
		w->lo->opaque++;
		w->i = w->n;
		return;
	}
	w->lo->depth++;
	if (is_record(type))
		init_record(w, place, type, braced);
	else
		init_array(w, place, type, braced);
	w->lo->depth--;
}

/* Tables of plain numbers longer than this are data, not structure. */
#define NUMBERS_MAX 64

static bool is_number_table(const struct init_walk *w, CXType type, size_t n)
{
	CXType element =
		clang_getArrayElementType(clang_getCanonicalType(type));

	element = clang_getCanonicalType(element);
	return w->global && n > NUMBERS_MAX && element.kind >= CXType_Bool &&
	       element.kind <= CXType_LongDouble;
}

static void init_object(struct init_walk *w, expr_id place, CXType type,
			CXCursor value)
{
	struct init_walk inner = {.lo = w->lo, .global = w->global};
	CXCursor list = cursor_strip(value);
	autokids kids = {};

	if (w->global &&
	    clang_getCursorKind(list) == CXCursor_CompoundLiteralExpr) {
		autokids literal = {};

		kids_get(list, &literal);
		if (literal.n)
			list = cursor_strip(literal.v[literal.n - 1]);
	}
	if (clang_getCursorKind(list) != CXCursor_InitListExpr) {
		init_leaf(w, place, value);
		return;
	}
	kids_get(list, &kids);
	inner.v = kids.v;
	inner.n = kids.n;
	if (is_number_table(w, type, kids.n))
		return;
	if (is_aggregate(type))
		init_members(&inner, place, type, true);
	else if (kids.n)
		init_leaf(w, place, kids.v[0]);
}

void lower_local_init(struct lowering *lo, expr_id place, CXType type,
		      CXCursor init)
{
	struct init_walk w = {.lo = lo};

	if (is_aggregate(type))
		emit_assign(lo, place, expr_const(lo, type_for(lo, type), 0),
			    OP_INIT, source_span(lo, init));
	init_object(&w, place, type, init);
}

void lower_global_object(struct lowering *lo, expr_id place, CXType type,
			 CXCursor init)
{
	struct init_walk w = {.lo = lo, .global = true};
	struct build *b = lo->build;

	/* nothing is evaluated at run time */
	lo->build = NULL;
	init_object(&w, place, type, init);
	lo->build = b;
}

void lower_global_init(struct lowering *lo, CXCursor decl)
{
	CXCursor init = clang_Cursor_getVarDeclInitializer(decl);

	if (!clang_Cursor_isNull(init))
		lower_global_object(lo, expr_symbol(lo, symbol_for(lo, decl)),
				    clang_getCursorType(decl), init);
}
