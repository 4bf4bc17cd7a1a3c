// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "audit/print.h"
#include "base/jsonw.h"

static void write_origin(const struct carveout_origin *o, struct jsonw *w)
{
	autofree char *text = audit_origin_text(o);

	jsonw_object(w, NULL);
	jsonw_str(w, "path", o->file);
	jsonw_uint(w, "line", o->line);
	jsonw_str(w, "by", text);
	jsonw_str(w, "function",
		  o->call ? o->call->function :
		  o->text ? o->text->function :
			    NULL);
	jsonw_end(w);
}

static void write_mapping(const struct carveout_mapping *m, struct jsonw *w)
{
	jsonw_object(w, NULL);
	jsonw_str(w, "path", m->call->file);
	jsonw_uint(w, "line", m->call->line);
	jsonw_str(w, "call", m->call->name);
	jsonw_str(w, "function", m->call->function);
	jsonw_str(w, "type", m->type ? model_type_name(m->type) : NULL);
	jsonw_str(w, "type_from", m->type_why);
	jsonw_str(w, "joined_by", m->through ? m->through : "kind");
	jsonw_str(w, "handler", m->entry ? m->entry->slot : NULL);
	jsonw_end(w);
}

static void write_size(const struct carveout *c, struct jsonw *w)
{
	jsonw_str(w, "base", c->base);
	if (c->has_base)
		jsonw_uint(w, "base_value", c->base_value);
	jsonw_str(w, "size", c->size);
	if (c->has_bytes)
		jsonw_uint(w, "bytes", c->bytes);
	jsonw_bool(w, "size_differs_by_board", c->size_known == MACRO_MANY);
	if (c->size_def && c->size_known != MACRO_UNKNOWN)
		jsonw_strf(w, "size_defined_at", "%s:%u", c->size_def->file,
			   c->size_def->line);
	jsonw_str(w, "parameter", c->param);
	jsonw_bool(w, "stored_by_code", c->at_run_time);
}

static void write_breaches(const struct carveout *c, struct jsonw *w)
{
	jsonw_array(w, "breaks");
	vec_for_each(&c->breaches, b) {
		jsonw_object(w, NULL);
		jsonw_str(w, "rule", b->rule);
		jsonw_bool(w, "certain", b->certain);
		jsonw_str(w, "archs", b->archs);
		jsonw_str(w, "message", b->sentence);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void write_handed(const struct carveout *c, struct jsonw *w)
{
	jsonw_array(w, "handed_on");
	vec_for_each(&c->handed, a) {
		jsonw_object(w, NULL);
		jsonw_uint(w, "line", (*a)->line);
		jsonw_str(w, "function", (*a)->function);
		jsonw_str(w, "to", (*a)->to);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void write_carveout(const struct carveout *c, struct jsonw *w)
{
	jsonw_object(w, NULL);
	jsonw_str(w, "kind", c->kind ? c->kind->kind : NULL);
	jsonw_str(w, "name", c->name);
	jsonw_bool(w, "of_the_kernel", c->core);
	jsonw_array(w, "reserved");
	vec_for_each(&c->origins, o)
		write_origin(o, w);
	jsonw_end(w);
	write_size(c, w);
	jsonw_str(w, "linear_map", carveout_linear_name(c->linear));
	jsonw_str(w, "linear_map_why", c->linear_why);
	jsonw_array(w, "mapped");
	vec_for_each(&c->maps, m)
		write_mapping(m, w);
	jsonw_end(w);
	jsonw_array(w, "user_space");
	vec_for_each(&c->exports, m)
		write_mapping(m, w);
	jsonw_end(w);
	write_handed(c, w);
	write_breaches(c, w);
	jsonw_str(w, "modern_way", c->kind ? c->kind->modern : NULL);
	jsonw_end(w);
}

static void write_census(const struct audit_result *r, struct jsonw *w)
{
	jsonw_array(w, "census");
	vec_for_each(&r->census, c) {
		jsonw_object(w, NULL);
		jsonw_str(w, "role", model_role_name(c->row->role));
		jsonw_str(w, "function", c->name);
		jsonw_str(w, "type",
			  c->row->type ? model_type_name(c->row->type) : NULL);
		jsonw_uint(w, "calls", c->calls);
		jsonw_uint(w, "files", c->files);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void write_coverage(const struct audit_result *r, struct jsonw *w)
{
	const struct audit_coverage *c = &r->coverage;

	jsonw_object(w, "coverage");
	jsonw_bool(w, "complete", audit_complete(r));
	jsonw_uint(w, "c_files", r->tree.sources.n);
	jsonw_uint(w, "c_files_with_names", c->files);
	jsonw_uint(w, "calls_named", c->named);
	jsonw_uint(w, "calls_parsed", c->parsed);
	jsonw_uint(w, "calls_read_by_spatch", c->by_spatch);
	jsonw_uint(w, "files_for_spatch", c->to_spatch);
	jsonw_str(w, "no_spatch", c->no_spatch);
	jsonw_uint(w, "headers_for_macros_only", r->tree.headers.n);
	jsonw_uint(w, "assembler_files", r->tree.assembler);
	jsonw_uint(w, "links_not_followed", r->tree.links);
	jsonw_uint(w, "other_files", r->tree.others);
	jsonw_array(w, "calls_not_understood");
	vec_for_each(&c->unread, s)
		jsonw_str(w, NULL, *s);
	jsonw_end(w);
	jsonw_array(w, "not_read");
	vec_for_each(&r->tree.skips, s) {
		jsonw_object(w, NULL);
		jsonw_str(w, "path", s->path);
		jsonw_str(w, "why", s->why);
		jsonw_bool(w, "lost", s->lost);
		jsonw_end(w);
	}
	jsonw_end(w);
	jsonw_end(w);
}

void audit_json(const struct audit_result *r, struct jsonw *w)
{
	jsonw_array(w, "carveouts");
	vec_for_each(&r->inventory.list, c)
		write_carveout(c, w);
	jsonw_end(w);
	write_census(r, w);
	write_coverage(r, w);
}
