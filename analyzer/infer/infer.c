// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/error.h"
#include "infer/infer.h"

static int compare_proposals(const void *a, const void *b)
{
	const struct proposal *x = a, *y = b;
	int c = strcmp(x->row.function, y->row.function);

	if (!c)
		c = strcmp(x->row.file, y->row.file);
	return c ? c :
		   (x->row.line > y->row.line) - (x->row.line < y->row.line);
}

static int compare_unmodelled(const void *a, const void *b)
{
	const struct unmodelled *x = a, *y = b;

	if (x->calls != y->calls)
		return x->calls > y->calls ? -1 : 1;
	return strcmp(x->function, y->function);
}

/* A unit that is in two modules has its wrappers twice. */
static void sort_proposals(proposal_vec *v)
{
	size_t n = 0;

	if (v->n)
		qsort(v->v, v->n, sizeof(*v->v), compare_proposals);
	for (size_t i = 0; i < v->n; i++) {
		if (n && !compare_proposals(&v->v[n - 1], &v->v[i]))
			proposal_deinit(&v->v[i]);
		else
			v->v[n++] = v->v[i];
	}
	v->n = n;
}

/* Take what every module answered. */
static struct dm_error *take_answers(struct infer_result *ret)
{
	struct bytes b = {ret->scan.inspected.s, ret->scan.inspected.len};
	struct answer answer;

	while (b.len) {
		if (!answer_read(&b, &answer))
			return dm_error(DM_ERR_UNIT,
					"a module's answer is cut short");
		vec_for_each(&answer.proposals, p)
			vec_push(&ret->all.proposals, *p);
		answer.proposals.n = 0;
		unmodelled_merge(&ret->all.unmodelled, &answer.unmodelled);
		ret->all.inexpressible += answer.inexpressible;
		answer_deinit(&answer);
	}
	return NULL;
}

static bool is_row(const struct proposal *p)
{
	return !p->internal && !p->contract;
}

/* The rows that the next round knows; strings stay with the proposals. */
static size_t collect_rows(const struct infer_result *r, struct model_row **ret)
{
	size_t n = 0;

	*ret = xreallocarray(*ret, r->all.proposals.n + 1, sizeof(**ret));
	vec_for_each(&r->all.proposals, p)
		if (is_row(p))
			(*ret)[n++] = p->row;
	return n;
}

struct dm_error *infer_run(struct scan_options *options,
			   struct infer_result *ret)
{
	autofree struct model_row *rows = NULL;
	struct dm_error *err = NULL;
	size_t known = 0, n = 0;

	options->ask = answer_write;
	for (int round = 0; round < INFER_ROUNDS && !err; round++) {
		scan_result_deinit(&ret->scan);
		ret->scan = (struct scan_result){};
		unmodelled_deinit(&ret->all.unmodelled);
		ret->all.inexpressible = 0;
		known = n;
		options->rows = rows;
		options->n_rows = known;
		err = scan_run(options, &ret->scan);
		if (!err)
			err = take_answers(ret);
		sort_proposals(&ret->all.proposals);
		n = collect_rows(ret, &rows);
		if (n == known || ret->scan.interrupted)
			break;
	}
	ret->cut = n != known;
	if (ret->all.unmodelled.n)
		qsort(ret->all.unmodelled.v, ret->all.unmodelled.n,
		      sizeof(*ret->all.unmodelled.v), compare_unmodelled);
	options->ask = NULL;
	options->rows = NULL;
	return err;
}

void infer_result_deinit(struct infer_result *r)
{
	answer_deinit(&r->all);
	scan_result_deinit(&r->scan);
}
