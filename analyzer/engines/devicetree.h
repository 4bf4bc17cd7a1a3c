/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_ENGINES_DEVICETREE_H
#define DMALIAS_ENGINES_DEVICETREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "base/vec.h"

struct dm_error;

/*
 * What the device trees of a kernel tree set aside: the nodes below
 * /reserved-memory (Documentation/devicetree/bindings/reserved-memory/ and
 * drivers/of/fdt.c, drivers/of/of_reserved_mem.c of 6.1) and /memreserve/
 * entries, and which devices refer to them. Each .dts is preprocessed and
 * compiled as scripts/Makefile.lib does it (cmd_dtc), with the cpp and dtc of
 * this machine; nothing of the tree is executed.
 */

typedef VEC(char *) dt_names;

/* Where a node is written. @line 0: only the .dts it belongs to is known. */
struct dt_place {
	char *file; /* relative to the root of the tree */
	unsigned int line, col; /* from 1; col is that of the brace */
};

typedef VEC(struct dt_place) dt_place_vec;

struct dt_range {
	uint64_t base, size; /* bytes; physical addresses of the CPU */
};

typedef VEC(struct dt_range) dt_range_vec;

enum dt_region_flags {
	DT_NO_MAP = 1, /* not in the linear map */
	DT_REUSABLE = 2, /* the kernel may use it meanwhile */
	DT_CMA_DEFAULT = 4, /* linux,cma-default */
	DT_DMA_DEFAULT = 8, /* linux,dma-default */
	DT_DISABLED = 16, /* by its status: the kernel does not reserve it */
	DT_UNSUPPORTED = 32, /* the parent lacks ranges or has other cells
			      * than the root: the kernel reserves nothing */
	DT_DYNAMIC = 64, /* has a size, and no address */
	DT_OUTSIDE = 128, /* lies outside of all memory nodes of its trees;
			   * boot loaders change these, so this is a hint */
	DT_MEMRESERVE = 256, /* a /memreserve/ entry, no node */
	DT_OVERLAY = 512, /* of an overlay: where it ends up is not known */
};

/* How a device comes to a region. */
enum dt_user_kind {
	DT_USER_PHANDLE, /* a property of it refers to the node */
	DT_USER_ADDRESS, /* its registers lie in the region */
	DT_USER_IOMMU, /* the node's iommu-addresses name it */
};

struct dt_user {
	enum dt_user_kind kind;
	char *path; /* of the device's node */
	struct dt_place place;
	char *property; /* "memory-region"; "reg"; "iommu-addresses" */
	unsigned int index; /* of the reference in it */
	char *name; /* of it in memory-region-names, or NULL */
	dt_names compatible; /* of the device */
	bool disabled;
};

/*
 * One node. Boards that include one .dtsi share its nodes: what they agree on
 * is one region with several trees.
 */
struct dt_region {
	char *path; /* "/reserved-memory/vpu@90000000"; "/memreserve/" */
	struct dt_place place;
	dt_range_vec ranges; /* reg */
	uint64_t size, alignment; /* of a dynamic one; 0: none given */
	dt_range_vec alloc_ranges;
	unsigned int flags; /* enum dt_region_flags */
	dt_names compatible;
	VEC(struct dt_user) users; /* sorted by path, each once */
	VEC(uint32_t) trees; /* of devicetree.trees, ascending */
};

/* Whether CPUs have cached mappings of a region, beside those of drivers. */
enum dt_linear {
	DT_LINEAR_IN, /* the linear map has it */
	DT_LINEAR_CMA, /* it has, and the page allocator uses it */
	DT_LINEAR_OUT, /* no-map */
	DT_LINEAR_OUTSIDE, /* not RAM, as far as the tree tells */
	DT_LINEAR_FREE, /* it is not reserved at all: ordinary RAM */
	DT_LINEAR_UNKNOWN, /* an overlay */
};

enum dt_linear dt_region_linear(const struct dt_region *r);

/* "in the linear map" and so on: reads well behind "is". */
const char *dt_linear_text(enum dt_linear linear);

