// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/strbuf.h"
#include "infer/infer.h"

/* Proposals for one function. */
struct same_name {
	const struct proposal *v;
	size_t n;
};

static bool is_wanted(const struct proposal *p, bool internal)
{
	return internal || !p->internal;
}

/* Those of one name from number @i on; the caller goes on behind them. */
static struct same_name next_name(const struct infer_result *r, size_t i)
{
	struct same_name ret = {&r->all.proposals.v[i], 1};

	while (i + ret.n < r->all.proposals.n &&
	       !strcmp(ret.v[0].row.function, ret.v[ret.n].row.function))
		ret.n++;
	return ret;
}

/* The one row that those of a name agree on, or NULL. */
static const struct proposal *agreed(const struct same_name *s, bool internal)
{
	const struct proposal *first = NULL;

	for (size_t i = 0; i < s->n; i++) {
		const struct proposal *p = &s->v[i];

		if (!is_wanted(p, internal))
			continue;
		if (p->contract ||
		    (first && !model_row_says_same(&first->row, &p->row)))
			return NULL;
		if (!first)
			first = p;
	}
	return first;
}

/* Names that a pair may have: those of the model, and those that get a row. */
static void collect_names(const struct infer_result *r,
			  const struct model *model, bool internal,
			  struct strmap *ret)
{
	struct same_name s;

	model_names(model, ret);
	for (size_t i = 0; i < r->all.proposals.n; i += s.n) {
		s = next_name(r, i);
		if (agreed(&s, internal))
			strmap_put(ret, s.v[0].row.function, 1);
	}
}

static size_t count_wanted(const struct same_name *s, bool internal)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += is_wanted(&s->v[i], internal);
	return n;
}

static void print_origins(const struct same_name *s, bool internal,
			  struct strbuf *out)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct proposal *p = &s->v[i];

		if (!is_wanted(p, internal))
			continue;
		strbuf_addf(out, "# %s:%u: '%s' forwards to '%s'\n",
			    p->row.file, p->row.line, p->row.function,
			    p->forwards);
		if (p->contract)
			strbuf_addf(out, "# no row: it %s\n", p->contract);
	}
}

/* Origins, and the row under them; false when there is none. */
static bool print_name(const struct same_name *s, bool internal,
		       const struct strmap *names, struct strbuf *out)
{
	const struct proposal *row = agreed(s, internal);

	if (!count_wanted(s, internal))
		return false;
	strbuf_addc(out, '\n');
	print_origins(s, internal, out);
	if (row)
		model_row_write(&row->row, names, out);
	else if (count_wanted(s, internal) > 1)
		strbuf_addf(out, "# no row: these functions of one name do "
				 "different things\n");
	return row;
}

void infer_print_unmodelled(const struct infer_result *r, const char *prefix,
			    FILE *out)
{
	vec_for_each(&r->all.unmodelled, u)
		fprintf(out, "%s%6u %s, first at %s:%u\n", prefix, u->calls,
			u->function, u->file, u->line);
}

static void print_end(const struct infer_result *r, FILE *out)
{
	if (r->all.inexpressible)
		fprintf(out,
			"\n# Functions that forward what is no argument of "
			"theirs: %u\n",
			r->all.inexpressible);
	if (r->cut)
		fprintf(out,
			"\n# Wrappers of wrappers of these were not looked "
			"for after %d rounds.\n",
			INFER_ROUNDS);
	if (!r->all.unmodelled.n)
		return;
	fputs("\n# Called with or for DMA addresses, and not modelled:\n", out);
	infer_print_unmodelled(r, "# ", out);
}

void infer_print(const struct infer_result *r, const struct model *model,
		 bool internal, FILE *out)
{
	struct strmap names = {};
	struct strbuf text = {};
	struct same_name s;
	bool rows = false;

	collect_names(r, model, internal, &names);
	for (size_t i = 0; i < r->all.proposals.n; i += s.n) {
		s = next_name(r, i);
		rows |= print_name(&s, internal, &names, &text);
	}
	fputs("# Proposed by 'dmalias model --infer' from what functions "
	      "forward to.\n# Read it, keep what is right, and give it to "
	      "'--model'; a row with 'role: none'\n# takes a function out.\n",
	      out);
	fputs(strbuf_str(&text), out);
	/* a model file has a list of rows, be it empty */
	if (!rows)
		fputs("\n[]\n", out);
	print_end(r, out);
	strbuf_deinit(&text);
	strmap_deinit(&names);
}
