// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "audit/print.h"
#include "base/strbuf.h"
#include "base/utf8.h"

#define LABEL 12 /* columns */
#define HANDED_SHOWN 4
#define UNREAD_SHOWN 20
#define CENSUS_SHOWN 12 /* names of one role */

/* "  label       text", escaped. */
static void put(FILE *out, const char *label, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void put(FILE *out, const char *label, const char *fmt, ...)
{
	struct strbuf sb = {};
	va_list ap;
	autofree char *text = NULL;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	strbuf_addf(&sb, "   %-*s", LABEL, label);
	strbuf_add_shown(&sb, text);
	fprintf(out, "%s\n", strbuf_str(&sb));
	strbuf_deinit(&sb);
}

char *audit_origin_text(const struct carveout_origin *o)
{
	const struct text_carveout *t = o->text;

	if (o->region)
		return xasprintf("node %s", o->region->path);
	if (o->call)
		return xasprintf("'%s'%s%s", o->call->name,
				 o->call->function ? " in " : "",
				 o->call->function ? o->call->function : "");
	if (t->kind->param)
		return xasprintf("module parameter '%s'", t->variable);
	if (t->kind->call)
		return xasprintf("'%s' in %s", t->kind->call, t->function);
	if (!t->variable)
		return xasprintf("struct %s, filled in %s", t->kind->table,
				 t->function);
	return xasprintf("element %ld of '%s' (struct %s)", t->index,
			 t->variable, t->kind->table);
}

static void put_origins(const struct carveout *c, FILE *out)
{
	vec_for_each(&c->origins, o) {
		autofree char *text = audit_origin_text(o);

		put(out, o == c->origins.v ? "reserved" : "", "%s:%u: %s",
		    o->file, o->line, text);
	}
}

static char *readable_size(uint64_t bytes)
{
	static const char *const units[] = {"bytes", "KiB", "MiB", "GiB"};
	unsigned int unit = 0;

	while (unit < 3 && bytes && !(bytes & 1023)) {
		bytes >>= 10;
		unit++;
	}
	return xasprintf("%" PRIu64 " %s", bytes, units[unit]);
}

static void put_size(const struct carveout *c, FILE *out)
{
	autofree char *size = readable_size(c->bytes);
	struct strbuf sb = {};

	if (c->size)
		strbuf_adds(&sb, c->size);
	if (c->has_bytes)
		strbuf_addf(&sb, "%s%s", sb.len ? ", " : "", size);
	if (c->size_def && c->size_known != MACRO_UNKNOWN)
		strbuf_addf(&sb, " (%s:%u)", c->size_def->file,
			    c->size_def->line);
	if (c->size_known == MACRO_MANY)
		strbuf_adds(&sb, ", which differs by board");
	if (c->size && !strncmp(c->size, "CONFIG_", 7))
		strbuf_adds(&sb, ", of Kconfig");
	if (c->param)
		strbuf_addf(&sb, "%s%s '%s' sets it", sb.len ? "; " : "",
			    c->param_of_module ? "module parameter" :
						 "boot parameter",
			    c->param);
	if (c->at_run_time)
		strbuf_addf(&sb, "%sstored by code", sb.len ? "; " : "");
	put(out, "size", "%s", sb.len ? strbuf_str(&sb) : "not told");
	strbuf_deinit(&sb);
}

static void put_mapping(const struct carveout_mapping *m, const char *label,
			FILE *out)
{
	const struct audit_call *call = m->call;
	struct strbuf sb = {};

	strbuf_addf(&sb, "%s:%u: '%s'", call->file, call->line, call->name);
	if (call->function)
		strbuf_addf(&sb, " in %s", call->function);
	strbuf_addf(&sb, ", %s",
		    m->type ? model_type_name(m->type) : "type not known");
	if (m->type_why)
		strbuf_addf(&sb, " (%s)", m->type_why);
	if (m->entry)
		strbuf_addf(&sb, ", %s handler", m->entry->slot);
	put(out, label, "%s", strbuf_str(&sb));
	strbuf_deinit(&sb);
}

static bool same_maps(const struct carveout *x, const struct carveout *y)
{
	if (x->kind != y->kind || !x->kind || x->maps.n != y->maps.n ||
	    x->exports.n != y->exports.n)
		return false;
	for (size_t i = 0; i < x->maps.n; i++)
		if (x->maps.v[i].call != y->maps.v[i].call)
			return false;
	for (size_t i = 0; i < x->exports.n; i++)
		if (x->exports.v[i].call != y->exports.v[i].call)
			return false;
	return x->maps.n + x->exports.n > 0;
}

/* The first carveout before this one that the same calls map, or @c. */
static const struct carveout *first_alike(const struct inventory *inv,
					  const struct carveout *c)
{
	const struct carveout *other = inv->list.v;

	while (other < c && !same_maps(other, c))
		other++;
	return other;
}

static void put_maps(const struct inventory *inv, const struct carveout *c,
		     FILE *out)
{
	const struct carveout *first = first_alike(inv, c);
	const char *label = "mapped";

	if (first != c) {
		put(out, "mapped", "as number %td", first - inv->list.v + 1);
		return;
	}
	vec_for_each(&c->maps, m) {
		put_mapping(m, label, out);
		label = "";
	}
	if (!c->maps.n)
		put(out, "mapped", "by nobody that is found");
	label = "user space";
	vec_for_each(&c->exports, m) {
		put_mapping(m, label, out);
		label = "";
	}
}

static void put_handed(const struct carveout *c, FILE *out)
{
	for (size_t i = 0; i < c->handed.n && i < HANDED_SHOWN; i++)
		put(out, i ? "" : "handed on", "line %u of %s: '%s'",
		    c->handed.v[i]->line, c->file, c->handed.v[i]->to);
	if (c->handed.n > HANDED_SHOWN)
		put(out, "", "and %zu more", c->handed.n - HANDED_SHOWN);
}

static void put_breaches(const struct inventory *inv, const struct carveout *c,
			 FILE *out)
{
	const struct carveout *first = first_alike(inv, c);

	if (first != c && first->linear == c->linear) {
		put(out, "breaks", "as number %td", first - inv->list.v + 1);
		return;
	}
	vec_for_each(&c->breaches, b)
		put(out, b == c->breaches.v ? "breaks" : "", "%s%s: %s [%s]",
		    b->rule, b->certain ? "" : ", perhaps", b->sentence,
		    b->archs);
	if (c->kind)
		put(out, "modern way", "%s", c->kind->modern);
}

static const char *title(const struct carveout *c)
{
	const struct carveout_origin *o = &c->origins.v[0];

	if (c->name)
		return c->name;
	if (o->text && o->text->variable)
		return o->text->variable;
	if (o->region)
		return o->region->path;
	if (o->call && o->call->to && call_gives_memory(o->call))
		return o->call->to;
	return c->base ? c->base : "(no name)";
}

static void put_carveout(const struct inventory *inv, const struct carveout *c,
			 FILE *out)
{
	struct strbuf sb = {};

	if (title(c) == c->base && isdigit((unsigned char)*c->base))
		strbuf_addf(&sb, "0x%" PRIx64, c->base_value);
	else
		strbuf_add_shown(&sb, title(c));
	fprintf(out, "%td. %s%s%s\n", c - inv->list.v + 1, strbuf_str(&sb),
		c->kind ? ": " : "", c->kind ? c->kind->title : "");
	strbuf_deinit(&sb);
	put_origins(c, out);
	if (c->has_base && isdigit((unsigned char)*c->base))
		put(out, "base", "0x%" PRIx64, c->base_value);
	else if (c->has_base)
		put(out, "base", "%s = 0x%" PRIx64, c->base, c->base_value);
	else if (c->base)
		put(out, "base", "%s", c->base);
	put_size(c, out);
	put(out, "linear map", "%s: %s", carveout_linear_name(c->linear),
	    c->linear_why);
	put_maps(inv, c, out);
	put_handed(c, out);
	put_breaches(inv, c, out);
	fputc('\n', out);
}

void audit_print_carveouts(const struct audit_result *r, FILE *out)
{
	const struct inventory *inv = &r->inventory;

	fprintf(out,
		"Carveouts: %zu; not listed: %zu reservations of the kernel "
		"itself, of other architectures, and of plain memory\n\n",
		inv->list.n - inv->n_core, inv->n_core);
	vec_for_each(&inv->list, c)
		if (!c->core)
			put_carveout(inv, c, out);
}

const char *audit_role_text(enum model_role role)
{
	switch (role) {
	case ROLE_RESERVE:
		return "reserved at boot";
	case ROLE_DECLARE:
		return "regions for one device";
	case ROLE_IOMAP:
		return "mapped by physical address";
	case ROLE_REMAP:
		return "pages mapped once more";
	case ROLE_MMAP_USER:
		return "mapped into processes";
	case ROLE_PGPROT:
		return "memory types of mappings";
	case ROLE_ATTR_SET:
		return "attributes of the linear map changed";
	case ROLE_ATTR_RESTORE:
		return "attributes restored";
	case ROLE_CACHE_OP:
		return "cache maintenance by hand";
	case ROLE_IOMMU_MAP:
		return "private IOMMU domains";
	default:
		return "private pools";
	}
}

static void put_role(const struct audit_count *from,
		     const struct audit_count *end, FILE *out)
{
	size_t calls = 0;
	struct strbuf sb = {};

	for (const struct audit_count *c = from; c < end; c++) {
		calls += c->calls;
		if (c < from + CENSUS_SHOWN)
			strbuf_addf(&sb, "%s%s %zu", sb.len ? ", " : "",
				    c->name, c->calls);
	}
	if (end > from + CENSUS_SHOWN)
		strbuf_addf(&sb, ", %td more", end - from - CENSUS_SHOWN);
	fprintf(out, "  %s: %zu (%s)\n", audit_role_text(from->row->role),
		calls, strbuf_str(&sb));
	strbuf_deinit(&sb);
}

static size_t count_rule(const struct audit_result *r, const char *rule)
{
	size_t n = 0;

	vec_for_each(&r->scan.findings, f)
		n += !strcmp(f->rule->id, rule);
	return n;
}

void audit_print_census(const struct audit_result *r, FILE *out)
{
	const struct audit_count *end = r->census.v + r->census.n;

	fprintf(out, "Calls in the tree\n");
	for (const struct audit_count *c = r->census.v; c < end;) {
		const struct audit_count *from = c;

		while (c < end && c->row->role == from->row->role)
			c++;
		put_role(from, c, out);
	}
	fprintf(out, "  DMA past the DMA API: %zu (dma/bypass)\n\n",
		count_rule(r, "dma/bypass"));
}

static void put_skips(const struct audit_result *r, FILE *out)
{
	vec_for_each(&r->tree.skips, s) {
		struct strbuf sb = {};

		strbuf_add_shown(&sb, s->path);
		strbuf_adds(&sb, ": ");
		strbuf_add_shown(&sb, s->why);
		fprintf(out, "dmalias: not read: %s\n", strbuf_str(&sb));
		strbuf_deinit(&sb);
	}
}

static void put_trees(const struct audit_result *r, FILE *out)
{
	if (r->no_dt)
		fprintf(out, "dmalias: %zu device trees were not read: %s\n",
			r->tree.device_trees, r->no_dt);
	else
		fprintf(out,
			"dmalias: read %zu of %zu device trees, %zu of them "
			"set nothing aside\n",
			r->dt.trees.n, r->dt.found, r->dt.without);
	vec_for_each(&r->dt.failures, f) {
		struct strbuf sb = {};

		strbuf_add_shown(&sb, f->file);
		strbuf_adds(&sb, ": ");
		strbuf_add_shown(&sb, f->why);
		fprintf(out, "dmalias: not read: %s\n", strbuf_str(&sb));
		strbuf_deinit(&sb);
	}
}

static void put_unread(const struct audit_coverage *c, FILE *out)
{
	for (size_t i = 0; i < c->unread.n && i < UNREAD_SHOWN; i++) {
		struct strbuf sb = {};

		strbuf_add_shown(&sb, c->unread.v[i]);
		fprintf(out, "dmalias: named, and not understood: %s\n",
			strbuf_str(&sb));
		strbuf_deinit(&sb);
	}
	if (c->unread.n > UNREAD_SHOWN)
		fprintf(out, "dmalias: named, and not understood: %zu more\n",
			c->unread.n - UNREAD_SHOWN);
}

void audit_print_coverage(const struct audit_result *r, FILE *out)
{
	const struct audit_coverage *c = &r->coverage;
	const struct audit_tree *t = &r->tree;
	size_t shown = r->inventory.list.n - r->inventory.n_core;

	fprintf(out,
		"dmalias: %zu carveout%s; %zu of %zu C files name what an "
		"audit is about, with %zu calls: %zu parsed, %zu read by "
		"spatch in %zu files, %zu not understood\n",
		shown, shown == 1 ? "" : "s", c->files, t->sources.n, c->named,
		c->parsed, c->by_spatch, c->to_spatch, c->unread.n);
	if (!t->kernel)
		fprintf(out, "dmalias: the folder is no kernel tree: version "
			     "and architecture are not known\n");
	if (c->no_spatch)
		fprintf(out,
			"dmalias: %s: calls in %zu files that do not parse "
			"are missing\n",
			c->no_spatch, c->to_spatch);
	fprintf(out,
		"dmalias: read for macros only: %zu headers; not read: %zu "
		"assembler files, %zu links, %zu other files\n",
		t->headers.n, t->assembler, t->links, t->others);
	if (t->device_trees)
		put_trees(r, out);
	put_skips(r, out);
	put_unread(c, out);
}
