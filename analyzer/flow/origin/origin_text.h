/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_ORIGIN_TEXT_H
#define DMALIAS_FLOW_ORIGIN_TEXT_H

#include "flow/origin/origin.h"

/* The kind as people say it, behind "maps": "pages of the page allocator". */
const char *origin_words(enum model_origin kind);

/* Add where the memory comes from as steps, in the order of execution: the
 * call that made it, or that converted its address. */
void origin_step(struct flow_end *end, struct finding *finding,
		 const struct origin *o);

/* Add the call that chose the memory type as a step, where it is another one
 * than the mapping itself. */
void memory_type_step(struct flow_end *end, struct finding *finding,
		      const struct memory_use *use,
		      const struct memory_type *type);

#endif
