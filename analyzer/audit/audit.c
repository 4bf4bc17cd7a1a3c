// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "base/error.h"
#include "base/file.h"
#include "base/strbuf.h"
#include "engines/coccinelle.h"
#include "units/source_scan.h"
#include "units/word_set.h"

/* An audit under way. */
struct audit {
	struct audit_options *o;
	struct audit_result *ret;
	VEC(char *) parse; /* sources that name anything of the model */
};

static void say(const struct audit *a, const char *what)
{
	if (a->o->say)
		a->o->say(what);
}

static void add_words(const struct strmap *names, struct word_set *words)
{
	for (size_t i = 0; i < names->room; i++) {
		const char *name = names->slots[i].key;

		if (name)
			word_set_add(words, name, strlen(name));
	}
}

/* The words that a text has to have before it is looked at closely. */
static void collect_words(const struct audit_result *r, struct word_set *words)
{
	struct strmap keys = {};

	model_key_names(r->model.model, &keys);
	add_words(&keys, words);
	add_words(&r->model.names, words);
	strmap_deinit(&keys);
	for (unsigned int k = 0; k < r->kinds->n; k++) {
		const struct carveout_kind *kind = &r->kinds->v[k];
		const char *word = kind->table ? kind->table :
				   kind->call  ? kind->call :
						 kind->param;

		word_set_add(words, word, strlen(word));
	}
}

static bool says_nothing(const struct audit_text *t)
{
	return !t->calls.n && !t->carveouts.n && !t->uses.n && !t->slots.n &&
	       !t->params.n;
}

static void read_text(struct audit *a, const struct tree_file *file,
		      const struct word_set *words, struct source_scan *scan)
{
	struct audit_result *r = a->ret;
	autofree char *path = xasprintf("%s/%s", r->tree.root, file->path);
	autofree char *text = NULL;
	struct audit_file *f;
	size_t len;
	struct dm_error *err = NULL;

	if (file->size > TREE_FILE_MAX)
		tree_skip(&r->tree, file->path, true,
			  "larger than %zu MiB: taken for data",
			  TREE_FILE_MAX >> 20);
	else
		err = file_read(path, TREE_FILE_MAX, &text, &len);
	if (err)
		tree_skip(&r->tree, file->path, true, "%s", err->message);
	dm_error_destroy(err);
	if (!text)
		return;
	source_scan(text, len, words, scan);
	if (!scan->hit)
		return;
	f = vec_add(&r->files);
	f->path = file->path;
	text_read(text, len, &r->model.names, r->kinds, &f->text);
	if (f->text.cut)
		tree_skip(&r->tree, file->path, true,
			  "its text leaves too much open: only a part was "
			  "read");
	vec_push(&a->parse, take_ptr(path));
	if (says_nothing(&f->text)) {
		text_deinit(&f->text);
		r->files.n--;
	}
}

static void read_texts(struct audit *a)
{
	struct audit_result *r = a->ret;
	struct word_set words = {};
	struct source_scan scan = {};

	collect_words(r, &words);
	vec_for_each(&r->tree.sources, file)
		read_text(a, file, &words, &scan);
	source_scan_deinit(&scan);
	word_set_deinit(&words);
}

/* What the compiler can make of it; every rule is on. */
static struct dm_error *read_parsed(struct audit *a)
{
	struct audit_result *r = a->ret;
	struct scan_options *scan = &a->o->scan;
	struct dm_error *err;

	if (!a->parse.n)
		return NULL;
	/* their text was searched already, and for more */
	scan->no_prefilter = true;
	scan->source.paths = (const char *const *)a->parse.v;
	scan->source.n_paths = a->parse.n;
	scan->root = r->tree.root;
	scan->release = r->tree.release;
	scan->inspect = audit_calls_inspect;
	scan->inspect_ctx = &r->model;
	err = scan_run(scan, &r->scan);
	scan->source.paths = NULL;
	vec_for_each(&a->parse, path)
		free(*path);
	vec_deinit(&a->parse);
	if (err)
		return err;
	r->interrupted = r->scan.interrupted;
	return audit_calls_read(&r->scan.inspected, &r->model, &r->calls);
}

