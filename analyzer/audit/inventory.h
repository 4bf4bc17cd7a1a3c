/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_AUDIT_INVENTORY_H
#define DMALIAS_AUDIT_INVENTORY_H

#include "audit/call.h"
#include "audit/kinds.h"
#include "audit/macro.h"
#include "audit/text.h"
#include "audit/tree.h"
#include "engines/devicetree.h"
#include "findings/finding.h"

/* A source file that names anything an audit is about. */
struct audit_file {
	const char *path; /* of the tree */
	struct audit_text text;
};

typedef VEC(struct audit_file) audit_file_vec;

/* Whether the kernel's cached linear map has the memory too. */
enum carveout_linear {
	LINEAR_UNKNOWN,
	LINEAR_IN,
	LINEAR_CMA, /* in it, and used by the page allocator meanwhile */
	LINEAR_OUT,
};

/* A place that declares or reserves a carveout. */
struct carveout_origin {
	const struct audit_call *call; /* one of the three */
	const struct text_carveout *text;
	const struct dt_region *region;
	const char *file;
	unsigned int line, col;
};

/* Who maps it, or exports it to user space. */
struct carveout_mapping {
	const struct audit_call *call;
	const char *through; /* the name or address that both have, or NULL:
			      * the call is in a driver of the kind */
	const struct text_slot *entry; /* table of functions that its function
					* is in: "mmap"; or NULL */
	enum model_type type;
	char *type_why; /* "MT_DEVICE_CACHED"; "pgprot_noncached" */
};

/* A rule that it breaks, or would break. */
struct carveout_breach {
	const char *rule; /* id */
	const char *archs; /* on which, in words */
	char *sentence;
	bool certain;
};

struct carveout {
	const struct carveout_kind *kind; /* NULL: none of a kind */
	VEC(struct carveout_origin) origins; /* tables first */
	const char *name; /* as written, or NULL */
	const char *base, *size; /* as written, or NULL: not told */
	const char *file; /* of the first origin */
	bool has_base, has_bytes;
	uint64_t base_value, bytes;
	enum macro_value size_known;
	const struct macro_def *size_def; /* where a name in it is defined;
					   * when the value is known */
	const char *param; /* boot or module parameter that sets it, or NULL */
	bool param_of_module;
	bool at_run_time; /* base or size is computed and stored by code */
	enum carveout_linear linear;
	const char *linear_why; /* reads behind the answer */
	VEC(struct carveout_mapping) maps, exports;
	VEC(const struct text_alias *) handed; /* where its address goes on */
	VEC(struct carveout_breach) breaches;
	char *told_base, *told_size; /* of a node: what base and size are */
	bool core; /* the kernel's own (page tables, initrd), of another
		    * architecture, or memory like any other */
};

struct inventory {
	VEC(struct carveout)
	list; /* those of the kernel itself last, each
	       * part sorted by place */
	size_t n_core;
};

struct inventory_input {
	const struct audit_tree *tree;
	const audit_file_vec *files; /* sorted by path */
	const audit_call_vec *calls; /* sorted by place */
	const struct macros *macros;
	const struct audit_model *model;
	const struct devicetree *dt; /* NULL: none was read */
};

/**
 * inventory_make() - join what reserves, maps and exports memory.
 *
 * Two places are about one carveout when they name the same address: a
 * variable of the tree, a macro, or a number; or when a function hands it on.
 * A driver of a kind maps every carveout of that kind.
 *
 * @ret: zeroed by the caller; borrows from @in, which must outlive it
 */
void inventory_make(const struct inventory_input *in, struct inventory *ret);
void inventory_deinit(struct inventory *inv);

/* nodes.c: add the regions that device trees set aside. */
void inventory_add_nodes(const struct inventory_input *in,
			 struct inventory *ret);

/* Add a call that maps a carveout, or gives it to user space. */
void carveout_add_mapping(struct carveout *c, const struct inventory_input *in,
			  const struct audit_call *call, const char *through);

/* verdict.c: fill in linear, types and breaches. */
void carveout_judge(struct carveout *c, const struct inventory_input *in);

/* Findings of the breaches, for SARIF; rules that this build does not have
 * are left out. */
void inventory_findings(const struct inventory *inv, finding_vec *ret);

/* Whether the result of a call is the memory, not an error. */
bool call_gives_memory(const struct audit_call *call);

/* The file of a path, or NULL. */
const struct audit_file *audit_file_find(const audit_file_vec *files,
					 const char *path);

const char *carveout_linear_name(enum carveout_linear linear);

#endif
