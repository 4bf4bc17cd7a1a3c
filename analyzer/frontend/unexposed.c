// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <string.h>

#include "facts/facts_io.h"
#include "frontend/lower.h"

/*
 * Expressions that the C interface shows without saying what they are: they
 * are told by the shape of their children.
 */

static bool is_member_char(char ch)
{
	return isalnum((unsigned char)ch) || ch == '_';
}

/* Text between the end of @child and the end of @c, when both are written
 * in one file; else n is 0. */
static struct source_range tail_of(struct lowering *lo, CXCursor c,
				   CXCursor child)
{
	struct source_range outer = source_range(lo, c);
	struct source_range inner = source_range(lo, child);
	struct source_range none = {};

	if (outer.end.file != inner.end.file || !outer.end.file ||
	    inner.end.offset >= outer.end.offset ||
	    inner.begin.offset < outer.begin.offset || !outer.end.file->text ||
	    outer.end.offset > outer.end.file->len)
		return none;
	return (struct source_range){inner.end, outer.end};
}

/* The member name of "->name" or ".name", or NULL. */
static const char *member_in(const char *p, const char *end, size_t *len,
			     bool *arrow)
{
	const char *name;

	while (p < end && isspace((unsigned char)*p))
		p++;
	*arrow = end - p > 2 && p[0] == '-' && p[1] == '>';
	if (!*arrow && !(end - p > 1 && *p == '.'))
		return NULL;
	p += *arrow ? 2 : 1;
	while (p < end && isspace((unsigned char)*p))
		p++;
	name = p;
	while (p < end && is_member_char(*p))
		p++;
	*len = p - name;
	return p == end && *len && !isdigit((unsigned char)*name) ? name : NULL;
}

/* Where "->name" stands in @c after @child, or NULL. */
static const char *hidden_name(struct lowering *lo, CXCursor c, CXCursor child,
			       size_t *len, bool *arrow)
{
	struct source_range r = tail_of(lo, c, child);

	if (!r.begin.file)
		return NULL;
	return member_in(r.begin.file->text + r.begin.offset,
			 r.begin.file->text + r.end.offset, len, arrow);
}

expr_id lower_hidden_member(struct lowering *lo, CXCursor c, CXCursor child)
{
	autofree char *name = NULL;
	bool arrow;
	size_t len;
	const char *found = hidden_name(lo, c, child, &len, &arrow);
	expr_id base;

	if (!found)
		return 0;
	name = xstrndup(found, len);
	base = arrow ? lower_value(lo, child) : lower_place(lo, child);
	/* nothing is left of what did not compile */
	if (!base)
		return 0;
	if (arrow)
		base = expr_deref(lo, base, 0);
	return expr_field(lo, base, facts_str_add(lo->facts, name), 0);
}

bool cursor_hides_member(struct lowering *lo, CXCursor c, CXCursor child)
{
	bool arrow;
	size_t len;

	return clang_getCursorKind(c) == CXCursor_UnexposedExpr &&
	       hidden_name(lo, c, child, &len, &arrow);
}

static bool is_va_arg(CXCursor c, CXCursor child)
{
	CXString s = clang_getTypeSpelling(clang_getCursorType(child));
	CXString own = clang_getTypeSpelling(clang_getCursorType(c));
	const char *text = clang_getCString(s);
	bool ret = text && strstr(text, "va_list") &&
		   !strstr(clang_getCString(own), "va_list");

	clang_disposeString(s);
	clang_disposeString(own);
	return ret;
}

static expr_id not_followed(struct lowering *lo, CXCursor c)
{
	struct fact_expr e = {.kind = EXPR_OPAQUE,
			      .type = type_of(lo, c),
			      .str = source_text(lo, c)};

	return facts_expr_add(lo->facts, &e);
}

static expr_id wrapped(struct lowering *lo, CXCursor c, CXCursor child)
{
	int64_t value;
	expr_id e;

	/* an implicit conversion stands exactly where its operand does */
	if (!clang_equalRanges(clang_getCursorExtent(c),
			       clang_getCursorExtent(child))) {
		if (cursor_hides_member(lo, c, child))
			return lower_read(lo, lower_hidden_member(lo, c, child),
					  c);
		if (cursor_evaluate(c, &value))
			return expr_const(lo, type_of(lo, c), value);
		if (!is_va_arg(c, child))
			return lower_opaque(lo, c);
		lower_effect(lo, child);
		return not_followed(lo, c);
	}
	if (!cursor_is_array(child) || !cursor_is_pointer(c))
		return lower_value(lo, child);
	e = lower_place(lo, child);
	return expr_addr(lo, e, type_of(lo, c));
}

static bool same_begin(CXCursor a, CXCursor b)
{
	return clang_equalLocations(
		clang_getRangeStart(clang_getCursorExtent(a)),
		clang_getRangeStart(clang_getCursorExtent(b)));
}

static bool is_gnu_conditional(const struct kids *kids)
{
	return kids->n == 4 && same_begin(kids->v[0], kids->v[1]) &&
	       same_begin(kids->v[0], kids->v[2]);
}

