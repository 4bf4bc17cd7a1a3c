// SPDX-License-Identifier: GPL-2.0-or-later
#include <libfdt.h>
#include <string.h>

#include "base/error.h"
#include "base/strbuf.h"
#include "engines/devicetree/nodes.h"

/* As the specification has it: what a node does not say about its children. */
#define DEFAULT_ADDRESS_CELLS 2
#define DEFAULT_SIZE_CELLS 1

static uint32_t cell_at(const void *prop, int index)
{
	fdt32_t cell;

	memcpy(&cell, (const char *)prop + index * sizeof(cell), sizeof(cell));
	return fdt32_to_cpu(cell);
}

/* The number in @n cells, the last two of them. */
static uint64_t number_at(const void *prop, int index, uint32_t n)
{
	uint64_t value = 0;

	for (uint32_t i = 0; i < n; i++)
		value = value << 32 | cell_at(prop, index + i);
	return value;
}

static uint32_t cells(const void *fdt, int offset, const char *name,
		      uint32_t otherwise)
{
	int len;
	const void *prop = fdt_getprop(fdt, offset, name, &len);

	return prop && len == 4 ? cell_at(prop, 0) : otherwise;
}

static struct dm_error *read_nodes(struct dt_nodes *t)
{
	uint32_t above[DT_DEPTH_MAX + 1] = {};
	int depth = 0;

	for (int offset = 0; offset >= 0 && depth >= 0;
	     offset = fdt_next_node(t->fdt, offset, &depth)) {
		if (depth > DT_DEPTH_MAX)
			return dm_error(DM_ERR_INPUT,
					"nodes are nested deeper than %d",
					DT_DEPTH_MAX);
		above[depth] = t->list.n;
		vec_push(&t->list,
			 ((struct dt_node){
				 .offset = offset,
				 .parent = depth ? above[depth - 1] : 0,
				 .depth = depth,
				 .address_cells = cells(t->fdt, offset,
							"#address-cells",
							DEFAULT_ADDRESS_CELLS),
				 .size_cells = cells(t->fdt, offset,
						     "#size-cells",
						     DEFAULT_SIZE_CELLS),
			 }));
	}
	return NULL;
}

struct dm_error *dt_nodes_read(const void *blob, size_t len,
			       struct dt_nodes *ret)
{
	struct dt_nodes t = {};
	struct dm_error *err = NULL;
	int code = -FDT_ERR_TRUNCATED;

	t.fdt = xmalloc(len ? len : 1);
	memcpy(t.fdt, blob, len);
	/* from here on, nothing that is read lies outside of the copy */
	if (len >= sizeof(struct fdt_header))
		code = fdt_check_full(t.fdt, len);
	if (code)
		err = dm_error(DM_ERR_INPUT, "no sound device tree: %s",
			       fdt_strerror(code));
	if (!err)
		err = read_nodes(&t);
	if (err)
		dt_nodes_deinit(&t);
	else
		*ret = t;
	return err;
}

void dt_nodes_deinit(struct dt_nodes *t)
{
	free(t->fdt);
	t->fdt = NULL;
	vec_deinit(&t->list);
}

const char *dt_node_name(const struct dt_nodes *t, uint32_t node)
{
	const char *name = fdt_get_name(t->fdt, t->list.v[node].offset, NULL);

	return name ? name : "";
}

char *dt_node_path(const struct dt_nodes *t, uint32_t node)
{
	uint32_t way[DT_DEPTH_MAX + 1];
	struct strbuf sb = {};
	size_t n = 0;

	for (uint32_t i = node; t->list.v[i].depth; i = t->list.v[i].parent)
		way[n++] = i;
	if (!n)
		strbuf_addc(&sb, '/');
	while (n--)
		strbuf_addf(&sb, "/%s", dt_node_name(t, way[n]));
	return strbuf_take(&sb);
}

const void *dt_node_prop(const struct dt_nodes *t, uint32_t node,
			 const char *name, int *len)
{
	return fdt_getprop(t->fdt, t->list.v[node].offset, name, len);
}

