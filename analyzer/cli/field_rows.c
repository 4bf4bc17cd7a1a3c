// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/error.h"
#include "cli/field_rows.h"
#include "scan/bytes.h"

/* Names as near as this are shown: edits of the name without the record. */
#define NEAR 3

static const char *const acts[] = {
	[FIELD_MADE] = "made",	       [FIELD_TESTED] = "tested",
	[FIELD_SYNC_CPU] = "sync_cpu", [FIELD_SYNC_DEVICE] = "sync_device",
	[FIELD_UNDONE] = "undone",     [FIELD_STORED] = "stored",
};

static char *field_name(const struct facts *facts, const struct field *f)
{
	return f->record ? xasprintf("%s.%s", facts_str(facts, f->record),
				     facts_str(facts, f->field)) :
			   xstrdup(facts_str(facts, f->field));
}

static char *place_text(const struct facts *facts, op_id op)
{
	const struct fact_span *s = facts_span(facts, facts->ops.v[op].span);

	return op ? xasprintf("%s:%u:%u", facts_str(facts, s->file), s->line,
			      s->col) :
		    xstrdup("initialiser");
}

/* Arguments in the order of the model; of a store only what is stored. */
static char *args_text(struct flow_result *r, const struct facts *facts,
		       const struct field_use *u)
{
	struct strbuf sb = {};

	for (int i = 0; i < ARG_NR; i++) {
		autofree char *text = NULL;

		if (!u->args[i] || i == ARG_GFP)
			continue;
		text = field_arg_text(&r->fields, facts, i, u->args[i]);
		strbuf_addf(&sb, "%s%s=%s", sb.len ? ", " : "",
			    u->act == FIELD_STORED ? "value" :
						     model_arg_name(i),
			    text);
	}
	return strbuf_take(&sb);
}

static void put_use(struct strbuf *out, const struct module *m,
		    struct flow_result *r, const struct field_use *u)
{
	const struct facts *facts = m->facts;
	autofree char *place = place_text(facts, u->op);
	autofree char *args = args_text(r, facts, u);

	put_str(out, acts[u->act]);
	put_str(out, u->act == FIELD_STORED ? "" : model_arg_name(u->arg));
	put_str(out, u->row ? u->row->function : "");
	put_str(out, place);
	put_str(out,
		u->func ? facts_str(facts, facts->funcs.v[u->func].name) : "");
	put_str(out, args);
}

/* Edits that make one name of the other, as far as NEAR. */
static size_t distance(const char *x, const char *y)
{
	size_t nx = strlen(x), ny = strlen(y);
	autofree size_t *row = xcalloc(ny + 1, sizeof(*row));

	for (size_t k = 0; k <= ny; k++)
		row[k] = k;
	for (size_t i = 1; i <= nx; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t k = 1; k <= ny; k++) {
			size_t best = corner + (x[i - 1] != y[k - 1]);

			corner = row[k];
			if (row[k] + 1 < best)
				best = row[k] + 1;
			if (row[k - 1] + 1 < best)
				best = row[k - 1] + 1;
			row[k] = best;
		}
	}
	return row[ny];
}

/* The same field of another record, a field of the record that holds
 * something, or a name with an error in it. */
static bool is_near(const char *wanted, const char *name)
{
	const char *field = strchr(wanted, '.'), *other = strchr(name, '.');

	if (field && other && !strcmp(field, other))
		return true;
	if (field && other && field - wanted == other - name &&
	    !strncmp(wanted, name, field - wanted))
		return true;
	return distance(wanted, name) <= NEAR;
}

static bool holds_something(const struct field *f)
{
	vec_for_each(&f->uses, u)
		if (u->act == FIELD_MADE || u->act == FIELD_UNDONE)
			return true;
	return false;
}

void field_rows_collect(const struct module *m, struct flow_result *r,
			struct strbuf *out, void *ctx)
{
	const struct field_query *query = ctx;

	vec_for_each(&r->fields.list, f) {
		autofree char *name = field_name(m->facts, f);

		if (!strcmp(name, query->name)) {
			vec_for_each(&f->uses, u)
				put_use(out, m, r, u);
		} else if (holds_something(f) && is_near(query->name, name)) {
			put_str(out, "near");
			put_str(out, name);
		}
	}
}

static bool same_text(const char *x, const char *y)
{
	return !strcmp(x ? x : "", y ? y : "");
}

static bool same_row(const struct field_row *x, const struct field_row *y)
{
	return same_text(x->act, y->act) && same_text(x->as, y->as) &&
	       same_text(x->call, y->call) && same_text(x->place, y->place) &&
	       same_text(x->args, y->args);
}

static void row_deinit(struct field_row *row)
{
	free(row->act);
	free(row->as);
	free(row->call);
	free(row->place);
	free(row->function);
	free(row->args);
}

static void add_row(struct field_rows *r, struct field_row *row)
{
	vec_for_each(&r->list, old) {
		if (same_row(old, row)) {
			row_deinit(row);
			return;
		}
	}
	vec_push(&r->list, *row);
}

static void add_near(struct field_rows *r, char *name)
{
	vec_for_each(&r->near, old) {
		if (!strcmp(*old, name)) {
			free(name);
			return;
		}
	}
	vec_push(&r->near, name);
}

static bool read_one(struct bytes *b, struct field_rows *ret)
{
	struct field_row row = {};
	char *name = NULL;

	if (!get_str(b, &row.act) || !row.act)
		return false;
	if (!strcmp(row.act, "near")) {
		free(row.act);
		if (!get_str(b, &name) || !name)
			return false;
		add_near(ret, name);
		return true;
	}
	if (!get_str(b, &row.as) || !get_str(b, &row.call) ||
	    !get_str(b, &row.place) || !get_str(b, &row.function) ||
	    !get_str(b, &row.args)) {
		row_deinit(&row);
		return false;
	}
	add_row(ret, &row);
	return true;
}

static int act_number(const struct field_row *row)
{
	int i = 0;

	while (i < FIELD_ACT_NR - 1 && strcmp(acts[i], row->act))
		i++;
	return i;
}

/* Makers first; what was found earlier comes first otherwise. */
static void sort_rows(struct field_rows *r)
{
	for (size_t i = 1; i < r->list.n; i++) {
		struct field_row row = r->list.v[i];
		size_t k = i;

		for (; k && act_number(&r->list.v[k - 1]) > act_number(&row);
		     k--)
			r->list.v[k] = r->list.v[k - 1];
		r->list.v[k] = row;
	}
}

struct dm_error *field_rows_read(const struct strbuf *bytes,
				 struct field_rows *ret)
{
	struct bytes b = {strbuf_str(bytes), bytes->len};

	while (b.len)
		if (!read_one(&b, ret))
			return dm_error(DM_ERR_UNIT,
					"what a worker found is cut short");
	sort_rows(ret);
	return NULL;
}

void field_rows_deinit(struct field_rows *r)
{
	vec_for_each(&r->list, row)
		row_deinit(row);
	vec_for_each(&r->near, name)
		free(*name);
	vec_deinit(&r->list);
	vec_deinit(&r->near);
}