/* What is wrong with a node by itself, whoever uses it. */
enum dt_defect {
	DT_DEFECT_NONE,
	DT_DEFECT_POOL, /* shared-dma-pool without no-map and reusable: arm
			 * refuses it, elsewhere mapping it fails as it is
			 * RAM (kernel/dma/coherent.c, 6.1) */
	DT_DEFECT_EXCLUSIVE, /* no-map and reusable exclude each other */
	DT_DEFECT_ALIGNMENT, /* a CMA region off pageblocks of 2 MiB: with
			      * 4 KiB pages (kernel/dma/contiguous.c, 6.1) */
	DT_DEFECT_UNSUPPORTED, /* see DT_UNSUPPORTED */
};

enum dt_defect dt_region_defect(const struct dt_region *r);

/* One sentence without full stop; NULL for none. */
const char *dt_defect_text(enum dt_defect defect);

bool dt_region_is(const struct dt_region *r, const char *compatible);

/* A file that could not be read, and why, in one line. */
struct dt_failure {
	char *file, *why;
};

/* A region that a device or driver with a compatible string gets. */
struct dt_use {
	const struct dt_region *region;
	const struct dt_user *user; /* NULL: the node itself has the string */
};

typedef VEC(struct dt_use) dt_use_vec;

struct devicetree {
	char *root; /* absolute */
	char *prefix; /* of names for findings: from the root of their tree, or
		       * "/..."; "" where that is @root */
	dt_names trees; /* .dts files that were read, relative, sorted */
	size_t found; /* .dts files there are */
	size_t without; /* of those read: they set nothing aside */
	size_t places_lost; /* of those read: dtc tells no place of a node */
	VEC(struct dt_failure) failures;
	VEC(struct dt_region) regions; /* sorted by file, line, path */
	struct strmap by_compatible; /* -> index of @uses */
	VEC(dt_use_vec) uses;
	/* from devicetree_find_drivers() */
	struct strmap drivers; /* compatible -> index of @driver_places */
	VEC(dt_place_vec) driver_places;
};

struct devicetree_options {
	const char *root; /* a kernel tree or a folder of one, or any folder
			   * of .dts files */
	const char *const *paths; /* .dts files and folders, absolute or
				   * relative to the tree */
	size_t n_paths; /* 0: arch/ * /boot/dts of a kernel tree, else all */
	const char *arch; /* of arch/, with no @paths; NULL: all */
	unsigned int jobs; /* 0: usable processors */
	unsigned int timeout; /* seconds for one file; 0: 30 */
};

/**
 * devicetree_read() - read the device trees of a kernel tree.
 * @ret: zeroed by the caller, for devicetree_deinit(); a .dts that cannot be
 *       read is in its failures, and the others are read
 * @interrupted: set by SIGINT and SIGTERM; may be NULL, see pool_run()
 * Errors: DM_ERR_USAGE when there is no .dts, DM_ERR_TOOL without dtc or cpp.
 */
struct dm_error *devicetree_read(const struct devicetree_options *options,
				 struct devicetree *ret, bool *interrupted);
void devicetree_deinit(struct devicetree *dt);

/* A place's file as findings name it, to be freed. */
char *devicetree_place_name(const struct devicetree *dt,
			    const struct dt_place *place);

/* Have findings name files from @root, absolute. */
void devicetree_name_from(struct devicetree *dt, const char *root);

/* The regions that devices with a compatible string use; @n may be 0. */
const struct dt_use *devicetree_uses(const struct devicetree *dt,
				     const char *compatible, size_t *n);

/**
 * devicetree_find_drivers() - look for the drivers of these compatible
 * strings: string literals in the .c files of arch/, drivers/, fs/, kernel/ and
 * sound/ (of the root, where it has none of these). By text, without a
 * preprocessor.
 */
struct dm_error *devicetree_find_drivers(struct devicetree *dt);

/* Where C code names a compatible string; @n may be 0. */
const struct dt_place *devicetree_drivers(const struct devicetree *dt,
					  const char *compatible, size_t *n);

#endif
