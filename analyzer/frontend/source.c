// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "frontend/lower.h"

/* Source text kept for people is cut at this many bytes. */
#define TEXT_MAX_LEN 120

static bool ends_with(const char *s, const char *tail)
{
	size_t n = strlen(s), k = strlen(tail);

	return n >= k && !strcmp(s + n - k, tail);
}

static enum source_class classify(struct lowering *lo, CXFile file,
				  const char *path)
{
	CXFile main = clang_getFile(lo->tu, lo->unit->file);
	const char *below;

	if (clang_File_isEqual(main, file))
		return SOURCE_MAIN;
	if (ends_with(path, ".c"))
		return SOURCE_INCLUDED;
	below = path_below(lo->sources.folder, path);
	if (below && !strchr(below, '/'))
		return SOURCE_LOCAL_HEADER;
	return SOURCE_OTHER;
}

static struct source_file *file_add(struct lowering *lo, CXFile file)
{
	struct source_file *sf = xcalloc(1, sizeof(*sf));
	CXString name = clang_getFileName(file);
	const char *root = lo->options->root;
	autofree char *path =
		path_normalize(lo->unit->directory, clang_getCString(name));
	const char *below = root ? path_below(root, path) : NULL;

	clang_disposeString(name);
	sf->file = file;
	sf->name = facts_str_add(lo->facts, below ? below : path);
	sf->class = classify(lo, file, path);
	/* reading a header that a precompiled one stands for costs time */
	if (sf->class != SOURCE_OTHER)
		sf->text = clang_getFileContents(lo->tu, file, &sf->len);
	vec_push(&lo->sources.files, sf);
	return sf;
}

static struct source_file *file_for(struct lowering *lo, CXFile file)
{
	struct source_file *last = lo->sources.last;

	if (!file)
		return NULL;
	if (last && last->file == file)
		return last;
	last = NULL;
	vec_for_each(&lo->sources.files, it)
		if ((*it)->file == file)
			last = *it;
	if (!last)
		last = file_add(lo, file);
	lo->sources.last = last;
	return last;
}

struct source_point source_point(struct lowering *lo, CXSourceLocation loc)
{
	struct source_point p = {};
	CXFile file;

	clang_getFileLocation(loc, &file, &p.line, &p.col, &p.offset);
	p.file = file_for(lo, file);
	return p;
}

struct source_file *source_file_of(struct lowering *lo, CXCursor c)
{
	CXFile file;

	clang_getFileLocation(clang_getCursorLocation(c), &file, NULL, NULL,
			      NULL);
	return file_for(lo, file);
}

struct source_range source_range(struct lowering *lo, CXCursor c)
{
	CXSourceRange extent = clang_getCursorExtent(c);
	struct source_range r = {
		.begin = source_point(lo, clang_getRangeStart(extent)),
		.end = source_point(lo, clang_getRangeEnd(extent)),
	};
	const struct expansion *e;

	if (!r.begin.file)
		return r;
	e = source_expansion_at(r.begin.file, r.begin.offset);
	if (r.end.file == r.begin.file && r.end.offset > r.begin.offset &&
	    !(e && r.end.offset < e->end))
		return r;
	r.end = r.begin;
	if (e) {
		r.end.offset = e->end;
		r.end.line = e->end_line;
		r.end.col = e->end_col;
	}
	return r;
}

static enum CXChildVisitResult collect_expansion(CXCursor c, CXCursor parent,
						 CXClientData data)
{
	struct lowering *lo = data;
	CXSourceRange extent;
	struct source_point begin, end;
	struct expansion e;

	if (clang_getCursorKind(c) != CXCursor_MacroExpansion)
		return clang_isPreprocessing(clang_getCursorKind(c)) ?
			       CXChildVisit_Continue :
			       CXChildVisit_Break;
	extent = clang_getCursorExtent(c);
	begin = source_point(lo, clang_getRangeStart(extent));
	if (!begin.file || begin.file->class == SOURCE_OTHER)
		return CXChildVisit_Continue;
	end = source_point(lo, clang_getRangeEnd(extent));
	e = (struct expansion){
		.begin = begin.offset,
		.end = end.offset,
		.end_line = end.line,
		.end_col = end.col,
		.name = cursor_name(lo, c),
	};
	e.wanted = lo->options->macros &&
		   strmap_get(lo->options->macros, facts_str(lo->facts, e.name),
			      NULL);
	vec_push(&begin.file->all, e);
	return CXChildVisit_Continue;
}

static int by_begin(const void *x, const void *y)
{
	const struct expansion *a = x, *b = y;

	if (a->begin != b->begin)
		return a->begin < b->begin ? -1 : 1;
	if (a->end != b->end)
		return a->end > b->end ? -1 : 1;
	return 0;
}

void source_expansions(struct lowering *lo)
{
	clang_visitChildren(clang_getTranslationUnitCursor(lo->tu),
			    collect_expansion, lo);
	vec_for_each(&lo->sources.files, it) {
		struct source_file *sf = *it;
		uint32_t end = 0;

		if (sf->all.n)
			qsort(sf->all.v, sf->all.n, sizeof(*sf->all.v),
			      by_begin);
		vec_for_each(&sf->all, e) {
			lo->sources.wanted_any |= e->wanted;
			if (e->begin < end)
				continue;
			end = e->end;
			vec_push(&sf->outer, *e);
		}
	}
}

