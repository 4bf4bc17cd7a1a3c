// SPDX-License-Identifier: GPL-2.0-or-later
#include <clang-c/Index.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/map.h"
#include "base/pool.h"
#include "base/run.h"
#include "base/strbuf.h"
#include "frontend/inclusions.h"
#include "frontend/pch.h"
#include "frontend/pch_flags.h"

/* Making one costs as much as parsing about this many units without it. */
#define UNITS_THAT_PAY 4

/* Seconds for one, on a machine that does much else. */
#define TIMEOUT 600

/* Nobody reads what clang complains of: without it units are parsed plainly. */
#define OUTPUT_LIMIT 4096

/* Headers that drivers have in common; those a kernel lacks are left out. */
static const char *const headers[] = {
	"linux/module.h",      "linux/kernel.h",
	"linux/init.h",	       "linux/slab.h",
	"linux/dma-mapping.h", "linux/interrupt.h",
	"linux/delay.h",       "linux/io.h",
	"linux/pci.h",	       "linux/platform_device.h",
	"linux/clk.h",	       "linux/of.h",
	"linux/mm.h",	       "linux/vmalloc.h",
	"linux/uaccess.h",     "linux/netdevice.h",
	"linux/etherdevice.h", "linux/skbuff.h",
	"linux/dmaengine.h",   "linux/dmapool.h",
	"linux/scatterlist.h", "linux/pm_runtime.h",
	"linux/firmware.h",    "linux/blkdev.h",
	"linux/debugfs.h",     "linux/regmap.h",
	"linux/i2c.h",
};

struct pch_job {
	char *path; /* of the precompiled header */
	const struct unit *unit; /* one of those it is for */
	unsigned int n_units;
	bool ready;
	inclusion_vec files; /* in it */
};

struct pch_set {
	struct pch_flags flags;
	struct strmap by_key; /* -> index in jobs */
	VEC(struct pch_job) jobs;
	char *header; /* path of the text */
};

static char *header_text(void)
{
	struct strbuf sb = {};

	for (size_t i = 0; i < ARRAY_SIZE(headers); i++)
		strbuf_addf(&sb,
			    "#if __has_include(<%s>)\n#include <%s>\n#endif\n",
			    headers[i], headers[i]);
	return strbuf_take(&sb);
}

/* Not written when it is there: its time is part of what clang checks. */
static struct dm_error *write_header(const char *folder, char **ret)
{
	autofree char *text = header_text();
	autofree char *path = xasprintf("%s/common-%016llx.h", folder,
					(unsigned long long)hash_str(text));
	struct dm_error *err = file_make_dirs(folder);

	if (!err && !file_exists(path))
		err = file_write_atomic(path, text, strlen(text));
	if (!err)
		*ret = take_ptr(path);
	return err;
}

/* What else than its flags makes one clang's output no good for another. */
static void add_version(struct strbuf *sb)
{
	CXString version = clang_getClangVersion();
	struct stat st = {};

	strbuf_addf(sb, "%s\n", clang_getCString(version));
	clang_disposeString(version);
	if (!stat(DMALIAS_CLANG, &st))
		strbuf_addf(sb, "%lld %lld\n", (long long)st.st_size,
			    (long long)st.st_mtime);
}

static char *key_of(const struct pch_set *set, const struct unit *unit)
{
	struct strbuf sb = {};
	char *key;

	strbuf_addf(&sb, "%s\n%s\n", unit->directory, set->header);
	add_version(&sb);
	pch_flags_key(&set->flags, unit, &sb);
	key = xasprintf("%016llx",
			(unsigned long long)hash_bytes(sb.s, sb.len));
	strbuf_deinit(&sb);
	return key;
}

static void add_unit(struct pch_set *set, const struct unit *unit,
		     const char *folder)
{
	autofree char *key = NULL;
	struct pch_job job = {.unit = unit};
	uint32_t i;

	if (unit->quality == UNIT_NO_TYPES)
		return;
	key = key_of(set, unit);
	if (!strmap_get(&set->by_key, key, &i)) {
		i = set->jobs.n;
		job.path = xasprintf("%s/%s.pch", folder, key);
		vec_push(&set->jobs, job);
		strmap_put(&set->by_key, key, i);
	}
	set->jobs.v[i].n_units++;
}

/* Whether clang takes the file: it refuses one whose headers have changed. */
static bool still_good(const struct pch_set *set, const struct pch_job *job)
{
	struct CXUnsavedFile empty = {"dmalias-empty.c", "\n", 1};
	struct pch_args args = {};
	CXIndex index;
	CXTranslationUnit tu = NULL;
	bool good = false;

	if (!file_exists(job->path))
		return false;
	pch_flags_args(&set->flags, job->unit, &args);
	vec_push(&args.v, "-w");
	vec_push(&args.v, "-include-pch");
	vec_push(&args.v, job->path);
	index = clang_createIndex(1, 0);
	if (clang_parseTranslationUnit2(index, empty.Filename, args.v.v,
					args.v.n, &empty, 1, 0,
					&tu) == CXError_Success)
		good = clang_getNumDiagnostics(tu) == 0;
	vec_deinit(&args.v);
	return good;
}

