// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "flow/region/region.h"

void region_set_init(struct region_set *set, const struct flow_end *end)
{
	const struct facts *f = end_module(end)->facts;

	*set = (struct region_set){.dt = end_devicetree(end)};
	if (!set->dt)
		return;
	module_compatibles(f, &set->compatibles);
	vec_for_each(&set->compatibles, name) {
		size_t n;
		const struct dt_use *uses =
			devicetree_uses(set->dt, facts_str(f, name->name), &n);

		for (size_t i = 0; i < n; i++)
			vec_push(&set->uses,
				 ((struct region_use){uses[i], name->file}));
	}
	if (set->uses.n)
		region_sources(end_module(end), &set->sources);
}

void region_set_deinit(struct region_set *set)
{
	vec_deinit(&set->compatibles);
	vec_deinit(&set->sources);
	vec_deinit(&set->uses);
}

bool region_set_matters(const struct region_set *set)
{
	return set->uses.n > 0;
}

/* include/linux/mmzone.h, mm.h, memblock.h, 6.1 */
static const char *const questions[] = {
	"pfn_valid",
	"page_is_ram",
	"region_intersects",
	"pfn_is_map_memory",
	"memblock_is_map_memory",
};

static bool asks(const struct module *m, func_id func)
{
	const struct fact_func *fn = &m->facts->funcs.v[func];
	const struct facts *f = m->facts;

	for (uint32_t b = 0; b < fn->n_blocks; b++) {
		const struct fact_block *block = &f->blocks.v[fn->block0 + b];

		for (op_id op = block->op0; op < block->op0 + block->n_ops;
		     op++) {
			const struct fact_op *o = &f->ops.v[op];
			const char *name =
				o->kind == OP_CALL ? facts_callee(f, o) : NULL;

			for (size_t i = 0; name && i < ARRAY_SIZE(questions);
			     i++)
				if (!strcmp(name, questions[i]))
					return true;
		}
	}
	return false;
}

bool region_is_asked(const struct flow_end *end, const struct memory_use *use)
{
	const struct module *m = end_module(end);
	size_t n;
	const op_id *callers = module_callers(m, use->func, &n);

	if (asks(m, use->func))
		return true;
	for (size_t i = 0; i < n; i++)
		if (asks(m, module_func_of_op(m, callers[i])))
			return true;
	return false;
}

/* How many references of its kind the device has. */
static size_t count_references(const struct region_set *set,
			       const struct dt_user *user)
{
	size_t n = 0;

	vec_for_each(&set->uses, it) {
		const struct dt_user *other = it->use.user;

		n += other && other->kind == DT_USER_PHANDLE &&
		     !strcmp(other->path, user->path) &&
		     other->index != user->index;
	}
	return n + 1;
}

static bool fits_phandle(const struct region_set *set, const struct facts *f,
			 const struct dt_user *user,
			 const struct region_source *source, bool *sure)
{
	if (!user || user->kind != DT_USER_PHANDLE || user->disabled)
		return false;
	*sure = true;
	if (source->has_index)
		return user->index == source->index;
	if (source->name)
		return user->name &&
		       !strcmp(user->name, facts_str(f, source->name));
	*sure = count_references(set, user) == 1;
	return true;
}

static bool fits(const struct region_set *set, const struct facts *f,
		 const struct dt_use *use, const struct region_source *source,
		 bool *sure)
{
	if (source->way == REGION_BY_PHANDLE)
		return fits_phandle(set, f, use->user, source, sure);
	*sure = !use->user;
	return !use->user ||
	       (use->user->kind == DT_USER_ADDRESS && !use->user->disabled);
}

static void add(region_match_vec *ret, const struct region_match *match)
{
	vec_for_each(ret, it)
		if (it->use->region == match->use->region &&
		    it->use->user == match->use->user) {
			it->sure |= match->sure;
			return;
		}
	vec_push(ret, *match);
}

/*
 * Whether devices are named in a file. Where the units of a module are not
 * known to be one driver, a table is for what stands beside it.
 */
static bool names_devices(const struct region_set *set, str_id file)
{
	vec_for_each(&set->compatibles, it)
		if (it->file == file)
			return true;
	return false;
}

/* The regions that fit what is done at operation @op. */
static void match_source(const struct region_set *set, const struct facts *f,
			 const struct region_source *source, op_id op,
			 region_match_vec *ret)
{
	str_id file = facts_span(f, f->ops.v[op].span)->file;
	bool here = names_devices(set, file);

	vec_for_each(&set->uses, it) {
		struct region_match match = {&it->use, source, false};

		if (here && it->file != file)
			continue;
		if (fits(set, f, &it->use, source, &match.sure))
			add(ret, &match);
	}
}

/* The last field of what a call maps, as it is written, or 0. */
static str_id mapped_field(const struct facts *f, expr_id id)
{
	const struct fact_expr *e = facts_expr(f, id);

	while (e->kind == EXPR_CAST || e->kind == EXPR_UNARY ||
	       e->kind == EXPR_BINARY || e->kind == EXPR_DEREF)
		e = facts_expr(f, e->a);
	return e->kind == EXPR_FIELD ? e->str : 0;
}

