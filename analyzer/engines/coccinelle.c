// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/pool.h"
#include "base/run.h"
#include "engines/coccinelle/output.h"

#define TIMEOUT 30
#define FILES_PER_JOB 32 /* of one spatch: starting it costs 0.2 s */
#define FILE_MAX ((size_t)8 << 20) /* larger ones are data */
#define WORD "DMALIAS_NAMES"

/* A run under way: read by the children, written by the parent. */
struct cocci_run {
	const struct cocci_options *options;
	struct cocci_result *ret;
	unsigned int timeout;
	char *folder; /* of the copies, of spatch's own files */
	char *script; /* with the names */
	size_t per_job;
	const size_t *files; /* those of this round, by number */
	size_t n_files;
	VEC(size_t) again; /* files of jobs that were lost */
};

struct dm_error *coccinelle_check(void)
{
	static const char *const argv[] = {"spatch", "--version", NULL};
	const struct run run = {.argv = argv, .merge = true, .timeout = 30};
	struct run_result result;
	autofree char *why = NULL;
	struct dm_error *err = NULL;

	if (!run_in_path("spatch", getenv("PATH")))
		return dm_error(DM_ERR_TOOL,
				"spatch is missing (package coccinelle)");
	err = run_program(&run, &result);
	if (err)
		return err;
	why = run_failure(&run, &result);
	if (why)
		err = dm_error(DM_ERR_TOOL, "spatch --version: %s", why);
	else if (!cocci_version_ok(strbuf_str(&result.out), &why))
		err = dm_error(DM_ERR_TOOL, "%s", why);
	run_result_deinit(&result);
	return err;
}

/* The script with the names in place of the word, as a file of ours. */
static struct dm_error *write_script(struct cocci_run *r)
{
	const struct cocci_options *o = r->options;
	autofree char *text = NULL;
	struct strbuf sb = {};
	struct dm_error *err = file_read(o->script, FILE_MAX, &text, NULL);
	const char *s = text, *word;

	if (err)
		return err;
	while ((word = strstr(s, WORD))) {
		strbuf_add(&sb, s, word - s);
		for (size_t i = 0; i < o->n_names; i++)
			strbuf_addf(&sb, "%s%s", i ? ", " : "", o->names[i]);
		s = word + strlen(WORD);
	}
	strbuf_adds(&sb, s);
	r->script = xasprintf("%s/script.cocci", r->folder);
	err = file_write_atomic(r->script, strbuf_str(&sb), sb.len);
	strbuf_deinit(&sb);
	return err;
}

static char *copy_path(const struct cocci_run *r, size_t file)
{
	return xasprintf("%s/%zu.c", r->folder, file);
}

/* In a child: a copy of ASCII alone, at most FILE_MAX. */
static struct dm_error *copy_file(const struct cocci_run *r, size_t file)
{
	autofree char *path = copy_path(r, file);
	autofree char *text = NULL;
	size_t len;
	struct dm_error *err =
		file_read(r->options->files[file], FILE_MAX, &text, &len);

	if (err)
		return err;
	for (size_t i = 0; i < len; i++)
		if (text[i] & 0x80 || !text[i])
			text[i] = '?';
	return file_write_atomic(path, text, len);
}

/* Make the copies and the list of them, in groups of one file. */
static struct dm_error *write_list(const struct cocci_run *r, size_t job,
				   struct strbuf *failed, char **list)
{
	struct strbuf sb = {};
	size_t first = job * r->per_job;
	struct dm_error *err;

	for (size_t i = first; i < first + r->per_job && i < r->n_files; i++) {
		err = copy_file(r, r->files[i]);
		if (!err) {
			autofree char *path = copy_path(r, r->files[i]);

			strbuf_addf(&sb, "%s\n\n", path);
			continue;
		}
		/* as spatch says it */
		strbuf_addf(failed, "EXN: %s in %zu.c\n", err->message,
			    r->files[i]);
		dm_error_destroy(err);
	}
	*list = xasprintf("%s/list-%zu-%zu", r->folder, r->per_job, job);
	err = file_write_atomic(*list, strbuf_str(&sb), sb.len);
	strbuf_deinit(&sb);
	return err;
}