/* __builtin_choose_expr(), and "?:" outside of a function. */
expr_id lower_chosen(struct lowering *lo, CXCursor c, const struct kids *kids)
{
	int64_t value;

	if (kids->n != 3 || cursor_is_pointer(kids->v[0]) ||
	    !cursor_evaluate(kids->v[0], &value))
		return lower_opaque(lo, c);
	return lower_value(lo, kids->v[value ? 1 : 2]);
}

static bool has_member_ref(const struct kids *kids)
{
	for (size_t i = 0; i < kids->n; i++)
		if (clang_getCursorKind(kids->v[i]) == CXCursor_MemberRef)
			return true;
	return false;
}

expr_id lower_unexposed(struct lowering *lo, CXCursor c)
{
	autokids kids = {};
	int64_t value;

	kids_get(c, &kids);
	if (has_member_ref(&kids))
		return lower_offsetof(lo, c);
	if (kids.n == 1 && clang_isExpression(clang_getCursorKind(kids.v[0])))
		return wrapped(lo, c, kids.v[0]);
	if (is_gnu_conditional(&kids))
		return lower_gnu_conditional(lo, c, &kids);
	if (kids.n == 2 && is_va_arg(c, kids_expr(&kids, 0))) {
		lower_effect(lo, kids_expr(&kids, 0));
		return not_followed(lo, c);
	}
	if (kids.n != 3 && cursor_evaluate(c, &value))
		return expr_const(lo, type_of(lo, c), value);
	return lower_chosen(lo, c, &kids);
}

/* The result that clang chose has the type of the whole; several may. */
expr_id lower_generic(struct lowering *lo, CXCursor c)
{
	CXType type = clang_getCanonicalType(clang_getCursorType(c));
	autokids kids = {};
	CXCursor found = clang_getNullCursor();
	unsigned int n = 0;
	int64_t value;

	kids_get(c, &kids);
	for (size_t i = 1; i < kids_count_exprs(&kids); i++) {
		CXCursor kid = kids_expr(&kids, i);

		if (!clang_equalTypes(type, clang_getCanonicalType(
						    clang_getCursorType(kid))))
			continue;
		found = kid;
		n++;
	}
	if (n == 1)
		return lower_value(lo, found);
	if (cursor_evaluate(c, &value))
		return expr_const(lo, type_of(lo, c), value);
	return lower_opaque(lo, c);
}

/* "struct foo, a.b[]" and the value in bytes, -1 when an index varies. */
expr_id lower_offsetof(struct lowering *lo, CXCursor c)
{
	struct fact_expr e = {.kind = EXPR_OFFSETOF, .type = type_of(lo, c)};
	struct strbuf type = {}, member = {};
	autokids kids = {};

	if (!cursor_evaluate(c, &e.value))
		e.value = -1;
	kids_get(c, &kids);
	vec_for_each(&kids, it) {
		enum CXCursorKind kind = clang_getCursorKind(*it);
		CXString s = clang_getCursorSpelling(*it);
		const char *name = clang_getCString(s);

		if (kind == CXCursor_TypeRef)
			strbuf_adds(&type, name);
		else if (kind == CXCursor_MemberRef && *name)
			strbuf_addf(&member, "%s%s", member.len ? "." : "",
				    name);
		else if (member.len && clang_isExpression(kind))
			strbuf_adds(&member, "[]");
		clang_disposeString(s);
	}
	strbuf_addf(&type, ", %s", strbuf_str(&member));
	e.str = facts_str_add(lo->facts, strbuf_str(&type));
	strbuf_deinit(&type);
	strbuf_deinit(&member);
	return facts_expr_add(lo->facts, &e);
}

/* What the operand of a sizeof says: its own text where it is written here. */
static str_id sizeof_text(struct lowering *lo, CXCursor c,
			  const struct kids *kids)
{
	const char *text = facts_str(lo->facts, source_text(lo, c));
	struct strbuf sb = {};
	size_t n = strlen(text);
	str_id id = 0;

	if (!strncmp(text, "sizeof", 6)) {
		text += 6;
		n -= 6;
		while (*text == ' ')
			text++, n--;
		if (*text == '(' && n > 1 && text[n - 1] == ')')
			text++, n -= 2;
		strbuf_add(&sb, text, n);
	} else if (kids_count_exprs(kids)) {
		bool quiet = lo->quiet;

		lo->quiet = true;
		facts_print_expr(lo->facts, lower_place(lo, kids_expr(kids, 0)),
				 &sb);
		lo->quiet = quiet;
	} else if (kids->n) {
		return cursor_name(lo, kids->v[0]);
	}
	id = facts_str_add(lo->facts, strbuf_str(&sb));
	strbuf_deinit(&sb);
	return id;
}

expr_id lower_sizeof(struct lowering *lo, CXCursor c)
{
	struct fact_expr e = {.kind = EXPR_SIZEOF, .type = type_of(lo, c)};
	const char *text = facts_str(lo->facts, source_text(lo, c));
	bool alignof_ = *text == '_';
	autokids kids = {};

	if (!cursor_evaluate(c, &e.value))
		return not_followed(lo, c);
	if (alignof_)
		return expr_const(lo, e.type, e.value);
	kids_get(c, &kids);
	if (kids_count_exprs(&kids))
		type_want(lo, type_of(lo, kids_expr(&kids, 0)));
	e.str = sizeof_text(lo, c, &kids);
	return facts_expr_add(lo->facts, &e);
}
