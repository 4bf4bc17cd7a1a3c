// SPDX-License-Identifier: GPL-2.0-or-later
#include <libfdt.h>
#include <string.h>

#include "engines/devicetree/blob.h"
#include "engines/devicetree/nodes.h"

/* A tree that is read: its regions, and the nodes that they are. */
struct blob {
	struct dt_nodes nodes;
	dt_region_vec regions;
	VEC(uint32_t) region_nodes; /* one for each region that is a node */
	dt_range_vec ram; /* what memory nodes say */
};

void dt_names_deinit(dt_names *names)
{
	vec_for_each(names, name)
		free(*name);
	vec_deinit(names);
}

static void user_deinit(struct dt_user *u)
{
	free(u->path);
	free(u->place.file);
	free(u->property);
	free(u->name);
	dt_names_deinit(&u->compatible);
}

void dt_region_deinit(struct dt_region *r)
{
	free(r->path);
	free(r->place.file);
	vec_deinit(&r->ranges);
	vec_deinit(&r->alloc_ranges);
	dt_names_deinit(&r->compatible);
	vec_for_each(&r->users, u)
		user_deinit(u);
	vec_deinit(&r->users);
	vec_deinit(&r->trees);
}

void dt_region_vec_deinit(dt_region_vec *v)
{
	vec_for_each(v, r)
		dt_region_deinit(r);
	vec_deinit(v);
}

/* Whether a node is /reserved-memory, or what an overlay adds to it. */
static bool is_reserved_memory(const struct dt_nodes *t, uint32_t node)
{
	uint32_t parent = t->list.v[node].parent;

	if (strcmp(dt_node_name(t, node), "reserved-memory") || !node)
		return false;
	return !parent || !strcmp(dt_node_name(t, parent), "__overlay__");
}

/*
 * What the kernel wants of the node before it takes any of its children:
 * the cells of the root, and ranges (drivers/of/fdt.c, 6.1,
 * __reserved_mem_check_root()).
 */
static bool is_supported(const struct dt_nodes *t, uint32_t node)
{
	const struct dt_node *root = &t->list.v[0], *n = &t->list.v[node];

	return dt_node_has(t, node, "#address-cells") &&
	       dt_node_has(t, node, "#size-cells") &&
	       n->address_cells == root->address_cells &&
	       n->size_cells == root->size_cells &&
	       dt_node_has(t, node, "ranges");
}

static const struct {
	const char *property;
	unsigned int flag;
} flag_properties[] = {
	{"no-map", DT_NO_MAP},
	{"reusable", DT_REUSABLE},
	{"linux,cma-default", DT_CMA_DEFAULT},
	{"linux,dma-default", DT_DMA_DEFAULT},
};

static unsigned int region_flags(const struct dt_nodes *t, uint32_t node)
{
	uint32_t parent = t->list.v[node].parent;
	unsigned int flags = 0;

	for (size_t i = 0; i < ARRAY_SIZE(flag_properties); i++)
		if (dt_node_has(t, node, flag_properties[i].property))
			flags |= flag_properties[i].flag;
	if (dt_node_is_disabled(t, node))
		flags |= DT_DISABLED;
	if (t->list.v[parent].depth > 1)
		flags |= DT_OVERLAY;
	else if (!is_supported(t, parent))
		flags |= DT_UNSUPPORTED;
	if (!dt_node_has(t, node, "reg"))
		flags |= DT_DYNAMIC;
	return flags;
}

static void add_region(struct blob *b, uint32_t node)
{
	const struct dt_nodes *t = &b->nodes;
	struct dt_region *r = vec_add(&b->regions);

	vec_push(&b->region_nodes, node);
	r->path = dt_node_path(t, node);
	r->flags = region_flags(t, node);
	dt_node_ranges(t, node, "reg", &r->ranges);
	r->size = dt_node_number(t, node, "size");
	r->alignment = dt_node_number(t, node, "alignment");
	dt_node_ranges(t, node, "alloc-ranges", &r->alloc_ranges);
	dt_node_strings(t, node, "compatible", &r->compatible);
}

static void add_memreserves(struct blob *b)
{
	int n = fdt_num_mem_rsv(b->nodes.fdt);

	for (int i = 0; i < n; i++) {
		struct dt_region *r;
		uint64_t base, size;

		if (fdt_get_mem_rsv(b->nodes.fdt, i, &base, &size))
			continue;
		r = vec_add(&b->regions);
		r->path = xstrdup("/memreserve/");
		r->flags = DT_MEMRESERVE;
		vec_push(&r->ranges, ((struct dt_range){base, size}));
	}
}

/* "memory@80000000", and what old boards call so without a type. */
static bool is_memory(const struct dt_nodes *t, uint32_t node)
{
	const char *name = dt_node_name(t, node);

	return dt_node_says(t, node, "device_type", "memory") ||
	       (t->list.v[node].depth == 1 && !strncmp(name, "memory", 6) &&
		(!name[6] || name[6] == '@'));
}

static void find_regions(struct blob *b)
{
	const struct dt_nodes *t = &b->nodes;

	for (uint32_t i = 1; i < t->list.n; i++) {
		if (is_memory(t, i))
			dt_node_ranges(t, i, "reg", &b->ram);
		if (is_reserved_memory(t, t->list.v[i].parent))
			add_region(b, i);
	}
	add_memreserves(b);
}