static void take_records(struct audit_result *r,
			 const struct cocci_result *cocci, const size_t *rest)
{
	vec_for_each(&cocci->records, record)
		audit_calls_take(record, r->files.v[rest[record->file]].path,
				 &r->model, &r->calls);
	vec_for_each(&cocci->failures, f)
		tree_skip(&r->tree, r->files.v[rest[f->file]].path, true, "%s",
			  f->why);
	r->interrupted |= cocci->interrupted;
	if (cocci->odd_lines)
		dm_warn("%zu lines of spatch were not understood",
			cocci->odd_lines);
}

static size_t collect_names(const struct audit_result *r, const char **names)
{
	size_t n = 0;

	for (size_t i = 0; i < r->model.names.room; i++)
		if (r->model.names.slots[i].key)
			names[n++] = r->model.names.slots[i].key;
	return n;
}

/* Coccinelle for files with calls that the compiler did not see. */
static struct dm_error *read_rest(struct audit *a)
{
	struct audit_result *r = a->ret;
	autofree size_t *rest =
		coverage_rest(&r->files, &r->calls, &r->coverage.to_spatch);
	size_t n = r->coverage.to_spatch;
	autofree char **files = xcalloc(n + 1, sizeof(*files));
	autofree const char **names =
		xcalloc(r->model.names.n + 1, sizeof(const char *));
	autofree char *script = xasprintf("%s/calls.cocci", a->o->legacy_dir);
	struct cocci_result cocci = {};
	struct cocci_options options = {
		.script = script,
		.names = names,
		.n_names = collect_names(r, names),
		.files = (const char *const *)files,
		.n_files = n,
		.jobs = a->o->scan.source.jobs,
	};
	struct dm_error *err;

	for (size_t i = 0; i < n; i++)
		files[i] = xasprintf("%s/%s", r->tree.root,
				     r->files.v[rest[i]].path);
	err = n ? coccinelle_run(&options, &cocci) : NULL;
	if (err && err->code == DM_ERR_TOOL) {
		r->coverage.no_spatch = xstrdup(err->message);
		dm_error_destroy(err);
		err = NULL;
	}
	if (!err)
		take_records(r, &cocci, rest);
	cocci_result_deinit(&cocci);
	for (size_t i = 0; i < n; i++)
		free(files[i]);
	audit_calls_sort(&r->calls);
	return err;
}

static void want_macros(struct audit_result *r)
{
	vec_for_each(&r->files, f)
		vec_for_each(&f->text.carveouts, c) {
			macros_want(&r->macros, c->base);
			macros_want(&r->macros, c->size);
		}
	vec_for_each(&r->calls, c) {
		if (c->row->role != ROLE_RESERVE &&
		    c->row->role != ROLE_DECLARE)
			continue;
		macros_want(&r->macros, c->arg[ARG_PHYS]);
		macros_want(&r->macros, c->arg[ARG_SIZE]);
	}
	macros_read(&r->macros, &r->tree);
}

/* Most trees that nobody can build are for one machine: that whose boards
 * declare most carveouts. */
static enum unit_arch guess_arch(const struct audit_result *r)
{
	size_t votes[ARCH_OTHER + 1] = {};
	enum unit_arch best = ARCH_UNKNOWN;

	vec_for_each(&r->files, f) {
		enum unit_arch arch = ARCH_OTHER;

		if (strncmp(f->path, "arch/", 5) != 0)
			continue;
		if (!strncmp(f->path + 5, "arm/", 4))
			arch = ARCH_ARM;
		else if (!strncmp(f->path + 5, "arm64/", 6))
			arch = ARCH_ARM64;
		else if (!strncmp(f->path + 5, "x86/", 4))
			arch = ARCH_X86;
		votes[arch] += f->text.carveouts.n;
	}
	for (int i = 0; i <= ARCH_OTHER; i++)
		if (votes[i] > votes[best])
			best = i;
	return best;
}

