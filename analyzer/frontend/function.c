// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "frontend/lower.h"

/* Functions of headers longer than this are left alone. */
#define HEADER_FUNCTION_MAX_LINES 60

static unsigned int function_flags(struct lowering *lo, CXCursor c,
				   bool from_header)
{
	unsigned int flags = from_header ? FUNC_FROM_HEADER : 0;

	if (clang_Cursor_getStorageClass(c) == CX_SC_Static)
		flags |= FUNC_STATIC;
	if (clang_Cursor_isFunctionInlined(c))
		flags |= FUNC_INLINE;
	if (clang_Cursor_isVariadic(c))
		flags |= FUNC_VARIADIC;
	if (callee_for(lo, c)->noreturn)
		flags |= FUNC_NORETURN;
	return flags;
}

static void add_params(struct lowering *lo, CXCursor c, struct fact_func *func)
{
	int n = clang_Cursor_getNumArguments(c);

	func->param0 = lo->facts->symbols.n;
	for (int i = 0; i < n; i++)
		symbol_add_param(lo, clang_Cursor_getArgument(c, i), i);
	func->n_params = n > 0 ? n : 0;
}

static CXCursor function_body(CXCursor c)
{
	autokids kids = {};

	kids_get(c, &kids);
	if (kids.n &&
	    clang_getCursorKind(kids.v[kids.n - 1]) == CXCursor_CompoundStmt)
		return kids.v[kids.n - 1];
	return clang_getNullCursor();
}

/* Whether clang dropped a part of the function for an error in it. */
static bool has_gaps(struct lowering *lo, CXCursor c)
{
	CXSourceRange extent = clang_getCursorExtent(c);
	CXFile file;
	unsigned int begin, end;

	clang_getFileLocation(clang_getRangeStart(extent), &file, NULL, NULL,
			      &begin);
	clang_getFileLocation(clang_getRangeEnd(extent), NULL, NULL, NULL,
			      &end);
	for (size_t i = 0; i < lo->parse->dropped.n; i++) {
		const struct error_site *it = &lo->parse->dropped.v[i];

		if (it->file == file && it->offset >= begin && it->offset < end)
			return true;
	}
	return false;
}

void lower_function(struct lowering *lo, CXCursor c, bool from_header)
{
	CXCursor body = function_body(c);
	struct fact_func func = {};
	struct build b;
	uint32_t entry;

	if (clang_Cursor_isNull(body))
		return;
	build_init(&b, lo->facts);
	b.func = lo->facts->funcs.n;
	b.cursor = c;
	lo->build = lo->function = &b;
	func.name = cursor_name(lo, c);
	func.ret = type_for(lo, clang_getCursorResultType(c));
	func.flags = function_flags(lo, c, from_header);
	func.span = source_span(lo, c);
	add_params(lo, c, &func);
	entry = build_block_new(&b);
	build_enter(&b, entry);
	lower_stmt(lo, body);
	build_return(&b, 0, source_end_span(lo, c));
	build_resolve_gotos(&b);
	lower_resolve_computed(lo);
	build_finish(&b, &func, entry);
	if (b.incomplete || has_gaps(lo, c))
		func.flags |= FUNC_INCOMPLETE;
	vec_push(&lo->facts->funcs, func);
	lo->build = lo->function = NULL;
	build_deinit(&b);
}

static bool is_small(CXCursor definition)
{
	CXSourceRange extent = clang_getCursorExtent(definition);
	unsigned int first, last;

	clang_getFileLocation(clang_getRangeStart(extent), NULL, &first, NULL,
			      NULL);
	clang_getFileLocation(clang_getRangeEnd(extent), NULL, &last, NULL,
			      NULL);
	return last - first < HEADER_FUNCTION_MAX_LINES;
}

void header_function_named(struct lowering *lo, CXCursor decl)
{
	CXCursor definition = clang_getCursorDefinition(decl);
	struct source_file *file;

	if (clang_Cursor_isNull(definition))
		return;
	file = source_file_of(lo, definition);
	if (!file || file->class != SOURCE_LOCAL_HEADER ||
	    ptrmap_get(&lo->header_funcs, definition.data[0], NULL) ||
	    !is_small(definition))
		return;
	ptrmap_add(&lo->header_funcs, definition.data[0], 1);
	vec_push(&lo->pending, definition);
}
