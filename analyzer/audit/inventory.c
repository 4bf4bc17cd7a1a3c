// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "audit/inventory.h"
#include "audit/names.h"

struct maker {
	const struct inventory_input *in;
	struct inventory *ret;
	struct name_sets names;
	VEC(uint32_t) own; /* of each carveout: its address, or 0 */
};

const struct audit_file *audit_file_find(const audit_file_vec *files,
					 const char *path)
{
	size_t low = 0, high = files->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = strcmp(files->v[mid].path, path);

		if (!c)
			return &files->v[mid];
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/*
 * What reserves its own memory is no driver: the core of the kernel and of an
 * architecture. Boards and drivers are elsewhere (arch/arm/mach-*, plat-*).
 */
static bool is_core(const char *path)
{
	static const char *const folders[] = {
		"mm/",	     "kernel/",	    "init/",   "lib/",
		"fs/",	     "net/",	    "block/",  "ipc/",
		"security/", "drivers/of/", "crypto/", "drivers/base/"};
	const char *sub;

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
		if (!strncmp(path, folders[i], strlen(folders[i])))
			return true;
	if (strncmp(path, "arch/", 5) != 0)
		return false;
	sub = strchr(path + 5, '/');
	return sub &&
	       (!strncmp(sub, "/mm/", 4) || !strncmp(sub, "/kernel/", 8) ||
		!strncmp(sub, "/lib/", 5));
}

/* Of another architecture than the one that the tree is for. */
static bool is_foreign(const struct inventory_input *in, const char *path)
{
	static const char *const folders[] = {
		[ARCH_X86] = "arch/x86/",
		[ARCH_ARM64] = "arch/arm64/",
		[ARCH_ARM] = "arch/arm/",
	};
	unsigned int arch = in->model->context.arch;

	if (arch >= ARRAY_SIZE(folders) || !folders[arch])
		return false;
	return !strncmp(path, "arch/", 5) &&
	       strncmp(path, folders[arch], strlen(folders[arch])) != 0;
}

bool call_gives_memory(const struct audit_call *call)
{
	return call->row->returns != RETURNS_ERRNO &&
	       call->row->returns != RETURNS_BOOL;
}

static const char *text_of(const struct audit_call *c, enum model_arg first,
			   enum model_arg second)
{
	return c->arg[first] ? c->arg[first] : c->arg[second];
}

static uint32_t name_of(struct maker *m, const char *expr, const char *file,
			const char *function)
{
	return names_of_address(&m->names, m->in, expr, file, function);
}

static void add_text_carveout(struct maker *m, const struct audit_file *file,
			      const struct text_carveout *t)
{
	struct carveout *c = vec_add(&m->ret->list);

	c->kind = t->kind;
	vec_push(&c->origins, (struct carveout_origin){.text = t,
						       .file = file->path,
						       .line = t->line,
						       .col = t->col});
	c->name = t->name;
	c->base = t->base;
	c->size = t->size;
	c->at_run_time = t->at_run_time;
	c->file = file->path;
	vec_push(&m->own, name_of(m, t->base, file->path, t->function));
}

static void add_call_carveout(struct maker *m, const struct audit_call *call)
{
	struct carveout *c = vec_add(&m->ret->list);
	uint32_t by_arg, by_result;

	vec_push(&c->origins, (struct carveout_origin){.call = call,
						       .file = call->file,
						       .line = call->line,
						       .col = call->col});
	c->base = call->arg[ARG_PHYS];
	c->size = call->arg[ARG_SIZE];
	c->name = call->arg[ARG_NAME];
	c->file = call->file;
	c->core = is_core(call->file) || is_foreign(m->in, call->file);
	by_arg = name_of(m, c->base, call->file, call->function);
	by_result = c->base || !call_gives_memory(call) ?
			    0 :
			    name_of(m, call->to, call->file, call->function);
	vec_push(&m->own, by_arg ? by_arg : by_result);
}

/* What takes a node of the device tree sets nothing aside by itself. */
static bool sets_aside(const struct model_row *row)
{
	if (row->role != ROLE_RESERVE && row->role != ROLE_DECLARE)
		return false;
	return !row->family || strcmp(row->family, "reserved_mem") != 0;
}

static void collect(struct maker *m)
{
	const struct inventory_input *in = m->in;

	vec_for_each(in->files, file)
		vec_for_each(&file->text.carveouts, t)
			add_text_carveout(m, file, t);
	vec_for_each(in->calls, call)
		if (sets_aside(call->row))
			add_call_carveout(m, call);
}

/* What a function does with "x = y": both are one address. */
static void join_aliases(struct maker *m)
{
	vec_for_each(m->in->files, file) {
		vec_for_each(&file->text.aliases, a) {
			uint32_t from =
				name_of(m, a->from, file->path, a->function);
			uint32_t to =
				name_of(m, a->to, file->path, a->function);

			if (from && to)
				names_join(&m->names, from, to);
		}
	}
}

static void take_origins(struct carveout *to, struct carveout *from)
{
	vec_for_each(&from->origins, o)
		vec_push(&to->origins, *o);
	if (!to->base)
		to->base = from->base;
	if (!to->size) {
		to->size = from->size;
		to->file = from->file;
	}
	if (!to->name)
		to->name = from->name;
	if (!to->kind)
		to->kind = from->kind;
	to->at_run_time |= from->at_run_time;
	to->core &= from->core;
	vec_deinit(&from->origins);
}

/* Carveouts of one address are one; elements of tables stay by themselves, as
 * boards of one tree have tables of the same addresses. */
static void join_carveouts(struct maker *m)
{
	struct inventory *inv = m->ret;
	size_t n = inv->list.n, kept = 0;
	autofree size_t *first = xcalloc(m->names.n + 1, sizeof(*first));

	for (size_t i = 0; i < n; i++) {
		uint32_t root =
			m->own.v[i] ? names_root(&m->names, m->own.v[i]) : 0;
		bool table = inv->list.v[i].origins.v[0].text;

		if (root && first[root] && !table) {
			take_origins(&inv->list.v[first[root] - 1],
				     &inv->list.v[i]);
			continue;
		}
		inv->list.v[kept] = inv->list.v[i];
		m->own.v[kept] = root;
		if (root && !first[root])
			first[root] = kept + 1;
		kept++;
	}
	inv->list.n = m->own.n = kept;
}

static const struct text_slot *find_slot(const struct audit_file *file,
					 const char *function)
{
	if (!file || !function)
		return NULL;
	vec_for_each(&file->text.slots, s)
		if (!strcmp(s->function, function))
			return s;
	return NULL;
}

static bool maps(const struct audit_call *call)
{
	return call->row->role == ROLE_IOMAP || call->row->role == ROLE_REMAP;
}

void carveout_add_mapping(struct carveout *c, const struct inventory_input *in,
			  const struct audit_call *call, const char *through)
{
	const struct audit_file *file = audit_file_find(in->files, call->file);
	struct carveout_mapping mapping = {
		.call = call,
		.through = through,
		.entry = find_slot(file, call->function),
	};

	if (maps(call))
		vec_push(&c->maps, mapping);
	else
		vec_push(&c->exports, mapping);
}

/* Calls that map an address which is that of a carveout. */
static void map_by_name(struct maker *m, const struct audit_call *call)
{
	const char *expr = text_of(call, ARG_PHYS, ARG_PFN);
	uint32_t name = name_of(m, expr, call->file, call->function);
	uint32_t root = name ? names_root(&m->names, name) : 0;

	for (size_t i = 0; root && i < m->own.n; i++)
		if (m->own.v[i] == root)
			carveout_add_mapping(&m->ret->list.v[i], m->in, call,
					     expr);
}

static bool has_mapping(const struct carveout *c, const struct audit_call *call)
{
	vec_for_each(&c->maps, map)
		if (map->call == call)
			return true;
	vec_for_each(&c->exports, map)
		if (map->call == call)
			return true;
	return false;
}

static size_t folder_len(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash - path : 0;
}

/* Whether the folder that a path of @len bytes names is called @name. */
static bool folder_is(const char *path, size_t len, const char *name)
{
	size_t n = name ? strlen(name) : 0;

	return n && len > n && path[len - n - 1] == '/' &&
	       !memcmp(path + len - n, name, n);
}

/* Whether functions of a file work on what declares a kind; or those of its
 * folder do, and the folder is named after it. */
static bool drives_kind(const struct inventory_input *in, const char *path,
			const struct carveout_kind *kind)
{
	const struct audit_file *file = audit_file_find(in->files, path);
	size_t len = folder_len(path);

	if (!file)
		return false;
	vec_for_each(&file->text.uses, u)
		if (!strcmp(u->kind->kind, kind->kind))
			return true;
	if (kind->param)
		vec_for_each(&file->text.carveouts, c)
			if (c->kind == kind)
				return true;
	return folder_is(path, len, kind->folder);
}

/* What is at a fixed address, or in a resource, are registers. */
static bool maps_registers(const struct audit_call *call)
{
	const char *expr = text_of(call, ARG_PHYS, ARG_PFN);
	const char *s = expr;

	if (call->row->role != ROLE_IOMAP)
		return false;
	if (!expr || strstr(expr, "res->") || strstr(expr, "->resource"))
		return true;
	while (*s && !islower((unsigned char)*s))
		s++;
	return !*s; /* no variable in it */
}

/*
 * Drivers of a kind map every carveout of it. A file of an architecture that
 * declares one is a board, whatever else it maps.
 */
static void map_by_kind(struct maker *m, const struct audit_call *call)
{
	bool board = !strncmp(call->file, "arch/", 5);

	if (board || maps_registers(call))
		return;
	vec_for_each(&m->ret->list, c)
		if (c->kind && !has_mapping(c, call) &&
		    drives_kind(m->in, call->file, c->kind))
			carveout_add_mapping(c, m->in, call, NULL);
}

static void join_mappings(struct maker *m)
{
	vec_for_each(m->in->calls, call) {
		if (!maps(call) && call->row->role != ROLE_MMAP_USER)
			continue;
		map_by_name(m, call);
		map_by_kind(m, call);
	}
}

/* Where the address is stored that no name leads to: a field of a record. */
static void join_handed(struct maker *m)
{
	vec_for_each(m->in->files, file) {
		vec_for_each(&file->text.aliases, a) {
			uint32_t name;

			if (!strpbrk(a->to, ".>"))
				continue;
			name = name_of(m, a->from, file->path, a->function);
			if (name)
				name = names_root(&m->names, name);
			for (size_t i = 0; name && i < m->own.n; i++)
				if (m->own.v[i] == name)
					vec_push(&m->ret->list.v[i].handed, a);
		}
	}
}

/*
 * Memory that was allocated at boot is memory like any other, unless its
 * physical address is taken, or somebody maps it once more.
 */
static void set_plain_aside(struct maker *m)
{
	autofree bool *physical = xcalloc(m->names.n + 1, sizeof(*physical));

	vec_for_each(m->in->files, file) {
		vec_for_each(&file->text.aliases, a) {
			uint32_t name =
				name_of(m, a->from, file->path, a->function);

			if (name && a->physical && name <= m->names.n)
				physical[names_root(&m->names, name)] = true;
		}
	}
	for (size_t i = 0; i < m->own.n; i++) {
		struct carveout *c = &m->ret->list.v[i];
		const struct audit_call *call = c->origins.v[0].call;

		if (call && call->row->memory == MEMORY_PAGES && !c->kind &&
		    !c->maps.n && !c->exports.n &&
		    !(m->own.v[i] && physical[m->own.v[i]]))
			c->core = true;
	}
}

static void find_param(struct carveout *c, const struct inventory_input *in)
{
	const struct audit_file *file = audit_file_find(in->files, c->file);
	const char *words[] = {c->size, c->base};

	for (size_t i = 0; file && i < ARRAY_SIZE(words); i++)
		vec_for_each(&file->text.params, p) {
			if (!words[i] || strcmp(p->variable, words[i]) != 0)
				continue;
			c->param = p->param;
			c->param_of_module = p->module;
			return;
		}
}

static void evaluate(struct carveout *c, const struct inventory_input *in)
{
	const struct macro_def *def;

	if (c->origins.v[0].region)
		return;
	if (c->size) {
		c->size_known = macros_value(in->macros, c->size, c->file,
					     &c->bytes, &c->size_def);
		c->has_bytes = c->size_known == MACRO_ONE;
	}
	vec_for_each(&c->origins, o) {
		const char *size = o->call ? o->call->arg[ARG_SIZE] : NULL;

		if (c->has_bytes || !size)
			continue;
		c->size_known = macros_value(in->macros, size, o->file,
					     &c->bytes, &c->size_def);
		c->has_bytes = c->size_known == MACRO_ONE;
	}
	if (c->base)
		c->has_base = macros_value(in->macros, c->base, c->file,
					   &c->base_value, &def) == MACRO_ONE;
	find_param(c, in);
}

static int compare_places(const struct carveout *x, const struct carveout *y)
{
	const struct carveout_origin *a = &x->origins.v[0],
				     *b = &y->origins.v[0];
	int c = strcmp(a->file, b->file);

	return c ? c : (a->line > b->line) - (a->line < b->line);
}

static int compare_carveouts(const void *a, const void *b)
{
	const struct carveout *x = a, *y = b;

	if (x->core != y->core)
		return x->core - y->core;
	return compare_places(x, y);
}

void inventory_make(const struct inventory_input *in, struct inventory *ret)
{
	struct maker m = {.in = in, .ret = ret};

	collect(&m);
	join_aliases(&m);
	join_carveouts(&m);
	join_mappings(&m);
	join_handed(&m);
	set_plain_aside(&m);
	if (in->dt)
		inventory_add_nodes(in, ret);
	vec_for_each(&ret->list, c) {
		evaluate(c, in);
		carveout_judge(c, in);
		ret->n_core += c->core;
	}
	if (ret->list.n)
		qsort(ret->list.v, ret->list.n, sizeof(*ret->list.v),
		      compare_carveouts);
	names_deinit(&m.names);
	vec_deinit(&m.own);
}

static void mapping_deinit(struct carveout_mapping *m)
{
	free(m->type_why);
}

void inventory_deinit(struct inventory *inv)
{
	vec_for_each(&inv->list, c) {
		vec_for_each(&c->maps, m)
			mapping_deinit(m);
		vec_for_each(&c->exports, m)
			mapping_deinit(m);
		vec_for_each(&c->breaches, b)
			free(b->sentence);
		free(c->told_base);
		free(c->told_size);
		vec_deinit(&c->origins);
		vec_deinit(&c->maps);
		vec_deinit(&c->exports);
		vec_deinit(&c->handed);
		vec_deinit(&c->breaches);
	}
	vec_deinit(&inv->list);
}
