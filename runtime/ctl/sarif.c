// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl/jsonw.h"
#include "ctl/mem.h"
#include "ctl/sarif.h"
#include "ctl/sarif_rules.h"

/* GitHub takes no more in one run */
enum { MAX_RESULTS = 25000 };

#define SCHEMA \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

/* Names come from the machine that is watched: none may make a link */
static void write_message(struct jsonw *w, const char *text)
{
	autobuf struct buf safe = {};

	for (; *text; text++) {
		buf_add(&safe, text, 1);
		if (text[0] == ']' && text[1] == '(')
			buf_adds(&safe, " ");
	}
	jsonw_object(w, "message");
	jsonw_str(w, "text", safe.s ? safe.s : "");
	jsonw_end(w);
}

static void write_uri(struct jsonw *w, const char *path)
{
	autobuf struct buf uri = {};

	buf_adds(&uri, *path == '/' ? "file://" : "");
	for (; *path; path++) {
		if (isalnum((unsigned char)*path) || strchr("-._~/", *path))
			buf_add(&uri, path, 1);
		else
			buf_addf(&uri, "%%%02X", (unsigned char)*path);
	}
	jsonw_str(w, "uri", uri.s ? uri.s : "");
}

static void write_place(struct jsonw *w, const struct symbol_place *place)
{
	jsonw_object(w, "physicalLocation");
	jsonw_object(w, "artifactLocation");
	write_uri(w, place->file);
	if (*place->file != '/')
		jsonw_str(w, "uriBaseId", "SRCROOT");
	jsonw_end(w);
	jsonw_object(w, "region");
	jsonw_uint(w, "startLine", place->line);
	jsonw_end(w);
	jsonw_end(w);
}

/* The members of a location */
static void write_location(struct jsonw *w, u64 address, bool call,
			   struct symbols *symbols)
{
	struct symbol_place place;
	char name[SYMBOL_MAX];
	struct symbol symbol;

	symbols_name(symbols, address, name, sizeof(name));
	if (symbols_place(symbols, address, call, &place)) {
		write_place(w, &place);
		free(place.file);
	}
	jsonw_array(w, "logicalLocations");
	jsonw_object(w, NULL);
	if (symbol_parse(name, &symbol)) {
		jsonw_str(w, "name", symbol.function);
		jsonw_strf(w, "fullyQualifiedName", "%s%s%s", symbol.module,
			   *symbol.module ? ":" : "", symbol.function);
	} else {
		jsonw_str(w, "name", name);
	}
	jsonw_str(w, "kind", "function");
	jsonw_end(w);
	jsonw_end(w);
}

static void write_step(struct jsonw *w, unsigned int order, u64 address,
		       bool call, const char *text, struct symbols *symbols)
{
	jsonw_object(w, NULL);
	jsonw_uint(w, "executionOrder", order);
	jsonw_str(w, "importance", "essential");
	jsonw_object(w, "location");
	write_location(w, address, call, symbols);
	write_message(w, text);
	jsonw_end(w);
	jsonw_end(w);
}

static char *describe(const struct dmr_verdict *v, const struct dmr_side *side)
{
	const char *type = dmr_type_name(v->machine, side->type);

	if (!side->asked || side->asked == side->type)
		return mem_printf("%s with type %s, by %.*s/%u",
				  dmr_kind_name(side->kind), type, DMR_COMM,
				  side->comm, side->pid);
	return mem_printf("%s with type %s, asked for %s, by %.*s/%u",
			  dmr_kind_name(side->kind), type,
			  dmr_type_name(v->machine, side->asked), DMR_COMM,
			  side->comm, side->pid);
}

/* How one side came about: the outermost caller first, the mapping last */
static void write_flow(struct jsonw *w, const struct dmr_verdict *v,
		       const struct dmr_side *side, struct symbols *symbols)
{
	autofree char *made = describe(v, side);
	unsigned int order = 0;
	char name[SYMBOL_MAX];

	jsonw_object(w, NULL);
	jsonw_str(w, "id", side == &v->culprit ? "culprit" : "other");
	jsonw_array(w, "locations");
	for (size_t i = side->nr_stack; i-- > 0;) {
		autofree char *text = NULL;

		symbols_name(symbols, side->stack[i], name, sizeof(name));
		text = mem_printf("called in %s", name);
		write_step(w, ++order, side->stack[i], true, text, symbols);
	}
	write_step(w, ++order, side->func, false, made, symbols);
	jsonw_end(w);
	jsonw_end(w);
}

static bool has_flow(const struct dmr_side *side)
{
	return side->nr_stack && side->nr_stack <= DMR_STACK_MAX;
}

static void write_flows(struct jsonw *w, const struct dmr_verdict *v,
			struct symbols *symbols)
{
	if (!has_flow(&v->culprit) && !has_flow(&v->other))
		return;
	jsonw_array(w, "codeFlows");
	jsonw_object(w, NULL);
	jsonw_array(w, "threadFlows");
	if (has_flow(&v->other))
		write_flow(w, v, &v->other, symbols);
	if (has_flow(&v->culprit))
		write_flow(w, v, &v->culprit, symbols);
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
}

