// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "audit/inventory.h"
#include "base/strbuf.h"
#include "model/alias.h"

static const char *const linear_names[] = {
	[LINEAR_UNKNOWN] = "unknown",
	[LINEAR_IN] = "yes",
	[LINEAR_CMA] = "yes, as CMA",
	[LINEAR_OUT] = "no",
};

const char *carveout_linear_name(enum carveout_linear linear)
{
	return linear_names[linear];
}

static bool is_family(const struct model_row *row, const char *family)
{
	return row->family && !strcmp(row->family, family);
}

static enum carveout_linear call_linear(const struct audit_call *call,
					const char **why)
{
	const struct model_row *row = call->row;

	if (row->flags & MODEL_NOMAP) {
		*why = "it is taken out before the map is made";
		return LINEAR_OUT;
	}
	if (is_family(row, "cma")) {
		*why = "a CMA region: the page allocator uses it meanwhile";
		return LINEAR_CMA;
	}
	if (row->role == ROLE_RESERVE && row->memory == MEMORY_PAGES) {
		*why = "it is allocated there";
		return LINEAR_IN;
	}
	if (row->role == ROLE_RESERVE) {
		*why = "it is reserved, and no more";
		return LINEAR_IN;
	}
	return LINEAR_UNKNOWN;
}

/* What takes it out decides: a reservation before it is part of that. */
static void judge_linear(struct carveout *c)
{
	if (c->origins.v[0].region) /* the node told */
		return;
	c->linear_why = "nothing that is read here reserves it; RAM that the "
			"board does not tell the kernel of is not in it";
	vec_for_each(&c->origins, o) {
		const char *why;
		enum carveout_linear linear;

		if (!o->call)
			continue;
		if (o->call->row->role == ROLE_DECLARE)
			c->linear_why = "the memory of the device itself, or "
					"RAM that was set aside elsewhere";
		linear = call_linear(o->call, &why);
		if (linear <= c->linear)
			continue;
		c->linear = linear;
		c->linear_why = why;
	}
}

static enum model_type named_type(const char *text)
{
	/* the names of arm's table of memory types (arch/arm/mm/mmu.c, 3.0);
	 * longer names first */
	static const struct {
		const char *name;
		enum model_type type;
	} types[] = {
		{"MT_DEVICE_CACHED", MEMTYPE_WB},
		{"MT_DEVICE_WC", MEMTYPE_WC},
		{"MT_DEVICE", MEMTYPE_DEVICE},
		{"MT_UNCACHED", MEMTYPE_DEVICE},
		{"MT_MEMORY_NONCACHED", MEMTYPE_WC},
		{"MT_MEMORY_DMA_READY", MEMTYPE_WB},
		{"MT_MEMORY", MEMTYPE_WB},
		{"MEMREMAP_WB", MEMTYPE_WB},
		{"MEMREMAP_WC", MEMTYPE_WC},
		{"MEMREMAP_WT", MEMTYPE_WT},
	};

	for (size_t i = 0; text && i < ARRAY_SIZE(types); i++)
		if (strstr(text, types[i].name))
			return types[i].type;
	return MEMTYPE_NONE;
}

/*
 * A pgprot is made in the same function, "vma->vm_page_prot = ...", or, as
 * handlers hand the vma on, in the same file.
 */
static const struct audit_call *find_pgprot(const struct inventory_input *in,
					    const struct audit_call *call)
{
	const struct audit_call *near = NULL, *far = NULL;

	vec_for_each(in->calls, c) {
		if (c->row->role != ROLE_PGPROT || !c->function ||
		    !call->function || strcmp(c->file, call->file) != 0)
			continue;
		if (!strcmp(c->function, call->function) &&
		    (!near || c->line <= call->line))
			near = c;
		if (!far && c->row->type)
			far = c;
	}
	return near ? near : far;
}

