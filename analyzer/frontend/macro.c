// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <string.h>

#include "frontend/lower.h"

/*
 * Macros that the model names and that do not expand to a call of a function
 * of their name: what stands in the tree is their expansion (shifts and masks
 * of a page table entry, say), what the program says is the macro. They
 * become a call of the macro. Its arguments are found again in the expansion
 * by the place where they were written.
 */

struct macro_arg {
	uint32_t begin, end; /* text, without white space around it */
	CXCursor cursor;
	uint32_t covered; /* bytes of the text that the cursor stands for */
};

struct macro_use {
	struct lowering *lo;
	const struct source_file *file;
	const struct expansion *e;
	VEC(struct macro_arg) args;
	unsigned int calls; /* of functions that the macro is a name for */
};

/*
 * The expansion of a wanted macro that @c as a whole comes from: it begins
 * and ends where the macro does, or begins in an argument and ends with the
 * last token of the macro's own text.
 */
static const struct expansion *use_of(struct lowering *lo, CXCursor c,
				      const struct source_file **file)
{
	CXSourceRange extent = clang_getCursorExtent(c);
	struct source_point begin =
		source_point(lo, clang_getRangeStart(extent));
	struct source_point end;
	const struct expansion *e;

	if (!begin.file)
		return NULL;
	*file = begin.file;
	e = source_expansion_at(begin.file, begin.offset);
	if (!e || !e->wanted)
		e = source_wanted_around(begin.file, begin.offset);
	if (!e)
		return NULL;
	end = source_point(lo, clang_getRangeEnd(extent));
	if (end.file != begin.file)
		return NULL;
	if (begin.offset != e->begin)
		return end.offset == e->end ? e : NULL;
	return end.offset <= e->end ? e : NULL;
}

static bool is_name_for(const char *macro, const char *function)
{
	size_t n = strlen(macro);

	return !strncmp(function, macro, n) &&
	       (!function[n] || function[n] == '_');
}

static enum CXChildVisitResult count_calls(CXCursor c, CXCursor parent,
					   CXClientData data)
{
	struct macro_use *use = data;
	CXString s;
	const char *name;

	if (clang_getCursorKind(c) != CXCursor_CallExpr)
		return CXChildVisit_Recurse;
	s = clang_getCursorSpelling(c);
	name = clang_getCString(s);
	if (name && is_name_for(facts_str(use->lo->facts, use->e->name), name))
		use->calls++;
	clang_disposeString(s);
	return CXChildVisit_Recurse;
}

static void push_arg(struct macro_use *use, uint32_t begin, uint32_t end)
{
	const char *text = use->file->text;
	struct macro_arg arg = {.cursor = clang_getNullCursor()};

	while (begin < end && isspace((unsigned char)text[begin]))
		begin++;
	while (end > begin && isspace((unsigned char)text[end - 1]))
		end--;
	arg.begin = begin;
	arg.end = end;
	vec_push(&use->args, arg);
}

/* Split "NAME(a, b)" at the commas that are not in parentheses. */
static bool split_args(struct macro_use *use)
{
	const struct source_file *f = use->file;
	uint32_t i = use->e->begin, begin = 0;
	int depth = 0;

	if (!f->text || use->e->end > f->len)
		return false;
	for (; i < use->e->end; i++) {
		char ch = f->text[i];

		i = source_skip_quoted(f, i);
		if (ch == '(' || ch == '[' || ch == '{') {
			if (!depth++)
				begin = i + 1;
		} else if (ch == ')' || ch == ']' || ch == '}') {
			if (!--depth)
				break;
		} else if (ch == ',' && depth == 1) {
			push_arg(use, begin, i);
			begin = i + 1;
		}
	}
	if (begin && (use->args.n || i > begin))
		push_arg(use, begin, i);
	return begin != 0;
}

