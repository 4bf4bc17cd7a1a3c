// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/strbuf.h"
#include "flow/wrapper/wrapper.h"
#include "infer/answer.h"

/* As it is written. */
static const char *call_name(const struct facts *f, const struct fact_op *op)
{
	return op->macro ? facts_str(f, op->macro) : facts_callee(f, op);
}

static void put_proposal(const struct module *m, const struct wrapper *w,
			 struct strbuf *out)
{
	const struct model_row *row = &w->row;
	uint32_t n_pairs = row->n_pairs;

	/* the pointers in it are not read back */
	put_bytes(out, row, sizeof(*row));
	put_str(out, row->function);
	put_str(out, row->family);
	put_str(out, row->error_test);
	put_str(out, row->doc);
	put_str(out, row->file);
	put_bytes(out, &n_pairs, sizeof(n_pairs));
	for (uint32_t i = 0; i < n_pairs; i++)
		put_str(out, row->pairs[i]);
	put_str(out, call_name(m->facts, &m->facts->ops.v[w->op]));
	put_str(out, w->contract);
	put_bytes(out, &w->internal, sizeof(w->internal));
}

static void put_unmodelled(const struct unmodelled *u, struct strbuf *out)
{
	put_str(out, u->function);
	put_str(out, u->file);
	put_bytes(out, &u->line, sizeof(u->line));
	put_bytes(out, &u->calls, sizeof(u->calls));
}

void answer_write(const struct module *m, const struct flow_options *flow,
		  struct strbuf *out)
{
	struct wrapper_list wrappers = {};
	unmodelled_vec unmodelled = {};
	uint32_t n, inexpressible;

	wrapper_find(m, flow->model, &flow->context, &wrappers);
	unmodelled_find(m, flow, &unmodelled);
	inexpressible = wrappers.inexpressible;
	put_bytes(out, &inexpressible, sizeof(inexpressible));
	n = wrappers.list.n;
	put_bytes(out, &n, sizeof(n));
	vec_for_each(&wrappers.list, w)
		put_proposal(m, w, out);
	n = unmodelled.n;
	put_bytes(out, &n, sizeof(n));
	vec_for_each(&unmodelled, u)
		put_unmodelled(u, out);
	wrapper_list_deinit(&wrappers);
	unmodelled_deinit(&unmodelled);
}

static bool get_pairs(struct bytes *b, struct model_row *row)
{
	uint32_t n;

	if (!get_exact(b, &n, sizeof(n)))
		return false;
	while (n--) {
		char *pair;

		if (!get_str(b, &pair) || !pair)
			return false;
		row->pairs = xreallocarray(row->pairs, row->n_pairs + 1,
					   sizeof(*row->pairs));
		row->pairs[row->n_pairs++] = pair;
	}
	return true;
}

static bool get_proposal(struct bytes *b, struct proposal *p)
{
	struct model_row *row = &p->row;

	if (!get_exact(b, row, sizeof(*row))) {
		*row = (struct model_row){};
		return false;
	}
	row->function = row->family = row->error_test = NULL;
	row->doc = row->file = NULL;
	row->pairs = NULL;
	row->n_pairs = 0;
	return get_str(b, &row->function) && row->function &&
	       get_str(b, &row->family) && get_str(b, &row->error_test) &&
	       get_str(b, &row->doc) && get_str(b, &row->file) && row->file &&
	       get_pairs(b, row) && get_str(b, &p->forwards) && p->forwards &&
	       get_str(b, &p->contract) &&
	       get_exact(b, &p->internal, sizeof(p->internal));
}

static bool get_unmodelled(struct bytes *b, struct unmodelled *u)
{
	return get_str(b, &u->function) && u->function &&
	       get_str(b, &u->file) && u->file &&
	       get_exact(b, &u->line, sizeof(u->line)) &&
	       get_exact(b, &u->calls, sizeof(u->calls));
}

static bool get_all(struct bytes *b, struct answer *ret)
{
	uint32_t n;

	if (!get_exact(b, &ret->inexpressible, sizeof(ret->inexpressible)) ||
	    !get_exact(b, &n, sizeof(n)))
		return false;
	while (n--)
		if (!get_proposal(b, vec_add(&ret->proposals)))
			return false;
	if (!get_exact(b, &n, sizeof(n)))
		return false;
	while (n--)
		if (!get_unmodelled(b, vec_add(&ret->unmodelled)))
			return false;
	return true;
}

bool answer_read(struct bytes *b, struct answer *ret)
{
	*ret = (struct answer){};
	if (get_all(b, ret))
		return true;
	answer_deinit(ret);
	return false;
}

void proposal_deinit(struct proposal *p)
{
	model_row_deinit(&p->row);
	free(p->forwards);
	free(p->contract);
}

void answer_deinit(struct answer *a)
{
	vec_for_each(&a->proposals, p)
		proposal_deinit(p);
	vec_deinit(&a->proposals);
	unmodelled_deinit(&a->unmodelled);
	*a = (struct answer){};
}