/* Index of the first expansion of @v that begins after @offset. */
static size_t upper_bound(const struct expansion *v, size_t n, uint32_t offset)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (v[mid].begin <= offset)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct expansion *source_expansion_at(const struct source_file *file,
					    uint32_t offset)
{
	size_t i = upper_bound(file->all.v, file->all.n, offset);

	if (!i || file->all.v[i - 1].begin != offset)
		return NULL;
	while (i > 1 && file->all.v[i - 2].begin == offset)
		i--;
	return &file->all.v[i - 1];
}

const struct expansion *source_expansion_around(const struct source_file *file,
						uint32_t offset)
{
	size_t i = upper_bound(file->outer.v, file->outer.n, offset);

	if (!i || file->outer.v[i - 1].end <= offset)
		return NULL;
	return &file->outer.v[i - 1];
}

const struct expansion *source_wanted_around(const struct source_file *file,
					     uint32_t offset)
{
	const struct expansion *outer = source_expansion_around(file, offset);
	size_t i = upper_bound(file->all.v, file->all.n, offset);

	while (outer && i-- && file->all.v[i].begin >= outer->begin) {
		const struct expansion *e = &file->all.v[i];

		if (e->wanted && e->begin < offset && e->end > offset)
			return e;
	}
	return NULL;
}

static span_id span_add(struct lowering *lo, const struct source_range *r)
{
	const struct expansion *around;
	struct fact_span s = {
		.line = r->begin.line,
		.col = r->begin.col,
		.end_line = r->end.line,
		.end_col = r->end.col,
	};

	if (!r->begin.file)
		return 0;
	s.file = r->begin.file->name;
	around = source_expansion_around(r->begin.file, r->begin.offset);
	s.macro = around ? around->name : 0;
	if (memcmp(vec_last(&lo->facts->spans), &s, sizeof(s)) != 0)
		vec_push(&lo->facts->spans, s);
	return lo->facts->spans.n - 1;
}

span_id source_span(struct lowering *lo, CXCursor c)
{
	struct source_range r = source_range(lo, c);

	return span_add(lo, &r);
}

span_id source_expansion_span(struct lowering *lo,
			      const struct source_file *file,
			      const struct expansion *e)
{
	struct source_range r = {
		.begin = source_point(lo, clang_getLocationForOffset(lo->tu,
								     file->file,
								     e->begin)),
	};

	r.end = r.begin;
	r.end.offset = e->end;
	r.end.line = e->end_line;
	r.end.col = e->end_col;
	return span_add(lo, &r);
}

span_id source_end_span(struct lowering *lo, CXCursor c)
{
	struct source_range r = source_range(lo, c);

	if (r.end.offset > r.begin.offset && r.end.col > 1) {
		r.begin.offset = r.end.offset - 1;
		r.begin.line = r.end.line;
		r.begin.col = r.end.col - 1;
	}
	return span_add(lo, &r);
}

str_id source_text_of(struct lowering *lo, const struct source_file *file,
		      uint32_t begin, uint32_t end)
{
	struct strbuf sb = {};
	bool space = false;
	str_id id;

	if (!file || !file->text)
		return 0;
	for (; begin < end && begin < file->len; begin++) {
		char ch = file->text[begin];

		if (isspace((unsigned char)ch)) {
			space = sb.len > 0;
			continue;
		}
		if (sb.len >= TEXT_MAX_LEN) {
			strbuf_adds(&sb, "...");
			break;
		}
		if (space)
			strbuf_addc(&sb, ' ');
		space = false;
		strbuf_addc(&sb, ch);
	}
	id = facts_str_add(lo->facts, strbuf_str(&sb));
	strbuf_deinit(&sb);
	return id;
}

str_id source_text(struct lowering *lo, CXCursor c)
{
	struct source_range r = source_range(lo, c);

	return source_text_of(lo, r.begin.file, r.begin.offset, r.end.offset);
}

uint32_t source_skip_quoted(const struct source_file *f, uint32_t i)
{
	char ch = f->text[i];

	if (ch == '"' || ch == '\'') {
		for (i++; i < f->len && f->text[i] != ch; i++)
			if (f->text[i] == '\\')
				i++;
		return i;
	}
	if (ch == '/' && i + 1 < f->len && f->text[i + 1] == '*') {
		for (i += 2; i + 1 < f->len; i++)
			if (f->text[i] == '*' && f->text[i + 1] == '/')
				return i + 1;
	}
	if (ch == '/' && i + 1 < f->len && f->text[i + 1] == '/')
		while (i < f->len && f->text[i] != '\n')
			i++;
	return i;
}

void sources_deinit(struct sources *sources)
{
	vec_for_each(&sources->files, it) {
		vec_deinit(&(*it)->all);
		vec_deinit(&(*it)->outer);
		free(*it);
	}
	vec_deinit(&sources->files);
}