static void judge_prot(const struct inventory_input *in,
		       struct carveout_mapping *m)
{
	const char *prot = m->call->arg[ARG_PROT];
	const struct audit_call *maker = find_pgprot(in, m->call);

	if (maker) {
		m->type = maker->row->type;
		m->type_why = xasprintf("%s in %s, line %u", maker->name,
					maker->function, maker->line);
		return;
	}
	if (prot && strstr(prot, "PAGE_KERNEL") && !strchr(prot, '(')) {
		m->type = MEMTYPE_WB;
		m->type_why = xstrdup("PAGE_KERNEL");
	} else if (!prot || strstr(prot, "vm_page_prot")) {
		m->type = MEMTYPE_WB;
		m->type_why = xstrdup("as the process asked");
	} else {
		m->type_why = xstrdup(prot);
	}
}

static void judge_type(const struct inventory_input *in,
		       struct carveout_mapping *m)
{
	const struct audit_call *call = m->call;

	if (call->row->type != MEMTYPE_NONE) {
		m->type = call->row->type;
	} else if (call->arg[ARG_FLAGS]) {
		m->type = named_type(call->arg[ARG_FLAGS]);
		m->type_why = xstrdup(call->arg[ARG_FLAGS]);
	} else {
		judge_prot(in, m);
	}
}

static bool is_cached(enum model_type type)
{
	return type == MEMTYPE_NONE || type == MEMTYPE_WB;
}

static bool is_pool_kind(const struct carveout *c)
{
	return c->kind != NULL;
}

static void add_breach(struct carveout *c, const char *rule, const char *archs,
		       bool certain, char *sentence)
{
	vec_push(&c->breaches, (struct carveout_breach){.rule = rule,
							.archs = archs,
							.sentence = sentence,
							.certain = certain});
}

/* How arm's ioremap() treats memory of the linear map has a history
 * (arch/arm/mm/ioremap.c of 2.6.35, 2.6.36 and 3.0). */
static const char *arm_ioremap(const struct inventory_input *in)
{
	model_version v = in->model->context.version;

	if (v && v < MODEL_VERSION(2, 6, 36))
		return ", which this kernel's ioremap lets pass";
	if (v && v < MODEL_VERSION(2, 6, 37))
		return ", of which this kernel's ioremap only warns";
	return ", which ioremap of arm refuses where it is memory that the "
	       "kernel manages";
}

static const char *what_manual_says(const struct inventory_input *in,
				    enum model_type type)
{
	unsigned int arch = in->model->context.arch;
	const struct model_alias *alias =
		model_alias_find(in->model->model, MEMTYPE_WB, type, false,
				 arch ? arch : ARCH_ARM);

	return alias ? alias->says :
		       "the two mappings do not see each other's writes";
}

static void judge_map(struct carveout *c, const struct inventory_input *in,
		      const struct carveout_mapping *m, const char *rule)
{
	const bool kernel = m->call->row->role == ROLE_IOMAP;

	if (is_cached(m->type) || c->linear == LINEAR_OUT)
		return;
	if (c->linear == LINEAR_UNKNOWN && !c->kind)
		return;
	add_breach(
		c, rule, "arm from ARMv6 on, arm64; x86 less",
		c->linear == LINEAR_IN,
		xasprintf("'%s' at %s:%u makes a mapping of type %s%s%s: %s",
			  m->call->name, m->call->file, m->call->line,
			  model_type_name(m->type),
			  c->linear == LINEAR_UNKNOWN ?
				  ", wrong if the linear map has the memory" :
				  " beside the linear map",
			  kernel ? arm_ioremap(in) : "",
			  what_manual_says(in, m->type)));
}