static struct dm_error *make(struct audit *a)
{
	struct audit_result *r = a->ret;
	const struct inventory_input in = {
		.tree = &r->tree,
		.files = &r->files,
		.calls = &r->calls,
		.macros = &r->macros,
		.model = &r->model,
		.dt = r->has_dt ? &r->dt : NULL,
	};

	want_macros(r);
	inventory_make(&in, &r->inventory);
	coverage_count(&r->files, &r->calls, &r->coverage);
	census_make(&r->calls, &r->census);
	inventory_findings(&r->inventory, &r->scan.findings);
	findings_finish(&r->scan.findings);
	return NULL;
}

/* Without the programs for it, or trees that fit them, the rest goes on. */
static void read_device_trees(struct audit *a)
{
	struct audit_result *r = a->ret;
	const struct devicetree_options options = {
		.root = r->tree.root,
		.jobs = a->o->scan.source.jobs,
	};
	struct dm_error *err;

	if (!r->tree.device_trees)
		return;
	say(a, "reading device trees");
	err = devicetree_read(&options, &r->dt, &r->interrupted);
	if (!err)
		err = devicetree_find_drivers(&r->dt);
	r->has_dt = !err;
	if (err)
		r->no_dt = xstrdup(err->message);
	dm_error_destroy(err);
}

static struct dm_error *load(struct audit *a)
{
	const struct audit_options *o = a->o;
	struct audit_result *r = a->ret;
	autofree char *kinds = xasprintf("%s/kinds.yaml", o->legacy_dir);
	struct dm_error *err = tree_read(o->path, &r->tree);

	if (!err)
		err = kinds_load(kinds, &r->kinds);
	if (!err)
		err = audit_model_load(o->scan.model_dir, o->scan.models,
				       o->scan.n_models, &r->model);
	if (!err && r->tree.release)
		model_version_parse(r->tree.release, &r->model.context.version);
	return err;
}

struct dm_error *audit_run(struct audit_options *options,
			   struct audit_result *ret)
{
	struct audit a = {.o = options, .ret = ret};
	struct dm_error *err = load(&a);

	if (err)
		return err;
	say(&a, "reading the text of all sources");
	read_texts(&a);
	ret->model.context.arch = guess_arch(ret);
	say(&a, "parsing what can be parsed");
	err = read_parsed(&a);
	if (err || ret->interrupted)
		return err;
	say(&a, "reading the rest with spatch");
	err = read_rest(&a);
	if (err || ret->interrupted)
		return err;
	read_device_trees(&a);
	if (ret->interrupted)
		return NULL;
	say(&a, "joining");
	return make(&a);
}

bool audit_complete(const struct audit_result *r)
{
	if (r->interrupted || r->coverage.no_spatch || r->no_dt ||
	    r->dt.failures.n || !run_summary_complete(&r->scan.summary))
		return false;
	vec_for_each(&r->tree.skips, s)
		if (s->lost)
			return false;
	return true;
}

void audit_result_deinit(struct audit_result *r)
{
	inventory_deinit(&r->inventory);
	devicetree_deinit(&r->dt);
	free(r->no_dt);
	vec_deinit(&r->census);
	vec_for_each(&r->coverage.unread, s)
		free(*s);
	vec_deinit(&r->coverage.unread);
	free(r->coverage.no_spatch);
	macros_deinit(&r->macros);
	audit_calls_deinit(&r->calls);
	vec_for_each(&r->files, f)
		text_deinit(&f->text);
	vec_deinit(&r->files);
	scan_result_deinit(&r->scan);
	if (r->kinds)
		kinds_free(r->kinds);
	audit_model_deinit(&r->model);
	tree_deinit(&r->tree);
}