static struct dm_error *run_spatch(const struct cocci_run *r, const char *list,
				   struct run_result *result)
{
	autofree char *timeout = xasprintf("%u", r->timeout);
	autofree char *tmp = xasprintf("TMPDIR=%s", r->folder);
	/* PYTHON*: modules of a user must not print into the output */
	const char *const env[] = {tmp,
				   "PYTHONPATH",
				   "PYTHONSTARTUP",
				   "COCCINELLE_HOME",
				   "LC_ALL=C.UTF-8",
				   NULL};
	const char *const argv[] = {
		"spatch",    "--very-quiet",  "--no-includes",
		"--timeout", timeout,	      "--sp-file",
		r->script,   "--file-groups", list,
		NULL};
	const struct run run = {
		.argv = argv,
		.env = env,
		.directory = r->folder,
		.timeout = 2 * r->timeout * r->per_job,
	};
	struct dm_error *err = run_program(&run, result);
	autofree char *why = NULL;

	if (err)
		return err;
	why = run_failure(&run, result);
	if (!why)
		return NULL;
	return dm_error(DM_ERR_TOOL, "spatch: %s", why);
}

/*
 * In a child: the lines of both outputs, those of stderr after an empty line.
 * A job that fails as a whole ends its child: see lost_job().
 */
static void run_job(size_t job, struct strbuf *result, void *ctx)
{
	const struct cocci_run *r = ctx;
	struct run_result out = {};
	struct strbuf failed = {};
	autofree char *list = NULL;
	struct dm_error *err = write_list(r, job, &failed, &list);

	if (!err)
		err = run_spatch(r, list, &out);
	if (err) {
		fprintf(stderr, "%s\n%s", err->message, strbuf_str(&out.err));
		exit(1);
	}
	strbuf_add(result, strbuf_str(&out.out), out.out.len);
	strbuf_adds(result, "\n\n");
	strbuf_add(result, strbuf_str(&out.err), out.err.len);
	strbuf_adds(result, strbuf_str(&failed));
	run_result_deinit(&out);
	strbuf_deinit(&failed);
}

static void take_line(struct cocci_run *r, char *line, bool errors)
{
	struct cocci_record record;
	struct cocci_failure failure;

	if (!*line)
		return;
	if (!errors) {
		if (cocci_read_record(line, strlen(line), r->options->n_files,
				      &record))
			vec_push(&r->ret->records, record);
		else
			r->ret->odd_lines++;
	} else if (cocci_read_failure(line, r->options->n_files, r->timeout,
				      &failure)) {
		vec_push(&r->ret->failures, failure);
	}
}

static void take_output(struct cocci_run *r, const void *data, size_t len)
{
	autofree char *text = xstrndup(data, len);
	char *s = text, *line;
	bool errors = false;

	while ((line = strsep(&s, "\n"))) {
		/* the outputs end with a newline: two more are the border */
		if (!*line && !errors && s && *s == '\n')
			errors = true;
		take_line(r, line, errors);
	}
}

static void fail_file(struct cocci_run *r, size_t file, const char *why)
{
	vec_push(&r->ret->failures, (struct cocci_failure){file, xstrdup(why)});
}

/* What was lost with others is tried again alone. */
static void lost_job(struct cocci_run *r, const struct pool_result *result)
{
	size_t first = result->job * r->per_job;
	autofree char *why =
		xstrdup(*result->output ? result->output : result->failure);

	why[strcspn(why, "\n")] = '\0';
	for (size_t i = first; i < first + r->per_job && i < r->n_files; i++) {
		if (r->per_job > 1)
			vec_push(&r->again, r->files[i]);
		else
			fail_file(r, r->files[i], why);
	}
}

static void job_done(const struct pool_result *result, void *ctx)
{
	struct cocci_run *r = ctx;

	if (result->fate == POOL_DONE)
		take_output(r, result->data, result->len);
	else
		lost_job(r, result);
}

