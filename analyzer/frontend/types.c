// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "frontend/lower.h"

static enum type_kind kind_of(CXType canonical)
{
	switch (canonical.kind) {
	case CXType_Void:
		return TYPE_VOID;
	case CXType_Bool:
		return TYPE_BOOL;
	case CXType_Char_U ... CXType_UInt128:
	case CXType_Char_S ... CXType_Int128:
		return TYPE_INT;
	case CXType_Enum:
		return TYPE_ENUM;
	case CXType_Float ... CXType_LongDouble:
	case CXType_Float128 ... CXType_Float16:
		return TYPE_FLOAT;
	case CXType_Pointer:
		return TYPE_POINTER;
	case CXType_ConstantArray:
	case CXType_IncompleteArray:
	case CXType_VariableArray:
	case CXType_DependentSizedArray:
	case CXType_Vector:
		return TYPE_ARRAY;
	case CXType_Record:
		return TYPE_RECORD;
	case CXType_FunctionProto:
	case CXType_FunctionNoProto:
		return TYPE_FUNCTION;
	default:
		return TYPE_UNKNOWN;
	}
}

static bool is_signed(CXType canonical)
{
	if (canonical.kind == CXType_Enum)
		canonical = clang_getCanonicalType(clang_getEnumDeclIntegerType(
			clang_getTypeDeclaration(canonical)));
	return canonical.kind >= CXType_Char_S &&
	       canonical.kind <= CXType_Int128;
}

/*
 * How C spells the type. Where clang says "(unnamed struct at FILE:1:2)" the
 * place is left out: it differs between machines.
 */
static char *spelling_of(CXType t)
{
	CXString s = clang_getTypeSpelling(t);
	const char *text = clang_getCString(s);
	struct strbuf sb = {};

	for (const char *p = text ? text : ""; *p; p++) {
		const char *close;

		if (strncmp(p, "(unnamed", 8) && strncmp(p, "(anonymous", 10)) {
			strbuf_addc(&sb, *p);
			continue;
		}
		strbuf_adds(&sb, "(anonymous)");
		close = strchr(p, ')');
		if (!close)
			break;
		p = close;
	}
	clang_disposeString(s);
	return strbuf_take(&sb);
}

/* typeof() and __auto_type say nothing to a reader: take what they mean. */
static CXType sugar_kept(CXType t, char **spelling)
{
	*spelling = spelling_of(t);
	if (strstr(*spelling, "typeof") || strstr(*spelling, "__auto_type")) {
		free(*spelling);
		t = clang_getCanonicalType(t);
		*spelling = spelling_of(t);
	}
	return t;
}

static uint32_t record_for(struct types *types, CXType canonical)
{
	CXCursor decl = clang_getTypeDeclaration(canonical);
	struct record record = {.type = canonical};
	uint32_t id;

	if (ptrmap_get(&types->by_record, decl.data[0], &id))
		return id;
	id = types->records.n;
	vec_push(&types->records, record);
	ptrmap_add(&types->by_record, decl.data[0], id);
	return id;
}

static unsigned int flags_of(CXType t, CXType canonical)
{
	unsigned int flags = 0;

	if (is_signed(canonical))
		flags |= TYPE_SIGNED;
	if (clang_isConstQualifiedType(canonical))
		flags |= TYPE_CONST;
	if (clang_isVolatileQualifiedType(canonical))
		flags |= TYPE_VOLATILE;
	return flags;
}

/* The tag of a record or enum, and what else its declaration tells. */
static void describe_tag(struct lowering *lo, CXType canonical,
			 struct fact_type *f)
{
	CXCursor decl = clang_getTypeDeclaration(canonical);
	CXString s = clang_getCursorSpelling(decl);
	const char *tag = clang_getCString(s);

	if (clang_getCursorKind(decl) == CXCursor_UnionDecl)
		f->flags |= TYPE_UNION;
	if (clang_Cursor_isNull(clang_getCursorDefinition(decl)))
		f->flags |= TYPE_INCOMPLETE;
	if (clang_Cursor_isAnonymous(decl) || (tag && strchr(tag, '(')))
		f->flags |= TYPE_ANONYMOUS;
	else
		f->record = facts_str_add(lo->facts, tag);
	clang_disposeString(s);
}

