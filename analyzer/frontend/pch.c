// SPDX-License-Identifier: GPL-2.0-or-later
#include <clang-c/Index.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/map.h"
#include "base/strbuf.h"
#include "frontend/pch.h"
#include "frontend/pch_flags.h"

/* Making one costs as much as parsing about this many units without it. */
#define UNITS_THAT_PAY 4

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
	pid_t pid;
	bool ready;
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

/* In the child: become clang. */
static void run_clang(const struct pch_set *set, const struct pch_job *job,
		      const char *out)
{
	static const char *const how[] = {"-w", "-x", "c-header", "-Xclang",
					  "-detailed-preprocessing-record"};
	struct pch_args args = {};
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	vec_push(&args.v, DMALIAS_CLANG);
	pch_flags_args(&set->flags, job->unit, &args);
	for (size_t i = 0; i < ARRAY_SIZE(how); i++)
		vec_push(&args.v, how[i]);
	vec_push(&args.v, set->header);
	vec_push(&args.v, "-o");
	vec_push(&args.v, out);
	vec_push(&args.v, NULL);
	if (null >= 0) {
		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
	}
	execv(DMALIAS_CLANG, (char *const *)args.v.v);
	_exit(127);
}

static bool compile(const struct pch_set *set, const struct pch_job *job)
{
	autofree char *temp = xasprintf("%s.%ld", job->path, (long)getpid());
	int status = -1;
	pid_t pid = fork();
	bool good;

	if (!pid)
		run_clang(set, job, temp);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	good = !status && !rename(temp, job->path);
	if (!good)
		unlink(temp);
	return good;
}

/* In a child, since clang may crash: 0 when the file is there and good. */
static void job_start(const struct pch_set *set, struct pch_job *job)
{
	job->pid = fork();
	if (job->pid)
		return;
	if (chdir(job->unit->directory))
		_exit(1);
	_exit(still_good(set, job) || compile(set, job) ? 0 : 1);
}

static void job_wait(struct pch_job *job)
{
	int status = -1;

	if (job->pid <= 0)
		return;
	while (waitpid(job->pid, &status, 0) < 0 && errno == EINTR)
		;
	job->ready = !status;
	job->pid = 0;
}

static void run_jobs(struct pch_set *set, unsigned int parallel)
{
	size_t first = 0, running = 0;

	for (size_t i = 0; i < set->jobs.n; i++) {
		if (set->jobs.v[i].n_units < UNITS_THAT_PAY)
			continue;
		while (running >= parallel) {
			running -= set->jobs.v[first].pid > 0;
			job_wait(&set->jobs.v[first++]);
		}
		job_start(set, &set->jobs.v[i]);
		running += set->jobs.v[i].pid > 0;
	}
	for (; first < set->jobs.n; first++)
		job_wait(&set->jobs.v[first]);
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
	run_jobs(set, jobs ? jobs : 1);
	/* units belong to the caller: not needed any more */
	vec_for_each(&set->jobs, it)
		it->unit = NULL;
	*ret = set;
	return NULL;
}

const char *pch_for_unit(const struct pch_set *set, const struct unit *unit)
{
	autofree char *key = NULL;
	uint32_t i;

	if (!set || unit->quality == UNIT_NO_TYPES)
		return NULL;
	key = key_of(set, unit);
	if (!strmap_get(&set->by_key, key, &i) || !set->jobs.v[i].ready)
		return NULL;
	return set->jobs.v[i].path;
}

void pch_set_destroy(struct pch_set *set)
{
	if (!set)
		return;
	vec_for_each(&set->jobs, it)
		free(it->path);
	vec_deinit(&set->jobs);
	strmap_deinit(&set->by_key);
	pch_flags_deinit(&set->flags);
	free(set->header);
	free(set);
}
