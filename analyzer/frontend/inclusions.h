/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FRONTEND_INCLUSIONS_H
#define DMALIAS_FRONTEND_INCLUSIONS_H

#include <clang-c/Index.h>

#include "base/vec.h"

typedef VEC(char *) inclusion_vec;

/**
 * inclusions_list() - the files a translation unit was made from.
 * @directory: what relative names are relative to
 * @ret: absolute names are appended, owned by the caller. Files in a
 *       precompiled header that @tu used are not among them; they are when
 *       @tu is the precompiled header itself.
 */
void inclusions_list(CXTranslationUnit tu, const char *directory,
		     inclusion_vec *ret);
void inclusions_deinit(inclusion_vec *files);

#endif