static void describe_size(CXType canonical, struct fact_type *f)
{
	long long size = -1, align = -1;

	if (f->kind != TYPE_VOID && f->kind != TYPE_FUNCTION &&
	    f->kind != TYPE_UNKNOWN && !(f->flags & TYPE_INCOMPLETE)) {
		size = clang_Type_getSizeOf(canonical);
		align = clang_Type_getAlignOf(canonical);
	}
	f->size = size < 0 ? FACTS_SIZE_UNKNOWN : size;
	f->align = align < 0 ? 0 : align;
}

static type_id target_of(struct lowering *lo, CXType t, CXType canonical,
			 enum type_kind kind)
{
	CXType target;

	switch (kind) {
	case TYPE_POINTER:
		target = clang_getPointeeType(t);
		if (target.kind == CXType_Invalid)
			target = clang_getPointeeType(canonical);
		break;
	case TYPE_ARRAY:
		target = clang_getElementType(t);
		if (target.kind == CXType_Invalid)
			target = clang_getElementType(canonical);
		break;
	case TYPE_FUNCTION:
		target = clang_getResultType(t);
		break;
	default:
		return 0;
	}
	return type_for(lo, target);
}

static type_id type_new(struct lowering *lo, CXType t, const char *spelling)
{
	CXType canonical = clang_getCanonicalType(t);
	type_id id = lo->facts->types.n;
	struct fact_type f = {
		.kind = kind_of(canonical),
		.flags = flags_of(t, canonical),
		.name = facts_str_add(lo->facts, spelling),
	};
	uint32_t record = 0;

	if (f.kind == TYPE_RECORD || f.kind == TYPE_ENUM)
		describe_tag(lo, canonical, &f);
	if (f.kind == TYPE_RECORD)
		record = record_for(&lo->types, canonical) + 1;
	describe_size(canonical, &f);
	if (canonical.kind == CXType_ConstantArray ||
	    canonical.kind == CXType_Vector)
		f.count = clang_getNumElements(canonical);
	vec_push(&lo->facts->types, f);
	vec_push(&lo->types.record_of, record);
	return id;
}

type_id type_for(struct lowering *lo, CXType t)
{
	const void *key = t.data[0];
	autofree char *spelling = NULL;
	autofree char *name = NULL;
	uint32_t id;
	type_id target;

	if (t.kind == CXType_Invalid || !key)
		return 0;
	if (ptrmap_get(&lo->types.by_type, key, &id))
		return id;
	t = sugar_kept(t, &spelling);
	name = xasprintf("%p %s", clang_getCanonicalType(t).data[0], spelling);
	if (!strmap_get(&lo->types.by_name, name, &id)) {
		id = type_new(lo, t, spelling);
		strmap_put(&lo->types.by_name, name, id);
		ptrmap_add(&lo->types.by_type, key, id);
		target = target_of(lo, t, clang_getCanonicalType(t),
				   lo->facts->types.v[id].kind);
		lo->facts->types.v[id].target = target;
		return id;
	}
	ptrmap_add(&lo->types.by_type, key, id);
	return id;
}

type_id type_of(struct lowering *lo, CXCursor c)
{
	return type_for(lo, clang_getCursorType(c));
}

static type_id pointer_to(struct lowering *lo, CXType element)
{
	CXTargetInfo target = clang_getTranslationUnitTargetInfo(lo->tu);
	int bits = clang_TargetInfo_getPointerWidth(target);
	type_id to = type_for(lo, element);
	const char *name = facts_str(lo->facts, lo->facts->types.v[to].name);
	autofree char *spelling = xasprintf("%s *", name);
	autofree char *key = xasprintf(
		"%p %s", clang_getCanonicalType(element).data[0], spelling);
	uint32_t id;

	clang_TargetInfo_dispose(target);
	if (strmap_get(&lo->types.by_name, key, &id))
		return id;
	id = lo->facts->types.n;
	vec_push(&lo->facts->types,
		 (struct fact_type){
			 .kind = TYPE_POINTER,
			 .name = facts_str_add(lo->facts, spelling),
			 .target = to,
			 .size = bits > 0 ? bits / 8 : FACTS_SIZE_UNKNOWN,
			 .align = bits > 0 ? bits / 8 : 0,
		 });
	vec_push(&lo->types.record_of, 0);
	strmap_put(&lo->types.by_name, key, id);
	return id;
}