/* Which places the address of a use is read at: the call itself, those that
 * fill the field it is kept in, those of the function, any of the module. */
enum closeness { AT_CALL, AT_FIELD, IN_FUNCTION, IN_MODULE, CLOSENESS_NR };

/* What a mapping may be of that is told where its memory lies. */
#define TOLD                                                                 \
	(ORIGIN_BIT(UNKNOWN) | ORIGIN_BIT(ARGUMENT) | ORIGIN_BIT(RESOURCE) | \
	 ORIGIN_BIT(RESERVED))

/*
 * A driver of the region itself has no other memory: what it maps that is
 * told to it is the region, through however many hands the address went.
 */
static bool is_all_there_is(const struct flow_end *end,
			    const struct memory_use *use,
			    const struct region_source *source)
{
	origin_vec origins = {};
	bool ret;

	if (source->way != REGION_BY_NODE)
		return false;
	origin_find(end, use, &origins);
	ret = !origins.n || origin_is_only(&origins, TOLD);
	vec_deinit(&origins);
	return ret;
}

static bool is_close(const struct flow_end *end, const struct memory_use *use,
		     const struct region_source *source, enum closeness how)
{
	const struct module *m = end_module(end);
	str_id field;

	switch (how) {
	case AT_CALL:
		return source->op == use->op || source->op == use->via;
	case AT_FIELD:
		field = mapped_field(m->facts, use->expr);
		return field && source->kept == field;
	case IN_FUNCTION:
		return !source->kept &&
		       module_func_of_op(m, source->op) == use->func &&
		       source->op < use->op;
	default:
		return is_all_there_is(end, use, source);
	}
}

/* Of nodes that are the device's, and not sure. */
static void keep_own(region_match_vec *matches)
{
	size_t n = 0;

	vec_for_each(matches, match) {
		if (match->use->user)
			continue;
		match->sure = false;
		matches->v[n++] = *match;
	}
	matches->n = n;
}

void region_find(const struct region_set *set, const struct flow_end *end,
		 const struct memory_use *use, region_match_vec *ret)
{
	for (int how = AT_CALL; how < CLOSENESS_NR && !ret->n; how++) {
		vec_for_each(&set->sources, source)
			if (is_close(end, use, source, how))
				match_source(set, end_module(end)->facts,
					     source, source->op, ret);
		if (how == IN_MODULE)
			keep_own(ret);
	}
}

/* of_reserved_mem_device_init() takes the first, the others say which. */
static struct region_source declared_source(const struct facts *f, op_id id,
					    const struct model_row *row)
{
	const struct fact_op *op = &f->ops.v[id];
	int8_t index = row->arg[ARG_INDEX], name = row->arg[ARG_NAME];
	struct region_source source = {.op = id};
	const struct fact_expr *e;

	if (name >= 0 && (uint32_t)name < op->n_args) {
		e = facts_expr(f, f->args.v[op->arg0 + name]);
		source.name = e->kind == EXPR_STRING ? e->str : 0;
	} else if (index >= 0 && (uint32_t)index < op->n_args) {
		e = facts_expr(f, f->args.v[op->arg0 + index]);
		source.has_index = e->kind == EXPR_CONST;
		source.index = e->value;
	} else {
		source.has_index = true;
	}
	return source;
}

void region_find_declared(const struct region_set *set,
			  const struct flow_end *end, op_id op,
			  region_match_vec *ret)
{
	const struct facts *f = end_module(end)->facts;
	struct region_source source = declared_source(f, op, end_row(end, op));

	match_source(set, f, &source, op, ret);
	vec_for_each(ret, match)
		match->source = NULL;
}

static void step_at(const struct region_set *set, struct finding *finding,
		    const struct dt_place *place, const char *text)
{
	autofree char *path = devicetree_place_name(set->dt, place);
	struct finding_place at = {.path = path,
				   .line = place->line ? place->line : 1,
				   .col = place->line ? place->col : 1};

	finding_add_step(finding, &at, "%s", text);
}

void region_step(const struct region_set *set, struct finding *finding,
		 const struct region_match *match)
{
	const struct dt_region *r = match->use->region;
	const struct dt_user *user = match->use->user;
	autofree char *what = NULL, *who = NULL;

	what = xasprintf("'%s' is %s%s", r->path,
			 dt_linear_text(dt_region_linear(r)),
			 r->flags & DT_NO_MAP ? "" : ": it has no 'no-map'");
	step_at(set, finding, &r->place, what);
	if (!user)
		return;
	who = user->kind == DT_USER_PHANDLE ?
		      xasprintf("'%s' gets it as entry %u of '%s'", user->path,
				user->index, user->property) :
		      xasprintf("'%s' gets it by '%s'", user->path,
				user->property);
	step_at(set, finding, &user->place, who);
}