static void write_properties(struct jsonw *w, const struct finding *f)
{
	const struct dmr_verdict *v = &f->first;

	jsonw_object(w, "properties");
	jsonw_str(w, "confidence", "high");
	jsonw_str(w, "what", dmr_what_name(v->what));
	jsonw_str(w, "module", f->site.module);
	jsonw_str(w, "profile", dmr_arch_name(v->arch));
	jsonw_hex(w, "pfn", v->pfn);
	jsonw_uint(w, "pages", v->total);
	jsonw_uint(w, "pagesAll", f->pages);
	jsonw_bool(w, "strict", v->strict);
	jsonw_uint(w, "firstSeenNs", v->time);
	jsonw_uint(w, "lastSeenNs", f->last_time);
	jsonw_array(w, "engines");
	jsonw_str(w, NULL, "runtime");
	jsonw_end(w);
	jsonw_end(w);
}

static void write_result(struct jsonw *w, const struct finding *f,
			 struct symbols *symbols)
{
	const struct dmr_verdict *v = &f->first;

	jsonw_object(w, NULL);
	jsonw_str(w, "ruleId", dmr_rule_id(v->rule));
	jsonw_uint(w, "ruleIndex", sarif_rule_index(v->rule));
	jsonw_str(w, "kind", "fail");
	jsonw_str(w, "level",
		  v->strict		     ? "note" :
		  rule_text(v->rule)->gating ? "error" :
					       "warning");
	write_message(w, f->headline);
	jsonw_array(w, "locations");
	jsonw_object(w, NULL);
	write_location(w, v->culprit.site, true, symbols);
	jsonw_end(w);
	jsonw_end(w);
	jsonw_object(w, "partialFingerprints");
	jsonw_str(w, "dmaliasRuntimeHash/v1", f->fingerprint);
	jsonw_end(w);
	jsonw_uint(w, "occurrenceCount", f->count);
	write_flows(w, v, symbols);
	write_properties(w, f);
	jsonw_end(w);
}

static void notify(struct jsonw *w, const char *level, u64 n, const char *what)
{
	autofree char *text = mem_printf("%s: %" PRIu64, what, n);

	if (!n)
		return;
	jsonw_object(w, NULL);
	jsonw_str(w, "level", level);
	write_message(w, text);
	jsonw_end(w);
}

static void write_invocation(struct jsonw *w, const struct sarif_run *run)
{
	size_t n = run->findings->n;

	jsonw_array(w, "invocations");
	jsonw_object(w, NULL);
	jsonw_bool(w, "executionSuccessful", run->complete);
	jsonw_uint(w, "exitCode", run->exit_code);
	jsonw_array(w, "toolExecutionNotifications");
	notify(w, "error", run->tally->lost, "Records that were lost");
	notify(w, "error", run->tally->unknown,
	       "Records of a kind that is not known, passed over");
	if (!run->complete && !run->tally->lost && !run->tally->unknown)
		notify(w, "error", run->tally->records,
		       "The stream is not complete, records that were read");
	notify(w, "warning", n > MAX_RESULTS ? n - MAX_RESULTS : 0,
	       "Results left out, as one run holds no more");
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
}

static void write_run_properties(struct jsonw *w, const struct sarif_run *run)
{
	jsonw_object(w, "properties");
	if (*run->symbols->release)
		jsonw_str(w, "release", run->symbols->release);
	jsonw_str(w, "arch", dmr_arch_name(run->machine));
	jsonw_uint(w, "records", run->tally->records);
	jsonw_uint(w, "verdicts", run->findings->verdicts);
	jsonw_uint(w, "lost", run->tally->lost);
	jsonw_end(w);
}

static void write_run(struct jsonw *w, const struct sarif_run *run)
{
	jsonw_object(w, NULL);
	sarif_write_tool(w);
	jsonw_object(w, "originalUriBaseIds");
	jsonw_object(w, "SRCROOT");
	jsonw_str(w, "uri", "file:///");
	jsonw_end(w);
	jsonw_end(w);
	jsonw_object(w, "automationDetails");
	jsonw_strf(w, "id", "dmalias/runtime-%s/", dmr_arch_name(run->machine));
	jsonw_end(w);
	jsonw_str(w, "columnKind", "utf16CodeUnits");
	jsonw_array(w, "results");
	for (size_t i = 0; i < run->findings->n && i < MAX_RESULTS; i++)
		write_result(w, &run->findings->v[i], run->symbols);
	jsonw_end(w);
	write_invocation(w, run);
	write_run_properties(w, run);
	jsonw_end(w);
}

static void write_log(FILE *file, const struct sarif_run *run)
{
	struct jsonw w;

	jsonw_init(&w, file);
	jsonw_object(&w, NULL);
	jsonw_str(&w, "$schema", SCHEMA);
	jsonw_str(&w, "version", "2.1.0");
	jsonw_array(&w, "runs");
	write_run(&w, run);
	jsonw_end(&w);
	jsonw_end(&w);
	jsonw_finish(&w);
}

/* A device or a pipe is written to, a file replaced in one step */
static bool replaces(const char *path)
{
	struct stat st;

	return stat(path, &st) || S_ISREG(st.st_mode);
}

bool sarif_write(const struct common *common, const char *path,
		 const struct sarif_run *run)
{
	bool replace = replaces(path);
	autofree char *name =
		replace ? mem_printf("%s.%d.tmp", path, (int)getpid()) :
			  mem_dup(path);
	FILE *file = fopen(name, replace ? "wxe" : "we");
	bool good = file;

	if (good) {
		write_log(file, run);
		good = !ferror(file);
		good = !fclose(file) && good;
		good = good && (!replace || !rename(name, path));
	}
	if (good)
		return true;
	command_error(common, "%s cannot be written: %s", path,
		      strerror(errno));
	if (file && replace)
		unlink(name);
	return false;
}
