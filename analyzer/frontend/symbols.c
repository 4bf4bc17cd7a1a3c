// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "frontend/lower.h"

static enum symbol_storage global_storage(CXCursor decl)
{
	CXCursor definition = clang_getCursorDefinition(decl);

	if (clang_Cursor_getStorageClass(decl) == CX_SC_Static)
		return SYMBOL_STATIC_GLOBAL;
	if (!clang_Cursor_isNull(definition))
		return SYMBOL_GLOBAL;
	/* a tentative definition is none to clang until the unit ends */
	if (clang_Cursor_getStorageClass(decl) == CX_SC_Extern)
		return SYMBOL_EXTERN;
	return SYMBOL_GLOBAL;
}

static bool is_file_scope(CXCursor decl)
{
	enum CXCursorKind parent =
		clang_getCursorKind(clang_getCursorSemanticParent(decl));

	return parent == CXCursor_TranslationUnit || clang_isInvalid(parent);
}

static enum symbol_storage storage_of(CXCursor decl)
{
	if (clang_getCursorKind(decl) == CXCursor_ParmDecl)
		return SYMBOL_PARAM;
	if (is_file_scope(decl))
		return global_storage(decl);
	switch (clang_Cursor_getStorageClass(decl)) {
	case CX_SC_Static:
		return SYMBOL_STATIC_LOCAL;
	case CX_SC_Extern:
		return SYMBOL_EXTERN;
	default:
		return SYMBOL_LOCAL;
	}
}

/*
 * The function that attribute cleanup names. The C interface shows that there
 * is an attribute, not what it says, and its tokens may stand in a macro:
 * only clang's own printer tells.
 */
static str_id cleanup_of(struct lowering *lo, CXCursor decl)
{
	static const char tag[] = "cleanup(";
	autokids kids = {};
	bool attr = false;
	CXString s;
	const char *p;
	str_id id = 0;

	kids_get(decl, &kids);
	vec_for_each(&kids, it)
		attr |= clang_getCursorKind(*it) == CXCursor_UnexposedAttr;
	if (!attr)
		return 0;
	s = clang_getCursorPrettyPrinted(decl, NULL);
	p = clang_getCString(s) ? strstr(clang_getCString(s), tag) : NULL;
	if (p) {
		autofree char *name = NULL;

		p += strlen(tag);
		name = xstrndup(p, strcspn(p, ")"));
		id = facts_str_add(lo->facts, name);
	}
	clang_disposeString(s);
	return id;
}

static symbol_id symbol_push(struct lowering *lo, CXCursor decl,
			     struct fact_symbol s)
{
	s.name = cursor_name(lo, decl);
	s.type = s.storage == SYMBOL_PARAM ? type_of_param(lo, decl) :
					     type_of(lo, decl);
	s.span = source_span(lo, decl);
	if (s.storage != SYMBOL_EXTERN)
		type_want(lo, s.type);
	vec_push(&lo->facts->symbols, s);
	return lo->facts->symbols.n - 1;
}

symbol_id symbol_for(struct lowering *lo, CXCursor decl)
{
	CXCursor canonical = clang_getCanonicalCursor(decl);
	struct fact_symbol s = {.storage = storage_of(decl)};
	uint32_t id;

	if (ptrmap_get(&lo->symbols, canonical.data[0], &id))
		return id;
	if (s.storage == SYMBOL_LOCAL)
		s.cleanup = cleanup_of(lo, decl);
	if (s.storage == SYMBOL_LOCAL || s.storage == SYMBOL_STATIC_LOCAL ||
	    s.storage == SYMBOL_PARAM)
		s.func = lo->build ? lo->build->func : 0;
	id = symbol_push(lo, decl, s);
	ptrmap_add(&lo->symbols, canonical.data[0], id);
	return id;
}

symbol_id symbol_add_param(struct lowering *lo, CXCursor decl, uint32_t index)
{
	struct fact_symbol s = {
		.storage = SYMBOL_PARAM,
		.func = lo->build->func,
		.index = index,
	};
	symbol_id id = symbol_push(lo, decl, s);

	ptrmap_add(&lo->symbols, clang_getCanonicalCursor(decl).data[0], id);
	return id;
}

symbol_id symbol_add_anonymous(struct lowering *lo, type_id type, span_id span)
{
	struct fact_symbol s = {
		.type = type,
		.func = lo->build ? lo->build->func : 0,
		.storage = lo->build ? SYMBOL_LOCAL : SYMBOL_STATIC_GLOBAL,
		.span = span,
	};

	type_want(lo, type);
	vec_push(&lo->facts->symbols, s);
	return lo->facts->symbols.n - 1;
}

static bool is_noreturn(CXCursor decl, const char *name)
{
	CXString s = clang_getTypeSpelling(clang_getCursorType(decl));
	const char *type = clang_getCString(s);
	bool ret = type && strstr(type, "noreturn");

	clang_disposeString(s);
	return ret || !strcmp(name, "__builtin_unreachable") ||
	       !strcmp(name, "__builtin_trap");
}

const struct callee *callee_for(struct lowering *lo, CXCursor decl)
{
	CXCursor canonical = clang_getCanonicalCursor(decl);
	struct callee callee;
	uint32_t id;

	if (ptrmap_get(&lo->callees, canonical.data[0], &id))
		return &lo->callee_list.v[id];
	callee.name = cursor_name(lo, decl);
	callee.noreturn = is_noreturn(decl, facts_str(lo->facts, callee.name));
	id = lo->callee_list.n;
	vec_push(&lo->callee_list, callee);
	ptrmap_add(&lo->callees, canonical.data[0], id);
	header_function_named(lo, decl);
	return &lo->callee_list.v[id];
}