bool dt_node_has(const struct dt_nodes *t, uint32_t node, const char *name)
{
	return dt_node_prop(t, node, name, NULL) != NULL;
}

bool dt_node_says(const struct dt_nodes *t, uint32_t node, const char *name,
		  const char *value)
{
	size_t n = strlen(value) + 1;
	int len;
	const void *prop = dt_node_prop(t, node, name, &len);

	return prop && (size_t)len >= n && !memcmp(prop, value, n);
}

void dt_node_strings(const struct dt_nodes *t, uint32_t node, const char *name,
		     dt_names *ret)
{
	int len;
	const char *s = dt_node_prop(t, node, name, &len);

	while (s && len > 0) {
		size_t n = strnlen(s, len);

		if (n == (size_t)len)
			return; /* its end is missing: no string */
		vec_push(ret, xstrdup(s));
		s += n + 1;
		len -= n + 1;
	}
}

uint64_t dt_node_number(const struct dt_nodes *t, uint32_t node,
			const char *name)
{
	int len;
	const void *prop = dt_node_prop(t, node, name, &len);

	if (!prop || (len != 4 && len != 8))
		return 0;
	return number_at(prop, 0, len / 4);
}

uint32_t dt_node_phandle(const struct dt_nodes *t, uint32_t node)
{
	uint32_t phandle = dt_node_number(t, node, "phandle");

	return phandle ? phandle : dt_node_number(t, node, "linux,phandle");
}

static bool is_off(const struct dt_nodes *t, uint32_t node)
{
	return dt_node_has(t, node, "status") &&
	       !dt_node_says(t, node, "status", "okay") &&
	       !dt_node_says(t, node, "status", "ok");
}

bool dt_node_is_disabled(const struct dt_nodes *t, uint32_t node)
{
	for (; t->list.v[node].depth; node = t->list.v[node].parent)
		if (is_off(t, node))
			return true;
	return false;
}

void dt_node_ranges(const struct dt_nodes *t, uint32_t node, const char *name,
		    dt_range_vec *ret)
{
	const struct dt_node *parent = &t->list.v[t->list.v[node].parent];
	uint32_t a = parent->address_cells, s = parent->size_cells;
	int len;
	const void *prop = dt_node_prop(t, node, name, &len);

	if (!prop || !a || a > 2 || s > 2)
		return;
	for (int i = 0; i + (int)(a + s) <= len / 4; i += a + s)
		vec_push(ret, ((struct dt_range){number_at(prop, i, a),
						 number_at(prop, i + a, s)}));
}

/*
 * An address of a child of @node as one of its parent, by the ranges of
 * @node: child address, parent address, size. Empty ranges mean no change.
 */
static bool translate(const struct dt_nodes *t, uint32_t node,
		      struct dt_range *range)
{
	const struct dt_node *bus = &t->list.v[node];
	uint32_t c = bus->address_cells, s = bus->size_cells;
	uint32_t p = t->list.v[bus->parent].address_cells;
	int len;
	const void *prop = dt_node_prop(t, node, "ranges", &len);

	if (!prop || c > 2 || s > 2 || p > 2 || !c || !p)
		return false;
	if (!len)
		return true;
	for (int i = 0; i + (int)(c + p + s) <= len / 4; i += c + p + s) {
		uint64_t from = number_at(prop, i, c);
		uint64_t size = number_at(prop, i + c + p, s);

		if (range->base < from || range->base - from >= size)
			continue;
		range->base += number_at(prop, i + c, p) - from;
		return true;
	}
	return false;
}

void dt_node_registers(const struct dt_nodes *t, uint32_t node,
		       dt_range_vec *ret)
{
	dt_range_vec here = {};

	dt_node_ranges(t, node, "reg", &here);
	vec_for_each(&here, r) {
		uint32_t bus = t->list.v[node].parent;
		bool known = true;

		for (; known && t->list.v[bus].depth;
		     bus = t->list.v[bus].parent)
			known = translate(t, bus, r);
		if (known)
			vec_push(ret, *r);
	}
	vec_deinit(&here);
}