static bool run_clang(const struct pch_set *set, const struct pch_job *job,
		      const char *out)
{
	static const char *const how[] = {"-w", "-x", "c-header", "-Xclang",
					  "-detailed-preprocessing-record"};
	struct pch_args args = {};
	struct run_result result = {};
	struct run run = {.merge = true, .limit = OUTPUT_LIMIT};
	struct dm_error *err;
	bool good;

	vec_push(&args.v, DMALIAS_CLANG);
	pch_flags_args(&set->flags, job->unit, &args);
	for (size_t i = 0; i < ARRAY_SIZE(how); i++)
		vec_push(&args.v, how[i]);
	vec_push(&args.v, set->header);
	vec_push(&args.v, "-o");
	vec_push(&args.v, out);
	vec_push(&args.v, NULL);
	run.argv = (const char *const *)args.v.v;
	err = run_program(&run, &result);
	good = !err && result.end == RUN_EXITED && result.status == 0;
	dm_error_destroy(err);
	run_result_deinit(&result);
	vec_deinit(&args.v);
	return good;
}

static bool compile(const struct pch_set *set, const struct pch_job *job)
{
	autofree char *temp = xasprintf("%s.%ld", job->path, (long)getpid());
	bool good = run_clang(set, job, temp) && !rename(temp, job->path);

	if (!good)
		unlink(temp);
	return good;
}

/* The jobs that pay, as jobs of the pool. */
struct pch_work {
	struct pch_set *set;
	VEC(uint32_t) jobs; /* indices in set->jobs */
};

/* The names of the files in it, each with its NUL, or nothing. */
static void add_files(const struct pch_job *job, struct strbuf *result)
{
	CXIndex index = clang_createIndex(0, 0);
	CXTranslationUnit tu;
	inclusion_vec files = {};

	if (clang_createTranslationUnit2(index, job->path, &tu) !=
	    CXError_Success)
		return;
	inclusions_list(tu, job->unit->directory, &files);
	vec_for_each(&files, file)
		strbuf_add(result, *file, strlen(*file) + 1);
	inclusions_deinit(&files);
	clang_disposeTranslationUnit(tu);
	clang_disposeIndex(index);
}

/* In a child, since clang may crash: lists the files when all is well. */
static void make_one(size_t i, struct strbuf *result, void *ctx)
{
	struct pch_work *work = ctx;
	const struct pch_job *job = &work->set->jobs.v[work->jobs.v[i]];

	if (chdir(job->unit->directory))
		return;
	if (still_good(work->set, job) || compile(work->set, job))
		add_files(job, result);
}

static void take_one(const struct pool_result *result, void *ctx)
{
	struct pch_work *work = ctx;
	struct pch_job *job = &work->set->jobs.v[work->jobs.v[result->job]];
	const char *p = result->data, *end = p + result->len;

	job->ready = result->fate == POOL_DONE && result->len;
	for (; job->ready && p < end; p += strlen(p) + 1)
		vec_push(&job->files, xstrdup(p));
}

static struct dm_error *run_jobs(struct pch_set *set, unsigned int parallel)
{
	struct pch_work work = {.set = set};
	struct pool_work pool = {make_one, take_one, &work};
	struct pool_options options = {.jobs = parallel, .timeout = TIMEOUT};
	struct dm_error *err;

	for (uint32_t i = 0; i < set->jobs.n; i++)
		if (set->jobs.v[i].n_units >= UNITS_THAT_PAY)
			vec_push(&work.jobs, i);
	err = pool_run(work.jobs.n, &pool, &options, NULL);
	vec_deinit(&work.jobs);
	return err;
}

struct dm_error *pch_prepare(const unit_vec *units, const char *cache,
			     unsigned int jobs, struct pch_set **ret)
{
	autofree char *folder = xasprintf("%s/pch", cache);
	struct pch_set *set = xcalloc(1, sizeof(*set));
	struct dm_error *err = write_header(folder, &set->header);

	if (!err && access(folder, W_OK))
		err = dm_error_errno(errno, "cannot write to %s", folder);
	if (err) {
		pch_set_destroy(set);
		return err;
	}
	pch_flags_init(&set->flags, units);
	vec_for_each(units, it)
		add_unit(set, it, folder);
	err = run_jobs(set, jobs ? jobs : 1);
	if (err) {
		pch_set_destroy(set);
		return err;
	}
	/* units belong to the caller: not needed any more */
	vec_for_each(&set->jobs, it)
		it->unit = NULL;
	*ret = set;
	return NULL;
}

size_t pch_n_failed(const struct pch_set *set)
{
	size_t n = 0;

	vec_for_each(&set->jobs, it)
		n += it->n_units >= UNITS_THAT_PAY && !it->ready;
	return n;
}

static const struct pch_job *find_job(const struct pch_set *set,
				      const struct unit *unit)
{
	autofree char *key = NULL;
	uint32_t i;

	if (!set || unit->quality == UNIT_NO_TYPES)
		return NULL;
	key = key_of(set, unit);
	if (!strmap_get(&set->by_key, key, &i) || !set->jobs.v[i].ready)
		return NULL;
	return &set->jobs.v[i];
}

const char *pch_for_unit(const struct pch_set *set, const struct unit *unit)
{
	const struct pch_job *job = find_job(set, unit);

	return job ? job->path : NULL;
}

const char *const *pch_files(const struct pch_set *set, const struct unit *unit,
			     size_t *ret_n)
{
	const struct pch_job *job = find_job(set, unit);

	*ret_n = job ? job->files.n : 0;
	return job ? (const char *const *)job->files.v : NULL;
}

void pch_set_destroy(struct pch_set *set)
{
	if (!set)
		return;
	vec_for_each(&set->jobs, it) {
		inclusions_deinit(&it->files);
		free(it->path);
	}
	vec_deinit(&set->jobs);
	strmap_deinit(&set->by_key);
	pch_flags_deinit(&set->flags);
	free(set->header);
	free(set);
}