/* Take @c for the argument it was written in, when it covers more of it. */
static bool claim(struct macro_use *use, CXCursor c)
{
	CXSourceRange extent = clang_getCursorExtent(c);
	struct source_point begin =
		source_point(use->lo, clang_getRangeStart(extent));
	struct source_range r;

	if (begin.file != use->file)
		return false;
	vec_for_each(&use->args, it) {
		uint32_t covered;

		if (begin.offset < it->begin || begin.offset >= it->end)
			continue;
		r = source_range(use->lo, c);
		if (r.end.offset > it->end)
			continue;
		covered = r.end.offset - r.begin.offset;
		if (covered <= it->covered)
			return true;
		it->cursor = c;
		it->covered = covered;
		return true;
	}
	return false;
}

static enum CXChildVisitResult find_args(CXCursor c, CXCursor parent,
					 CXClientData data)
{
	enum CXCursorKind kind = clang_getCursorKind(c);

	if (clang_isExpression(kind) && claim(data, c))
		return CXChildVisit_Continue;
	/* the operand of sizeof is not evaluated: not the argument's use */
	if (kind == CXCursor_UnaryExpr)
		return CXChildVisit_Continue;
	return CXChildVisit_Recurse;
}

static expr_id lower_arg(struct lowering *lo, const struct macro_use *use,
			 const struct macro_arg *arg)
{
	struct fact_expr e = {.kind = EXPR_OPAQUE};

	if (!clang_Cursor_isNull(arg->cursor))
		return lower_value(lo, arg->cursor);
	lo->opaque++;
	lo->build->n_opaque++;
	e.str = source_text_of(lo, use->file, arg->begin, arg->end);
	return facts_expr_add(lo->facts, &e);
}

static expr_id call_of_macro(struct lowering *lo, CXCursor c, bool used,
			     struct macro_use *use)
{
	struct fact_op op = {.flags = OP_MACRO, .n_args = use->args.n};
	VEC(expr_id) args = {};

	claim(use, c);
	clang_visitChildren(c, find_args, use);
	vec_for_each(&use->args, it)
		vec_push(&args, lower_arg(lo, use, it));
	emit_args(lo, args.v, args.n);
	vec_deinit(&args);
	op.src = expr_function(lo, use->e->name, 0);
	op.span = source_expansion_span(lo, use->file, use->e);
	op.macro = use->e->name;
	return emit_call(lo, &op, c, used);
}

/*
 * Judge whether @c is to become a call of the macro it comes from. When it is
 * not (it has the one call that the macro is a name for), the parts of it are
 * not looked at again: lo->macro says so, and the caller sets it back.
 */
static bool use_begin(struct lowering *lo, CXCursor c, struct macro_use *use)
{
	use->lo = lo;
	if (!lo->sources.wanted_any || !lo->build || lo->quiet)
		return false;
	use->e = use_of(lo, c, &use->file);
	if (!use->e || use->e == lo->macro)
		return false;
	lo->macro_begin = use->e->begin;
	count_calls(c, c, use);
	clang_visitChildren(c, count_calls, use);
	if (use->calls == 1)
		lo->macro = use->e;
	return use->calls != 1;
}

bool macro_is_wanted(struct lowering *lo, CXCursor c)
{
	struct macro_use use = {};

	return use_begin(lo, c, &use);
}

bool lower_macro(struct lowering *lo, CXCursor c, bool used, expr_id *ret)
{
	struct macro_use use = {};
	bool ok;

	if (!use_begin(lo, c, &use))
		return false;
	lo->macro = use.e;
	ok = split_args(&use);
	if (ok)
		*ret = call_of_macro(lo, c, used, &use);
	vec_deinit(&use.args);
	return ok;
}

/*
 * A named macro that expands to nothing leaves only the semicolon after it: it
 * was called all the same.
 */
void lower_empty_macro(struct lowering *lo, CXCursor c)
{
	struct source_point p = source_point(lo, clang_getCursorLocation(c));
	struct macro_use use = {.lo = lo, .file = p.file};
	uint32_t end = p.offset;

	if (!lo->sources.wanted_any || !p.file || !p.file->text ||
	    end > p.file->len)
		return;
	while (end && isspace((unsigned char)p.file->text[end - 1]))
		end--;
	use.e = end ? source_expansion_around(p.file, end - 1) : NULL;
	if (use.e && use.e->wanted && use.e->end == end &&
	    use.e->begin != lo->macro_begin && split_args(&use))
		call_of_macro(lo, c, false, &use);
	vec_deinit(&use.args);
}
