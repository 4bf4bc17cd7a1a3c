// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "audit/call.h"
#include "base/error.h"
#include "base/strbuf.h"
#include "engines/coccinelle.h"
#include "scan/bytes.h"

/* Roles that say where memory of a fixed place is taken, mapped, exported, or
 * its caches are handled by hand. */
static bool is_wanted(const struct model_row *row)
{
	switch (row->role) {
	case ROLE_RESERVE:
	case ROLE_DECLARE:
	case ROLE_IOMAP:
	case ROLE_MMAP_USER:
	case ROLE_PGPROT:
	case ROLE_ATTR_SET:
	case ROLE_ATTR_RESTORE:
	case ROLE_CACHE_OP:
	case ROLE_IOMMU_MAP:
		return !strchr(row->function, '.');
	case ROLE_REMAP:
		return row->memory != MEMORY_KMAP;
	case ROLE_ALLOC:
		return row->family && !strcmp(row->family, "gen_pool");
	default:
		return false;
	}
}

struct dm_error *audit_model_load(const char *dir, const char *const *extra,
				  size_t n_extra, struct audit_model *ret)
{
	struct dm_error *err = model_load(dir, extra, n_extra, &ret->model);

	if (err)
		return err;
	vec_for_each(&ret->model->rows, row)
		if (is_wanted(row))
			strmap_put(&ret->names, row->function, 1);
	return NULL;
}

void audit_model_deinit(struct audit_model *m)
{
	model_destroy(m->model);
	strmap_deinit(&m->names);
}

const struct model_row *audit_model_find(const struct audit_model *m,
					 const char *name)
{
	struct model_context any = {.arch = m->context.arch};
	const struct model_row *row;

	if (!strmap_get(&m->names, name, NULL))
		return NULL;
	row = model_find(m->model, name, &m->context);
	/* vendors took functions of later kernels, and of other machines */
	if (!row)
		row = model_find(m->model, name, &any);
	if (!row)
		row = model_find(m->model, name, &(struct model_context){});
	return row && is_wanted(row) ? row : NULL;
}

static void call_deinit(struct audit_call *c)
{
	free(c->name);
	free(c->file);
	free(c->function);
	free(c->to);
	for (int i = 0; i < ARG_NR; i++)
		free(c->arg[i]);
}

static bool read_call(struct bytes *b, struct audit_call *c)
{
	if (!get_str(b, &c->name) || !get_str(b, &c->file) ||
	    !get_str(b, &c->function) || !get_str(b, &c->to) ||
	    !get_exact(b, &c->line, sizeof(c->line)) ||
	    !get_exact(b, &c->col, sizeof(c->col)))
		return false;
	for (int i = 0; i < ARG_NR; i++)
		if (!get_str(b, &c->arg[i]))
			return false;
	return c->name && c->file;
}

struct dm_error *audit_calls_read(const struct strbuf *bytes,
				  const struct audit_model *m,
				  audit_call_vec *ret)
{
	struct bytes b = {strbuf_str(bytes), bytes->len};

	while (b.len) {
		struct audit_call c = {.parsed = true};

		if (!read_call(&b, &c)) {
			call_deinit(&c);
			return dm_error(DM_ERR_UNIT,
					"what a worker found is cut short");
		}
		c.row = audit_model_find(m, c.name);
		if (c.row)
			vec_push(ret, c);
		else
			call_deinit(&c);
	}
	return NULL;
}

/* spatch sets tokens apart: "a -> b" is "a->b" for people. */
static char *tighten(const char *s)
{
	static const char *const tight[][2] = {
		{" -> ", "->"}, {" . ", "."}, {" [ ", "["}, {" ]", "]"},
		{"( ", "("},	{" )", ")"},  {" ,", ","},  {" (", "("},
	};
	struct strbuf sb = {};

	while (*s) {
		size_t i = 0;

		while (i < ARRAY_SIZE(tight) &&
		       strncmp(s, tight[i][0], strlen(tight[i][0])) != 0)
			i++;
		if (i == ARRAY_SIZE(tight)) {
			strbuf_addc(&sb, *s++);
			continue;
		}
		strbuf_adds(&sb, tight[i][1]);
		s += strlen(tight[i][0]);
	}
	return strbuf_take(&sb);
}

static void take_call(const struct cocci_record *record, const char *file,
		      const struct audit_model *m, audit_call_vec *ret)
{
	const char *name = cocci_record_get(record, "name");
	const struct model_row *row = name ? audit_model_find(m, name) : NULL;
	struct audit_call *c;

	if (!row)
		return;
	c = vec_add(ret);
	c->row = row;
	c->name = xstrdup(name);
	c->file = xstrdup(file);
	c->function = record->function ? xstrdup(record->function) : NULL;
	c->line = record->line;
	c->col = record->col;
	for (int i = 0; i < ARG_NR; i++) {
		autofree char *key = xasprintf("args.%d", row->arg[i]);
		const char *text =
			row->arg[i] < 0 ? NULL : cocci_record_get(record, key);

		c->arg[i] = text ? tighten(text) : NULL;
	}
}

void audit_calls_take(const struct cocci_record *record, const char *file,
		      const struct audit_model *m, audit_call_vec *ret)
{
	const char *to = cocci_record_get(record, "to");
	struct audit_call *last = ret->n ? vec_last(ret) : NULL;

	if (!strcmp(record->kind, "call"))
		take_call(record, file, m, ret);
	else if (to && last && !last->parsed && !last->to &&
		 last->line == record->line && last->col == record->col &&
		 !strcmp(last->file, file))
		last->to = tighten(to);
}

static int compare(const void *a, const void *b)
{
	const struct audit_call *x = a, *y = b;
	int c = strcmp(x->file, y->file);

	if (!c)
		c = (x->line > y->line) - (x->line < y->line);
	if (!c)
		c = strcmp(x->name, y->name);
	if (!c)
		c = y->parsed - x->parsed;
	return c ? c : (x->col > y->col) - (x->col < y->col);
}

/* Two of one name on a line are told apart when one engine read both. */
static bool same_call(const struct audit_call *x, const struct audit_call *y)
{
	return x->line == y->line && !strcmp(x->name, y->name) &&
	       !strcmp(x->file, y->file) &&
	       (x->col == y->col || x->parsed != y->parsed);
}

void audit_calls_sort(audit_call_vec *v)
{
	size_t n = 0;

	if (!v->n)
		return;
	qsort(v->v, v->n, sizeof(*v->v), compare);
	for (size_t i = 0; i < v->n; i++) {
		if (n && same_call(&v->v[n - 1], &v->v[i]))
			call_deinit(&v->v[i]);
		else
			v->v[n++] = v->v[i];
	}
	v->n = n;
}

void audit_calls_deinit(audit_call_vec *v)
{
	vec_for_each(v, c)
		call_deinit(c);
	vec_deinit(v);
}
