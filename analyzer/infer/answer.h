/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_INFER_ANSWER_H
#define DMALIAS_INFER_ANSWER_H

#include "infer/unmodelled.h"
#include "model/model.h"
#include "scan/bytes.h"

/* A row that is proposed, and where it comes from. */
struct proposal {
	struct model_row row; /* file and line: of the function */
	char *forwards; /* the function that it calls */
	char *contract; /* why it is no row, or NULL; see struct wrapper */
	bool internal; /* static */
};

typedef VEC(struct proposal) proposal_vec;

/* What a module answers. */
struct answer {
	proposal_vec proposals;
	unmodelled_vec unmodelled;
	uint32_t inexpressible; /* see struct wrapper_list */
};

struct flow_options;
struct module;
struct strbuf;

/* In the child: put the answer of a module into @out. */
void answer_write(const struct module *m, const struct flow_options *flow,
		  struct strbuf *out);

/* Take one from the beginning of @b; false when it is not whole. */
bool answer_read(struct bytes *b, struct answer *ret);

void proposal_deinit(struct proposal *p);
void answer_deinit(struct answer *a);

#endif
