// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <string.h>

#include "base/jsonw.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "cli/regions_print.h"

#define TREES_SHOWN 3
#define FAILURES_SHOWN 10

static void add_ranges(struct strbuf *sb, const dt_range_vec *ranges)
{
	vec_for_each(ranges, r)
		strbuf_addf(sb, "%s0x%" PRIx64 "+0x%" PRIx64,
			    r == ranges->v ? "" : " ", r->base, r->size);
}

static const struct {
	unsigned int flag;
	const char *name;
} flag_names[] = {
	{DT_NO_MAP, "no-map"},
	{DT_REUSABLE, "reusable"},
	{DT_CMA_DEFAULT, "linux,cma-default"},
	{DT_DMA_DEFAULT, "linux,dma-default"},
	{DT_DISABLED, "disabled"},
};

/* "0x1000+0x2000 no-map 'shared-dma-pool'" */
static void add_facts(struct strbuf *sb, const struct dt_region *r)
{
	if (r->flags & DT_DYNAMIC)
		strbuf_addf(sb, "size 0x%" PRIx64, r->size);
	add_ranges(sb, &r->ranges);
	if (r->alignment)
		strbuf_addf(sb, " align 0x%" PRIx64, r->alignment);
	if (r->alloc_ranges.n) {
		strbuf_adds(sb, " in ");
		add_ranges(sb, &r->alloc_ranges);
	}
	for (size_t i = 0; i < ARRAY_SIZE(flag_names); i++)
		if (r->flags & flag_names[i].flag)
			strbuf_addf(sb, " %s", flag_names[i].name);
	vec_for_each(&r->compatible, name)
		strbuf_addf(sb, " '%s'", *name);
}

static void add_place(struct strbuf *sb, const struct dt_place *p)
{
	strbuf_adds(sb, p->file);
	if (p->line)
		strbuf_addf(sb, ":%u:%u", p->line, p->col);
}

static void add_drivers(struct strbuf *sb, const struct devicetree *dt,
			const dt_names *compatible)
{
	vec_for_each(compatible, name) {
		size_t n;
		const struct dt_place *p = devicetree_drivers(dt, *name, &n);

		for (size_t i = 0; i < n; i++) {
			strbuf_adds(sb, "    driver ");
			add_place(sb, &p[i]);
			strbuf_addf(sb, " for '%s'\n", *name);
		}
	}
}

static void add_user(struct strbuf *sb, const struct devicetree *dt,
		     const struct dt_user *u)
{
	strbuf_adds(sb, "  user ");
	add_place(sb, &u->place);
	strbuf_addf(sb, " %s by %s", u->path, u->property);
	if (u->kind == DT_USER_PHANDLE)
		strbuf_addf(sb, " %u", u->index);
	if (u->name)
		strbuf_addf(sb, " '%s'", u->name);
	if (u->disabled)
		strbuf_adds(sb, ", disabled");
	strbuf_addc(sb, '\n');
	add_drivers(sb, dt, &u->compatible);
}

static void add_trees(struct strbuf *sb, const struct devicetree *dt,
		      const struct dt_region *r)
{
	strbuf_addf(sb, "  in %zu tree%s:", r->trees.n,
		    r->trees.n == 1 ? "" : "s");
	for (size_t i = 0; i < r->trees.n && i < TREES_SHOWN; i++)
		strbuf_addf(sb, " %s", dt->trees.v[r->trees.v[i]]);
	strbuf_adds(sb, r->trees.n > TREES_SHOWN ? " ...\n" : "\n");
}

/* Lines of text; bytes of a tree are not for terminals to obey. */
static void print_safe(const struct strbuf *sb, FILE *out)
{
	for (const char *s = strbuf_str(sb), *end; *s; s = end + 1) {
		autofree char *line = NULL;
		struct strbuf shown = {};

		end = strchrnul(s, '\n');
		line = xstrndup(s, end - s);
		strbuf_add_shown(&shown, line);
		fprintf(out, "%s\n", strbuf_str(&shown));
		strbuf_deinit(&shown);
		if (!*end)
			break;
	}
}

void regions_print_text(const struct devicetree *dt, FILE *out)
{
	vec_for_each(&dt->regions, r) {
		const char *defect = dt_defect_text(dt_region_defect(r));
		struct strbuf sb = {};

		add_place(&sb, &r->place);
		strbuf_addf(&sb, ": %s: ", r->path);
		add_facts(&sb, r);
		strbuf_addf(&sb, ": %s\n", dt_linear_text(dt_region_linear(r)));
		if (defect)
			strbuf_addf(&sb, "  wrong: %s\n", defect);
		add_trees(&sb, dt, r);
		add_drivers(&sb, dt, &r->compatible);
		vec_for_each(&r->users, u)
			add_user(&sb, dt, u);
		print_safe(&sb, out);
		strbuf_deinit(&sb);
	}
}

static void json_place(struct jsonw *w, const struct dt_place *p)
{
	jsonw_str(w, "file", p->file);
	if (p->line) {
		jsonw_uint(w, "line", p->line);
		jsonw_uint(w, "column", p->col);
	}
}

static void json_names(struct jsonw *w, const char *key, const dt_names *names)
{
	jsonw_array(w, key);
	vec_for_each(names, name)
		jsonw_str(w, NULL, *name);
	jsonw_end(w);
}

