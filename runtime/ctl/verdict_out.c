// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>

#include "ctl/mem.h"
#include "ctl/table.h"
#include "ctl/text.h"
#include "ctl/verdict_out.h"

static void print_line(void *arg, const char *text)
{
	text_print(arg, text);
	putc('\n', arg);
}

void verdict_print(FILE *out, const struct dmr_verdict *verdict,
		   struct symbols *symbols)
{
	char headline[512];

	dmr_verdict_headline(verdict, symbols_symbolize, symbols, headline,
			     sizeof(headline));
	print_line(out, headline);
	dmr_verdict_lines(verdict, symbols_symbolize_line, symbols, print_line,
			  out);
}

static void write_frame(struct jsonw *w, u64 address, struct symbols *symbols)
{
	struct symbol_place place;
	char name[SYMBOL_MAX];

	symbols_name(symbols, address, name, sizeof(name));
	jsonw_object(w, NULL);
	jsonw_hex(w, "address", address);
	jsonw_str(w, "symbol", name);
	if (symbols_place(symbols, address, true, &place)) {
		jsonw_str(w, "file", place.file);
		jsonw_uint(w, "line", place.line);
		free(place.file);
	}
	jsonw_end(w);
}

static void write_owner(struct jsonw *w, const struct dmr_side *side,
			struct symbols *symbols)
{
	char name[SYMBOL_MAX];

	jsonw_uint(w, "pid", side->pid);
	jsonw_strf(w, "comm", "%.*s", DMR_COMM, side->comm);
	jsonw_strf(w, "device", "%.*s", DMR_DEVICE, side->device);
	symbols_name(symbols, side->func, name, sizeof(name));
	jsonw_str(w, "function", side->func ? name : "");
	symbols_name(symbols, side->site, name, sizeof(name));
	jsonw_str(w, "site", side->site ? name : "");
	jsonw_array(w, "stack");
	for (size_t i = 0; i < side->nr_stack && i < DMR_STACK_MAX; i++)
		write_frame(w, side->stack[i], symbols);
	jsonw_end(w);
}

static void write_side(struct jsonw *w, const char *name,
		       const struct dmr_verdict *v, const struct dmr_side *side,
		       struct symbols *symbols)
{
	jsonw_object(w, name);
	jsonw_str(w, "kind", dmr_kind_name(side->kind));
	jsonw_str(w, "type", dmr_type_name(v->machine, side->type));
	if (side->asked)
		jsonw_str(w, "asked", dmr_type_name(v->machine, side->asked));
	jsonw_bool(w, "sanctioned", side->flags & DMR_EV_SANCTIONED);
	jsonw_bool(w, "found", side->flags & DMR_EV_FOUND);
	jsonw_uint(w, "seq", side->seq);
	jsonw_uint(w, "time_ns", side->time);
	jsonw_hex(w, "va", side->va);
	jsonw_hex(w, "space", side->space);
	write_owner(w, side, symbols);
	jsonw_end(w);
}

void verdict_json(struct jsonw *w, const struct dmr_verdict *v,
		  const struct finding *f, struct symbols *symbols)
{
	jsonw_object(w, "verdict");
	jsonw_str(w, "rule", dmr_rule_id(v->rule));
	jsonw_str(w, "what", dmr_what_name(v->what));
	jsonw_str(w, "headline", f->headline);
	jsonw_str(w, "module", f->site.module);
	jsonw_str(w, "function", f->site.function);
	jsonw_str(w, "fingerprint", f->fingerprint);
	jsonw_str(w, "profile", dmr_arch_name(v->arch));
	jsonw_str(w, "machine", dmr_arch_name(v->machine));
	jsonw_bool(w, "strict", v->strict);
	jsonw_uint(w, "nth", v->nth);
	jsonw_uint(w, "seq", v->seq);
	jsonw_uint(w, "time_ns", v->time);
	jsonw_hex(w, "pfn", v->pfn);
	jsonw_uint(w, "pages", v->npages);
	jsonw_uint(w, "total_pages", v->total);
	write_side(w, "culprit", v, &v->culprit, symbols);
	write_side(w, "other", v, &v->other, symbols);
	jsonw_end(w);
}

static void add_row(struct table *table, const struct finding *f)
{
	autofree char *site = mem_printf(
		"%s%s%s%s", *f->site.function ? f->site.function : "?",
		*f->site.module ? " [" : "", f->site.module,
		*f->site.module ? "]" : "");
	autofree char *count = mem_printf("%" PRIu64, f->count);
	autofree char *pages = mem_printf("%" PRIu64, f->pages);
	autofree char *last = mem_printf("%" PRIu64 ".%06" PRIu64,
					 f->last_time / 1000000000,
					 f->last_time / 1000 % 1000000);

	table_row(table, (const char *[]){dmr_rule_id(f->first.rule),
					  dmr_what_name(f->first.what), count,
					  pages, last, site});
}

void findings_table(FILE *out, const struct findings *findings)
{
	autotable struct table table = {.columns = 6};

	if (!findings->n)
		return;
	table_row(&table, (const char *[]){"RULE", "WHAT", "COUNT", "PAGES",
					   "LAST", "SITE"});
	for (size_t i = 0; i < findings->n; i++)
		add_row(&table, &findings->v[i]);
	table_print(&table, out);
}
