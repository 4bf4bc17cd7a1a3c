// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/map.h"
#include "base/strbuf.h"
#include "units/borrow.h"
#include "units/compile_commands.h"
#include "units/kernel_config.h"
#include "units/kernel_flags.h"
#include "units/kernel_source.h"
#include "units/kernel_stamp.h"
#include "units/kernel_tree.h"
#include "units/unit_search.h"

#define STAMP_LIMIT (1 << 16)
#define CONFIG_LIMIT (16 << 20)

/* Raise when what is kept in the cache changes its meaning. */
#define CACHE_FORMAT 1

struct kernel_source {
	struct kernel_make make;
	struct kernel_config config;
	char *objtree, *log;
	int lock;
};

static enum unit_arch host_arch(void)
{
	struct utsname name;

	if (uname(&name) < 0)
		return ARCH_UNKNOWN;
	if (!strcmp(name.machine, "x86_64") || !strcmp(name.machine, "i686"))
		return ARCH_X86;
	if (!strcmp(name.machine, "aarch64"))
		return ARCH_ARM64;
	return !strncmp(name.machine, "arm", 3) ? ARCH_ARM : ARCH_UNKNOWN;
}

/* kbuild refuses O= then; Makefile of 6.1, target outputmakefile. */
static bool is_configured_in_place(const char *root, enum unit_arch arch)
{
	autofree char *config = xasprintf("%s/.config", root);
	autofree char *headers = xasprintf("%s/include/config", root);
	autofree char *generated = xasprintf("%s/arch/%s/include/generated",
					     root, unit_arch_name(arch));

	return file_exists(config) || file_exists(headers) ||
	       file_exists(generated);
}

static struct dm_error *check_tree(const char *kernel, const char *root,
				   enum unit_arch arch)
{
	if (!root || !kernel_tree_is(root))
		return dm_error(DM_ERR_USAGE,
				"'%s' is not a kernel source tree", kernel);
	if (!kernel_make_arch(arch))
		return dm_error(DM_ERR_USAGE,
				"a kernel tree can be configured for x86, "
				"arm64 and arm; name one of them");
	if (is_configured_in_place(root, arch))
		return dm_error(DM_ERR_USAGE,
				"'%s' has been configured in place, so it "
				"cannot be configured elsewhere: use --kbuild "
				"on it, or run 'make mrproper' there",
				root);
	return NULL;
}

static char *objtree_path(const struct kernel_source *k, const char *cache)
{
	autofree char *key = xasprintf(
		"%s\n%s\n%s", k->make.root, unit_arch_name(k->make.arch),
		k->config.file ? k->config.file : k->config.target);
	autofree char *folder = path_normalize(NULL, cache);

	return xasprintf("%s/trees/%016" PRIx64, folder, hash_str(key));
}

/* One process at a time configures a tree or asks it. */
static struct dm_error *lock_objtree(const struct unit_search *search,
				     struct kernel_source *k)
{
	autofree char *path = xasprintf("%s/dmalias.lock", k->objtree);

	k->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (k->lock < 0)
		return dm_error_errno(errno, "cannot write '%s'", path);
	if (!flock(k->lock, LOCK_EX | LOCK_NB))
		return NULL;
	unit_search_progress(search, "waiting for another dmalias in %s",
			     k->objtree);
	while (flock(k->lock, LOCK_EX) < 0)
		if (errno != EINTR)
			return dm_error_errno(errno, "cannot lock '%s'", path);
	return NULL;
}

/* What the configuration was made from: text that is compared as a whole. */
static struct dm_error *config_stamp(const struct kernel_source *k,
				     const struct kernel_stamp *tree,
				     struct strbuf *ret)
{
	autofree char *release = kernel_tree_release(k->make.root);
	autofree char *config = NULL;
	struct dm_error *err;
	struct stat st = {};

	if (k->config.file) {
		err = file_read(k->config.file, CONFIG_LIMIT, &config, NULL);
		if (err)
			return err;
	}
	stat(DMALIAS_CLANG, &st);
	strbuf_addf(ret, "format %d\ntree %s %s\nbuild files %016" PRIx64 "\n",
		    CACHE_FORMAT, k->make.root, release ? release : "unknown",
		    tree->config);
	strbuf_addf(ret, "config %s %016" PRIx64 "\nclang %s %jd %jd\n%s",
		    k->config.file ? k->config.file : k->config.target,
		    config ? hash_str(config) : 0, DMALIAS_CLANG,
		    (intmax_t)st.st_size, (intmax_t)st.st_mtime,
		    kernel_config_fragment());
	return NULL;
}

static bool has_text(const char *path, const char *text)
{
	autofree char *old = NULL;
	struct dm_error *err = file_read(path, STAMP_LIMIT, &old, NULL);

	dm_error_destroy(err);
	return !err && !strcmp(old, text);
}