static void json_ranges(struct jsonw *w, const char *key,
			const dt_range_vec *ranges)
{
	jsonw_array(w, key);
	vec_for_each(ranges, r) {
		jsonw_object(w, NULL);
		jsonw_uint(w, "base", r->base);
		jsonw_uint(w, "size", r->size);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void json_drivers(struct jsonw *w, const struct devicetree *dt,
			 const dt_names *compatible)
{
	jsonw_array(w, "drivers");
	vec_for_each(compatible, name) {
		size_t n;
		const struct dt_place *p = devicetree_drivers(dt, *name, &n);

		for (size_t i = 0; i < n; i++) {
			jsonw_object(w, NULL);
			json_place(w, &p[i]);
			jsonw_str(w, "compatible", *name);
			jsonw_end(w);
		}
	}
	jsonw_end(w);
}

static const char *const kind_names[] = {
	[DT_USER_PHANDLE] = "phandle",
	[DT_USER_ADDRESS] = "address",
	[DT_USER_IOMMU] = "iommu",
};

static void json_user(struct jsonw *w, const struct devicetree *dt,
		      const struct dt_user *u)
{
	jsonw_object(w, NULL);
	jsonw_str(w, "kind", kind_names[u->kind]);
	jsonw_str(w, "path", u->path);
	json_place(w, &u->place);
	jsonw_str(w, "property", u->property);
	jsonw_uint(w, "index", u->index);
	jsonw_str(w, "name", u->name);
	json_names(w, "compatible", &u->compatible);
	jsonw_bool(w, "disabled", u->disabled);
	json_drivers(w, dt, &u->compatible);
	jsonw_end(w);
}

static void json_flags(struct jsonw *w, unsigned int flags)
{
	jsonw_array(w, "flags");
	for (size_t i = 0; i < ARRAY_SIZE(flag_names); i++)
		if (flags & flag_names[i].flag)
			jsonw_str(w, NULL, flag_names[i].name);
	jsonw_end(w);
}

static void json_region(struct jsonw *w, const struct devicetree *dt,
			const struct dt_region *r)
{
	jsonw_object(w, NULL);
	jsonw_str(w, "path", r->path);
	json_place(w, &r->place);
	json_ranges(w, "ranges", &r->ranges);
	jsonw_uint(w, "size", r->size);
	jsonw_uint(w, "alignment", r->alignment);
	json_ranges(w, "alloc_ranges", &r->alloc_ranges);
	json_flags(w, r->flags);
	json_names(w, "compatible", &r->compatible);
	jsonw_str(w, "verdict", dt_linear_text(dt_region_linear(r)));
	jsonw_str(w, "defect", dt_defect_text(dt_region_defect(r)));
	jsonw_array(w, "trees");
	vec_for_each(&r->trees, tree)
		jsonw_str(w, NULL, dt->trees.v[*tree]);
	jsonw_end(w);
	json_drivers(w, dt, &r->compatible);
	jsonw_array(w, "users");
	vec_for_each(&r->users, u)
		json_user(w, dt, u);
	jsonw_end(w);
	jsonw_end(w);
}

void regions_print_json(const struct devicetree *dt, FILE *out)
{
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_object(&w, NULL);
	jsonw_uint(&w, "version", 1);
	jsonw_str(&w, "root", dt->root);
	jsonw_uint(&w, "found", dt->found);
	jsonw_uint(&w, "read", dt->trees.n);
	jsonw_uint(&w, "without_regions", dt->without);
	jsonw_uint(&w, "without_places", dt->places_lost);
	jsonw_array(&w, "not_read");
	vec_for_each(&dt->failures, f) {
		jsonw_object(&w, NULL);
		jsonw_str(&w, "file", f->file);
		jsonw_str(&w, "why", f->why);
		jsonw_end(&w);
	}
	jsonw_end(&w);
	jsonw_array(&w, "regions");
	vec_for_each(&dt->regions, r)
		json_region(&w, dt, r);
	jsonw_end(&w);
	jsonw_end(&w);
	jsonw_finish(&w);
}

static void print_failures(const struct devicetree *dt, FILE *out)
{
	size_t shown = 0;

	vec_for_each(&dt->failures, f) {
		struct strbuf sb = {};

		if (shown++ == FAILURES_SHOWN)
			break;
		strbuf_addf(&sb, "%s: not read: %s\n", f->file, f->why);
		print_safe(&sb, out);
		strbuf_deinit(&sb);
	}
	if (dt->failures.n > FAILURES_SHOWN)
		fprintf(out, "and %zu more\n", dt->failures.n - FAILURES_SHOWN);
}

void regions_print_summary(const struct devicetree *dt, FILE *out)
{
	size_t linear[DT_LINEAR_UNKNOWN + 1] = {}, defects = 0;

	vec_for_each(&dt->regions, r) {
		linear[dt_region_linear(r)]++;
		defects += dt_region_defect(r) != DT_DEFECT_NONE;
	}
	print_failures(dt, out);
	fprintf(out,
		"%zu regions: %zu in the linear map, %zu of CMA, %zu not in "
		"the linear map, %zu outside of known memory, %zu not "
		"reserved, %zu of overlays; %zu wrong by themselves\n",
		dt->regions.n, linear[DT_LINEAR_IN], linear[DT_LINEAR_CMA],
		linear[DT_LINEAR_OUT], linear[DT_LINEAR_OUTSIDE],
		linear[DT_LINEAR_FREE], linear[DT_LINEAR_UNKNOWN], defects);
	fprintf(out,
		"%zu of %zu device trees read, %zu of them set nothing "
		"aside",
		dt->trees.n, dt->found, dt->without);
	if (dt->places_lost)
		fprintf(out,
			"; no lines from %zu (dtc 1.5.0 and newer tell "
			"them)",
			dt->places_lost);
	fputc('\n', out);
}
