/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_AUDIT_CALL_H
#define DMALIAS_AUDIT_CALL_H

#include "base/map.h"
#include "base/vec.h"
#include "model/model.h"

struct cocci_record;
struct dm_error;
struct flow_result;
struct module;
struct strbuf;

/* A call of a modelled function, whoever read it. */
struct audit_call {
	const struct model_row *row; /* of audit_model */
	char *name; /* as written */
	char *file, *function; /* relative to the tree; NULL: outside */
	unsigned int line, col;
	char *arg[ARG_NR]; /* as text, or NULL */
	char *to; /* what takes the result, or NULL */
	bool parsed; /* libclang read it; else spatch did */
};

typedef VEC(struct audit_call) audit_call_vec;

/* What calls are looked for, and what for. */
struct audit_model {
	struct model *model;
	struct model_context context; /* version and architecture */
	struct strmap names; /* functions that an audit is about */
};

/* Load the model; the context is the caller's to set. */
struct dm_error *audit_model_load(const char *dir, const char *const *extra,
				  size_t n_extra, struct audit_model *ret);
void audit_model_deinit(struct audit_model *m);

/* The row of a function that an audit is about, or NULL. */
const struct model_row *audit_model_find(const struct audit_model *m,
					 const char *name);

/* In the child that analysed a module: write its calls, as
 * scan_options.inspect; @ctx is the struct audit_model. */
void audit_calls_inspect(const struct module *m, struct flow_result *r,
			 struct strbuf *out, void *ctx);

/* Take what all modules wrote. */
struct dm_error *audit_calls_read(const struct strbuf *bytes,
				  const struct audit_model *m,
				  audit_call_vec *ret);

/*
 * Take what rules/legacy/calls.cocci found: "call" adds one, "result" tells
 * what takes the result of the call before it.
 */
void audit_calls_take(const struct cocci_record *record, const char *file,
		      const struct audit_model *m, audit_call_vec *ret);

/* Sort by place; of two that tell of one call the parsed one stays. */
void audit_calls_sort(audit_call_vec *v);
void audit_calls_deinit(audit_call_vec *v);

#endif