static bool overlap(const struct dt_range *a, const struct dt_range *b)
{
	return a->size && b->size &&
	       (a->base < b->base ? b->base - a->base < a->size :
				    a->base - b->base < b->size);
}

static bool any_overlap(const dt_range_vec *x, const dt_range_vec *y)
{
	vec_for_each(x, a)
		vec_for_each(y, b)
			if (overlap(a, b))
				return true;
	return false;
}

/* A memory node of size 0 is for the boot loader to fill in. */
static bool knows_ram(const struct blob *b)
{
	vec_for_each(&b->ram, r)
		if (!r->size)
			return false;
	return b->ram.n > 0;
}

static void mark_outside(struct blob *b)
{
	if (!knows_ram(b))
		return;
	vec_for_each(&b->regions, r)
		if (r->ranges.n && !any_overlap(&r->ranges, &b->ram))
			r->flags |= DT_OUTSIDE;
}

/* Properties that list phandles of regions, and nothing else. */
static bool refers_to_memory(const char *property)
{
	return strstr(property, "memory-region") && !strstr(property, "-names");
}

static struct dt_user *add_user(struct blob *b, size_t region, uint32_t node,
				enum dt_user_kind kind, const char *property)
{
	struct dt_user *u = vec_add(&b->regions.v[region].users);

	u->kind = kind;
	u->path = dt_node_path(&b->nodes, node);
	u->property = xstrdup(property);
	u->disabled = dt_node_is_disabled(&b->nodes, node);
	dt_node_strings(&b->nodes, node, "compatible", &u->compatible);
	return u;
}

static char *reference_name(const struct blob *b, uint32_t node,
			    const char *property, unsigned int index)
{
	autofree char *list = xasprintf("%s-names", property);
	dt_names names = {};
	char *ret = NULL;

	dt_node_strings(&b->nodes, node, list, &names);
	if (index < names.n)
		ret = take_ptr(names.v[index]);
	dt_names_deinit(&names);
	return ret;
}

static void take_references(struct blob *b, uint32_t node, const char *property,
			    const char *cells, int n)
{
	for (int i = 0; i < n; i++) {
		fdt32_t cell;

		memcpy(&cell, cells + i * sizeof(cell), sizeof(cell));
		for (size_t r = 0; r < b->region_nodes.n; r++) {
			uint32_t phandle = dt_node_phandle(
				&b->nodes, b->region_nodes.v[r]);
			struct dt_user *u;

			if (!phandle || phandle != fdt32_to_cpu(cell))
				continue;
			u = add_user(b, r, node, DT_USER_PHANDLE, property);
			u->index = i;
			u->name = reference_name(b, node, property, i);
		}
	}
}

static void find_references(struct blob *b, uint32_t node)
{
	const void *fdt = b->nodes.fdt;
	int prop;

	fdt_for_each_property_offset(prop, fdt, b->nodes.list.v[node].offset)
	{
		const char *name;
		int len;
		const char *cells =
			fdt_getprop_by_offset(fdt, prop, &name, &len);

		if (cells && refers_to_memory(name))
			take_references(b, node, name, cells, len / 4);
	}
}

/* A node whose registers lie in a region: a frame buffer, a mailbox. */
static void find_registers(struct blob *b, uint32_t node)
{
	dt_range_vec regs = {};

	if (is_memory(&b->nodes, node))
		return;
	dt_node_registers(&b->nodes, node, &regs);
	for (size_t r = 0; regs.n && r < b->regions.n; r++)
		if (any_overlap(&regs, &b->regions.v[r].ranges))
			add_user(b, r, node, DT_USER_ADDRESS, "reg");
	vec_deinit(&regs);
}

/* iommu-addresses of a region: a device and a range, of the device's cells. */
static void find_iommu_users(struct blob *b, size_t region)
{
	const struct dt_nodes *t = &b->nodes;
	int len;
	const char *prop = dt_node_prop(t, b->region_nodes.v[region],
					"iommu-addresses", &len);
	fdt32_t cell;

	if (!prop || len < 4)
		return;
	memcpy(&cell, prop, sizeof(cell));
	for (uint32_t i = 1; i < t->list.n; i++)
		if (fdt32_to_cpu(cell) &&
		    dt_node_phandle(t, i) == fdt32_to_cpu(cell))
			add_user(b, region, i, DT_USER_IOMMU,
				 "iommu-addresses");
}

static void find_users(struct blob *b)
{
	const struct dt_nodes *t = &b->nodes;

	for (uint32_t i = 1; i < t->list.n; i++) {
		if (is_reserved_memory(t, t->list.v[i].parent))
			continue;
		find_references(b, i);
		find_registers(b, i);
	}
	for (size_t r = 0; r < b->region_nodes.n; r++)
		find_iommu_users(b, r);
}

struct dm_error *dt_blob_read(const void *blob, size_t len, dt_region_vec *ret)
{
	struct blob b = {};
	struct dm_error *err = dt_nodes_read(blob, len, &b.nodes);

	if (err)
		return err;
	find_regions(&b);
	mark_outside(&b);
	if (b.regions.n)
		find_users(&b);
	*ret = b.regions;
	vec_deinit(&b.region_nodes);
	vec_deinit(&b.ram);
	dt_nodes_deinit(&b.nodes);
	return NULL;
}