/* Two mappings of one carveout that do not agree, the linear map aside. */
static void judge_pair(struct carveout *c)
{
	const struct carveout_mapping *cached = NULL, *other = NULL;

	vec_for_each(&c->maps, m)
		*(is_cached(m->type) ? &cached : &other) = m;
	vec_for_each(&c->exports, m)
		*(is_cached(m->type) ? &cached : &other) = m;
	if (!cached || !other)
		return;
	add_breach(c, "attr/mmio-conflict",
		   "all with caches that do not snoop; arm, arm64 in any case",
		   false,
		   xasprintf("cached by '%s' (%s:%u) and %s by '%s' (%s:%u)",
			     cached->call->name, cached->call->file,
			     cached->call->line, model_type_name(other->type),
			     other->call->name, other->call->file,
			     other->call->line));
}

static void judge_pool(struct carveout *c)
{
	vec_for_each(&c->origins, o)
		if (o->call && is_family(o->call->row, "declared"))
			add_breach(c, "carveout/declare-coherent", "all", true,
				   xasprintf("a region of its own for one "
					     "device, given by '%s'",
					     o->call->name));
	if (is_pool_kind(c))
		add_breach(c, "carveout/private-pool", "all", true,
			   xasprintf("%s: memory that nothing else can use, "
				     "with an allocator of its own",
				     c->kind->title));
}

void carveout_judge(struct carveout *c, const struct inventory_input *in)
{
	judge_linear(c);
	vec_for_each(&c->maps, m)
		judge_type(in, m);
	vec_for_each(&c->exports, m)
		judge_type(in, m);
	vec_for_each(&c->maps, m)
		judge_map(c, in, m, "carveout/still-mapped");
	vec_for_each(&c->exports, m)
		judge_map(c, in, m, "attr/ram-alias-user");
	judge_pair(c);
	judge_pool(c);
}

static struct finding_place origin_place(const struct carveout_origin *o)
{
	return (struct finding_place){
		.path = xstrdup(o->file),
		.line = o->line ? o->line : 1,
		.col = o->col ? o->col : 1,
	};
}

static const char *shown_name(const struct carveout *c)
{
	const struct carveout_origin *o = &c->origins.v[0];

	if (c->name)
		return c->name;
	if (o->text)
		return o->text->variable ? o->text->variable : c->kind->title;
	if (o->region)
		return o->region->path;
	return o->call->to && call_gives_memory(o->call) ? o->call->to :
	       c->base					 ? c->base :
							   o->call->name;
}

static void add_steps(const struct carveout *c, struct finding *f)
{
	vec_for_each(&c->maps, m) {
		struct finding_place place = {.path = m->call->file,
					      .line = m->call->line,
					      .col = m->call->col};

		finding_add_step(f, &place, "mapped by '%s'", m->call->name);
	}
	vec_for_each(&c->exports, m) {
		struct finding_place place = {.path = m->call->file,
					      .line = m->call->line,
					      .col = m->call->col};

		finding_add_step(f, &place, "given to user space by '%s'",
				 m->call->name);
	}
}

static void add_finding(const struct carveout *c,
			const struct carveout_breach *b, finding_vec *ret)
{
	const struct rule_info *rule = rule_info_find(b->rule);
	const struct carveout_origin *o = &c->origins.v[0];
	const char *function = o->call ? o->call->function :
			       o->text ? o->text->function :
					 NULL;
	struct finding *f;

	if (!rule)
		return;
	f = vec_add(ret);
	f->rule = rule;
	f->confidence = b->certain ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW;
	f->place = origin_place(o);
	f->function = function ? xstrdup(function) : NULL;
	f->message = xasprintf("carveout '%s': %s", shown_name(c), b->sentence);
	f->quality = UNIT_NO_TYPES;
	f->engine = xstrdup("audit");
	f->harm = xasprintf("harms %s; modern way: %s", b->archs,
			    c->kind ? c->kind->modern :
				      "a reserved-memory node (no-map, or "
				      "reusable for CMA) and the DMA API");
	add_steps(c, f);
}

void inventory_findings(const struct inventory *inv, finding_vec *ret)
{
	vec_for_each(&inv->list, c)
		vec_for_each(&c->breaches, b)
			if (!c->core)
				add_finding(c, b, ret);
}
