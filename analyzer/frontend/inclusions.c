// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/file.h"
#include "frontend/inclusions.h"

struct visit {
	const char *directory;
	inclusion_vec *files;
};

static void visit_file(CXFile file, CXSourceLocation *stack, unsigned int depth,
		       CXClientData data)
{
	struct visit *visit = data;
	CXString name = clang_getFileName(file);
	const char *s = clang_getCString(name);

	/* "<built-in>" and the like are not files */
	if (s && *s && *s != '<')
		vec_push(visit->files, path_normalize(visit->directory, s));
	clang_disposeString(name);
}

void inclusions_list(CXTranslationUnit tu, const char *directory,
		     inclusion_vec *ret)
{
	struct visit visit = {directory, ret};

	clang_getInclusions(tu, visit_file, &visit);
}

void inclusions_deinit(inclusion_vec *files)
{
	vec_for_each(files, file)
		free(*file);
	vec_deinit(files);
}