type_id type_of_param(struct lowering *lo, CXCursor decl)
{
	CXType t = clang_getCursorType(decl);

	switch (clang_getCanonicalType(t).kind) {
	case CXType_ConstantArray:
	case CXType_IncompleteArray:
	case CXType_VariableArray:
		return pointer_to(lo, clang_getArrayElementType(t));
	default:
		return type_for(lo, t);
	}
}

void type_want(struct lowering *lo, type_id type)
{
	while (lo->facts->types.v[type].kind == TYPE_ARRAY)
		type = lo->facts->types.v[type].target;
	if (type < lo->types.record_of.n && lo->types.record_of.v[type])
		lo->types.records.v[lo->types.record_of.v[type] - 1].wanted =
			true;
}

struct field_list {
	struct lowering *lo;
	VEC(struct fact_field) fields;
};

static enum CXChildVisitResult find_aligned(CXCursor c, CXCursor parent,
					    CXClientData data)
{
	if (clang_getCursorKind(c) != CXCursor_AlignedAttr)
		return CXChildVisit_Continue;
	*(bool *)data = true;
	return CXChildVisit_Break;
}

static bool has_aligned(CXCursor c)
{
	bool found = false;

	if (clang_Cursor_hasAttrs(c))
		clang_visitChildren(c, find_aligned, &found);
	return found;
}

static enum CXVisitorResult collect_field(CXCursor c, CXClientData data)
{
	struct field_list *list = data;
	struct lowering *lo = list->lo;
	long long offset = clang_Cursor_getOffsetOfField(c);
	CXString s = clang_getCursorSpelling(c);
	const char *name = clang_getCString(s);
	struct fact_field f = {
		.type = type_of(lo, c),
		.bit_offset = offset < 0 ? FACTS_SIZE_UNKNOWN : offset,
	};

	/* clang makes up names such as "union (anonymous at FILE:1:2)" */
	if (name && !strchr(name, '('))
		f.name = facts_str_add(lo->facts, name);
	clang_disposeString(s);
	if (clang_Cursor_isBitField(c))
		f.bit_width = clang_getFieldDeclBitWidth(c);
	if (has_aligned(c))
		f.flags |= FIELD_ALIGNED;
	type_want(lo, f.type);
	vec_push(&list->fields, f);
	return CXVisit_Continue;
}

static void record_lay_out(struct lowering *lo, uint32_t id)
{
	struct field_list list = {.lo = lo};
	struct record *record;

	clang_Type_visitFields(lo->types.records.v[id].type, collect_field,
			       &list);
	record = &lo->types.records.v[id];
	record->done = true;
	record->field0 = lo->facts->fields.n;
	record->n_fields = list.fields.n;
	vec_for_each(&list.fields, it)
		vec_push(&lo->facts->fields, *it);
	vec_deinit(&list.fields);
}

void types_finish(struct lowering *lo)
{
	struct types *types = &lo->types;
	bool again = true;

	while (again) {
		again = false;
		for (uint32_t i = 0; i < types->records.n; i++) {
			if (!types->records.v[i].wanted ||
			    types->records.v[i].done)
				continue;
			record_lay_out(lo, i);
			again = true;
		}
	}
	for (type_id i = 1; i < lo->facts->types.n; i++) {
		const struct record *record;

		if (!types->record_of.v[i])
			continue;
		record = &types->records.v[types->record_of.v[i] - 1];
		lo->facts->types.v[i].field0 = record->field0;
		lo->facts->types.v[i].n_fields = record->n_fields;
	}
}

void types_deinit(struct types *types)
{
	ptrmap_deinit(&types->by_type);
	strmap_deinit(&types->by_name);
	ptrmap_deinit(&types->by_record);
	vec_deinit(&types->records);
	vec_deinit(&types->record_of);
}