static struct dm_error *run_round(struct cocci_run *r, const size_t *files,
				  size_t n, size_t per_job)
{
	const struct pool_work work = {run_job, job_done, r};
	const struct pool_options pool = {
		.jobs = r->options->jobs,
		/* spatch bounds the time of a file; this is for itself */
		.timeout = 2 * r->timeout * per_job + 60,
	};

	r->files = files;
	r->n_files = n;
	r->per_job = per_job;
	return pool_run((n + per_job - 1) / per_job, &work, &pool,
			&r->ret->interrupted);
}

static struct dm_error *run_rounds(struct cocci_run *r)
{
	size_t n = r->options->n_files;
	autofree size_t *all = xcalloc(n + 1, sizeof(*all));
	struct dm_error *err;

	for (size_t i = 0; i < n; i++)
		all[i] = i;
	err = run_round(r, all, n, FILES_PER_JOB);
	if (!err && r->again.n && !r->ret->interrupted)
		err = run_round(r, r->again.v, r->again.n, 1);
	vec_deinit(&r->again);
	return err;
}

static int compare_numbers(size_t x, size_t y)
{
	return (x > y) - (x < y);
}

static int compare_fields(const struct cocci_record *x,
			  const struct cocci_record *y)
{
	int c = compare_numbers(x->fields.n, y->fields.n);

	for (size_t i = 0; !c && i < x->fields.n; i++) {
		c = strcmp(x->fields.v[i].name, y->fields.v[i].name);
		if (!c)
			c = strcmp(x->fields.v[i].value, y->fields.v[i].value);
	}
	return c;
}

static int compare_records(const void *a, const void *b)
{
	const struct cocci_record *x = a, *y = b;
	int c = compare_numbers(x->file, y->file);

	if (!c)
		c = compare_numbers(x->line, y->line);
	if (!c)
		c = compare_numbers(x->col, y->col);
	if (!c)
		c = strcmp(x->kind, y->kind);
	return c ? c : compare_fields(x, y);
}

static void sort_records(cocci_record_vec *v)
{
	size_t n = 0;

	if (!v->n)
		return;
	qsort(v->v, v->n, sizeof(*v->v), compare_records);
	for (size_t i = 0; i < v->n; i++) {
		if (n && !compare_records(&v->v[n - 1], &v->v[i]))
			cocci_record_deinit(&v->v[i]);
		else
			v->v[n++] = v->v[i];
	}
	v->n = n;
}

static int remove_entry(const char *path, const struct stat *st, int kind,
			struct FTW *at)
{
	remove(path);
	return 0;
}

static struct dm_error *make_folder(struct cocci_run *r)
{
	const char *tmp = getenv("TMPDIR");

	r->folder = xasprintf("%s/dmalias-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (mkdtemp(r->folder))
		return NULL;
	return dm_error_errno(errno, "cannot make a folder '%s'", r->folder);
}

struct dm_error *coccinelle_run(const struct cocci_options *options,
				struct cocci_result *ret)
{
	struct cocci_run r = {
		.options = options,
		.ret = ret,
		.timeout = options->timeout ? options->timeout : TIMEOUT,
	};
	struct dm_error *err = coccinelle_check();

	if (err || !options->n_files)
		return err;
	err = make_folder(&r);
	if (!err) {
		err = write_script(&r);
		if (!err)
			err = run_rounds(&r);
		nftw(r.folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	}
	sort_records(&ret->records);
	free(r.folder);
	free(r.script);
	return err;
}

void cocci_result_deinit(struct cocci_result *r)
{
	vec_for_each(&r->records, record)
		cocci_record_deinit(record);
	vec_for_each(&r->failures, failure)
		free(failure->why);
	vec_deinit(&r->records);
	vec_deinit(&r->failures);
}

const char *cocci_record_get(const struct cocci_record *r, const char *name)
{
	vec_for_each(&r->fields, field)
		if (!strcmp(field->name, name))
			return field->value;
	return NULL;
}