static struct dm_error *configure(const struct unit_search *search,
				  const struct kernel_source *k,
				  const struct kernel_stamp *tree)
{
	autofree char *path = xasprintf("%s/dmalias.stamp", k->objtree);
	struct strbuf stamp = {};
	struct dm_error *err = config_stamp(k, tree, &stamp);

	if (!err && !has_text(path, stamp.s)) {
		unlink(path);
		err = kernel_flags_reset(k->objtree);
		if (!err)
			err = kernel_config_run(search, &k->make, &k->config);
		if (!err)
			err = file_write_atomic(path, stamp.s, stamp.len);
	}
	strbuf_deinit(&stamp);
	return err;
}

/* Forget compiler calls that other Makefiles gave. */
static struct dm_error *check_flags(const struct kernel_source *k,
				    const struct kernel_stamp *tree)
{
	autofree char *path = xasprintf("%s/dmalias.flags", k->objtree);
	autofree char *stamp = xasprintf("%016" PRIx64 "\n", tree->flags);
	struct dm_error *err;

	if (has_text(path, stamp))
		return NULL;
	err = kernel_flags_reset(k->objtree);
	return err ? err : file_write_atomic(path, stamp, strlen(stamp));
}

static struct dm_error *prepare(const struct unit_search *search,
				struct kernel_source *k)
{
	struct kernel_stamp tree;
	struct dm_error *err = file_make_dirs(k->objtree);

	if (!err)
		err = lock_objtree(search, k);
	if (!err)
		err = kernel_stamp_make(k->make.root, &tree);
	if (!err)
		err = configure(search, k, &tree);
	if (!err)
		err = check_flags(k, &tree);
	return err;
}

static void add_target(path_vec *targets, const char *root, const char *path)
{
	char *target = kernel_flags_target(root, path);

	if (*target) {
		vec_push(targets, target);
		return;
	}
	/* what any file may borrow from, for places that kbuild does not go */
	free(target);
	vec_push(targets, xstrdup("drivers/base/"));
}

static struct dm_error *add_calls(struct unit_search *search, void *ctx)
{
	struct kernel_source *k = ctx;
	path_vec targets = {}, databases = {};
	struct dm_error *err;

	if (search->lend)
		add_target(&targets, k->make.root, search->lend);
	else
		vec_for_each(&search->asked, path)
			add_target(&targets, k->make.root, *path);
	err = kernel_flags_get(search, &k->make, &targets, &databases);
	for (size_t i = 0; i < databases.n && !err; i++)
		err = compile_commands_add(search, databases.v[i]);
	path_vec_deinit(&targets);
	path_vec_deinit(&databases);
	return err;
}

/* Without paths: where drivers are. The root itself: all that kbuild builds. */
static void ask_default(struct unit_search *search)
{
	static const char *const folders[] = {"drivers", "sound"};

	for (size_t i = 0; i < ARRAY_SIZE(folders) && !search->src->n_paths;
	     i++) {
		char *path = path_normalize(search->units->root, folders[i]);

		if (file_is_dir(path))
			vec_push(&search->asked, path);
		else
			free(path);
	}
}

static struct dm_error *load(struct unit_search *search,
			     struct kernel_source *k)
{
	struct dm_error *err = prepare(search, k);

	if (!err)
		err = add_calls(search, k);
	if (!err)
		err = borrow_flags(search, add_calls, k);
	if (!err && unit_search_is_vain(search))
		err = dm_error(DM_ERR_TOOL,
			       "make -n tells no compiler call for what was "
			       "asked for; log: %s",
			       k->log);
	return err;
}

struct dm_error *kernel_source_load(struct unit_search *search,
				    const char *kernel)
{
	const struct units_source *src = search->src;
	struct units *units = search->units;
	struct kernel_source k = {.lock = -1};
	struct dm_error *err;

	if (!src->cache)
		return dm_error(DM_ERR_USAGE,
				"a cache folder is needed to configure '%s'",
				kernel);
	units->root = realpath(kernel, NULL);
	units->arch = src->arch ? src->arch : host_arch();
	err = check_tree(kernel, units->root, units->arch);
	if (!err)
		err = unit_search_resolve(search);
	if (!err)
		err = kernel_config_choose(src->config, units->arch, &k.config);
	if (err)
		return err;
	ask_default(search);
	k.make.root = units->root;
	k.make.arch = units->arch;
	k.make.jobs = src->jobs;
	k.objtree = objtree_path(&k, src->cache);
	k.log = xasprintf("%s/dmalias.log", k.objtree);
	k.make.objtree = k.objtree;
	k.make.log = k.log;
	units->objtree = xstrdup(k.objtree);
	units->release = kernel_tree_release(units->root);
	err = load(search, &k);
	if (k.lock >= 0)
		close(k.lock);
	kernel_config_deinit(&k.config);
	free(k.objtree);
	free(k.log);
	return err;
}
