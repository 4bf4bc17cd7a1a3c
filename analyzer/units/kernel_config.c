// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/strbuf.h"
#include "units/kernel_config.h"
#include "units/unit_search.h"

#define CONFIG_LIMIT (16 << 20)

/*
 * Sanitizers, coverage and tracing add code to every function or change
 * layouts; gcc plugins and RANDSTRUCT randomise structs (allmodconfig turns
 * the latter on with clang); signing and module versions need a whole build;
 * a warning must not stop modules_prepare.
 */
static const char fragment[] = "# CONFIG_WERROR is not set\n"
			       "# CONFIG_DRM_I915_WERROR is not set\n"
			       "# CONFIG_KASAN is not set\n"
			       "# CONFIG_KCSAN is not set\n"
			       "# CONFIG_KMSAN is not set\n"
			       "# CONFIG_UBSAN is not set\n"
			       "# CONFIG_KCOV is not set\n"
			       "# CONFIG_GCOV_KERNEL is not set\n"
			       "# CONFIG_GCC_PLUGINS is not set\n"
			       "# CONFIG_MODVERSIONS is not set\n"
			       "# CONFIG_CFI_CLANG is not set\n"
			       "# CONFIG_MODULE_SIG is not set\n"
			       "# CONFIG_FTRACE is not set\n"
			       "CONFIG_DEBUG_INFO_NONE=y\n"
			       "CONFIG_RANDSTRUCT_NONE=y\n";

const char *kernel_config_fragment(void)
{
	return fragment;
}

static bool is_target(const char *name)
{
	size_t n = strlen(name);

	return !strchr(name, '/') && n >= 6 && !strcmp(name + n - 6, "config");
}

struct dm_error *kernel_config_choose(const char *name, enum unit_arch arch,
				      struct kernel_config *ret)
{
	*ret = (struct kernel_config){};
	if (!name)
		name = "allmodconfig";
	if (!strcmp(name, "defconfig") && arch == ARCH_ARM)
		name = "multi_v7_defconfig";
	if (is_target(name)) {
		ret->target = xstrdup(name);
		return NULL;
	}
	if (!file_exists(name) || file_is_dir(name))
		return dm_error(DM_ERR_USAGE,
				"no configuration '%s': allmodconfig, "
				"defconfig, another target that ends in "
				"'config', or a file",
				name);
	ret->file = path_normalize(NULL, name);
	return NULL;
}

void kernel_config_deinit(struct kernel_config *config)
{
	free(config->target);
	free(config->file);
}

/* all*config reads the fragment itself, through KCONFIG_ALLCONFIG. */
static bool reads_fragment(const char *target)
{
	return !strncmp(target, "all", 3);
}

static struct dm_error *run_target(const struct kernel_make *make,
				   const char *target)
{
	const char *const targets[] = {target, NULL};

	return kernel_make_run(make, targets);
}

/* Write .config: @from, then the fragment; of two lines the later counts. */
static struct dm_error *write_config(const char *objtree, const char *from)
{
	autofree char *to = xasprintf("%s/.config", objtree);
	autofree char *text = NULL;
	struct strbuf config = {};
	struct dm_error *err;

	err = file_read(from, CONFIG_LIMIT, &text, NULL);
	if (err)
		return err;
	strbuf_adds(&config, text);
	strbuf_addc(&config, '\n');
	strbuf_adds(&config, fragment);
	err = file_write_atomic(to, config.s, config.len);
	strbuf_deinit(&config);
	return err;
}

static struct dm_error *make_config(const struct kernel_make *make,
				    const struct kernel_config *config)
{
	autofree char *own = xasprintf("%s/.config", make->objtree);
	struct dm_error *err = NULL;

	if (config->target)
		err = run_target(make, config->target);
	if (err || (config->target && reads_fragment(config->target)))
		return err;
	err = write_config(make->objtree, config->file ? config->file : own);
	return err ? err : run_target(make, "olddefconfig");
}

struct dm_error *kernel_config_run(const struct unit_search *search,
				   const struct kernel_make *make,
				   const struct kernel_config *config)
{
	autofree char *allconfig =
		xasprintf("%s/dmalias.config", make->objtree);
	struct kernel_make with_fragment = *make;
	struct dm_error *err = kernel_make_check();

	if (!err)
		err = file_write_atomic(make->log, "", 0);
	if (!err)
		err = file_write_atomic(allconfig, fragment, strlen(fragment));
	if (err)
		return err;
	with_fragment.allconfig = allconfig;
	unit_search_progress(search, "make %s for %s in %s",
			     config->file ? config->file : config->target,
			     unit_arch_name(make->arch), make->objtree);
	err = make_config(&with_fragment, config);
	if (err)
		return err;
	unit_search_progress(search, "make modules_prepare in %s",
			     make->objtree);
	return run_target(make, "modules_prepare");
}
