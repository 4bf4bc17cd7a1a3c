/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FRONTEND_SOURCE_H
#define DMALIAS_FRONTEND_SOURCE_H

#include <clang-c/Index.h>
#include <stdbool.h>

#include "base/vec.h"
#include "facts/facts.h"

struct lowering;

/* What a file of a unit is to us. */
enum source_class {
	SOURCE_OTHER, /* a header of the kernel or the compiler */
	SOURCE_MAIN, /* the unit's file */
	SOURCE_INCLUDED, /* a .c file that it includes */
	SOURCE_LOCAL_HEADER, /* a header of the same folder */
};

/* A macro expansion as written in a file: offsets of "NAME(...)". */
struct expansion {
	uint32_t begin, end;
	uint32_t end_line, end_col;
	str_id name;
	bool wanted; /* the caller asked for this name */
};

struct source_file {
	CXFile file;
	str_id name;
	enum source_class class;
	const char *text; /* clang's buffer, len bytes */
	size_t len;
	VEC(struct expansion) all; /* sorted by begin; outer before inner */
	VEC(struct expansion) outer; /* those not inside another */
};

struct sources {
	VEC(struct source_file *) files;
	struct source_file *last; /* most lookups repeat */
	const char *folder; /* of the main file */
	bool wanted_any;
};

/* A point of a file, where it was written (not where a macro put it). */
struct source_point {
	struct source_file *file;
	uint32_t offset, line, col;
};

/* A stretch of a file. When both ends are in different files, end is begin
 * or the end of the expansion that begins there. */
struct source_range {
	struct source_point begin, end;
};

struct source_point source_point(struct lowering *lo, CXSourceLocation loc);
struct source_range source_range(struct lowering *lo, CXCursor c);
struct source_file *source_file_of(struct lowering *lo, CXCursor c);

/* Collect the macro expansions written in the files that are lowered. */
void source_expansions(struct lowering *lo);

/* The expansion that begins exactly at @offset (the outermost of several). */
const struct expansion *source_expansion_at(const struct source_file *file,
					    uint32_t offset);

/* The outermost expansion around @offset. */
const struct expansion *source_expansion_around(const struct source_file *file,
						uint32_t offset);

/* The innermost wanted expansion around @offset that began before it. */
const struct expansion *source_wanted_around(const struct source_file *file,
					     uint32_t offset);
span_id source_expansion_span(struct lowering *lo,
			      const struct source_file *file,
			      const struct expansion *e);

/* The span of a cursor, with the macro around it. */
span_id source_span(struct lowering *lo, CXCursor c);

/* A span of the last character of a cursor: its closing brace. */
span_id source_end_span(struct lowering *lo, CXCursor c);

/* The text of a cursor, white space folded, cut when long. */
str_id source_text(struct lowering *lo, CXCursor c);
str_id source_text_of(struct lowering *lo, const struct source_file *file,
		      uint32_t begin, uint32_t end);

/* The offset of the last byte of the string, character or comment that begins
 * at @i; @i itself when none does. */
uint32_t source_skip_quoted(const struct source_file *f, uint32_t i);

void sources_deinit(struct sources *sources);

#endif
