// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/names.h"

static const char *const role_names[ROLE_NR] = {
	[ROLE_NONE] = "none",
	[ROLE_MAP] = "map",
	[ROLE_UNMAP] = "unmap",
	[ROLE_SYNC_CPU] = "sync_cpu",
	[ROLE_SYNC_DEVICE] = "sync_device",
	[ROLE_ERROR_TEST] = "error_test",
	[ROLE_ALLOC] = "alloc",
	[ROLE_FREE] = "free",
	[ROLE_MMAP_USER] = "mmap_user",
	[ROLE_SET_MASK] = "set_mask",
	[ROLE_POOL_CREATE] = "pool_create",
	[ROLE_POOL_DESTROY] = "pool_destroy",
	[ROLE_IOMAP] = "iomap",
	[ROLE_IOUNMAP] = "iounmap",
	[ROLE_REMAP] = "remap",
	[ROLE_UNREMAP] = "unremap",
	[ROLE_ATTR_SET] = "attr_set",
	[ROLE_ATTR_RESTORE] = "attr_restore",
	[ROLE_MEM_ALLOC] = "mem_alloc",
	[ROLE_MEM_FREE] = "mem_free",
	[ROLE_ADDRESS] = "address",
	[ROLE_PGPROT] = "pgprot",
	[ROLE_RESERVE] = "reserve",
	[ROLE_DMA_BUFFER] = "dma_buffer",
	[ROLE_DECLARE] = "declare",
	[ROLE_ACCESS] = "access",
	[ROLE_SYNC_TEST] = "sync_test",
	[ROLE_SG_FILL] = "sg_fill",
	[ROLE_HW_WRITE] = "hw_write",
	[ROLE_CACHE_OP] = "cache_op",
	[ROLE_IOMMU_MAP] = "iommu_map",
	[ROLE_DMA_LIMIT] = "dma_limit",
	[ROLE_ISA_DMA] = "isa_dma",
	[ROLE_LOCK] = "lock",
	[ROLE_UNLOCK] = "unlock",
	[ROLE_BARRIER] = "barrier",
	[ROLE_ENTRY] = "entry",
	[ROLE_HOLDS] = "holds",
	[ROLE_CLASS_DEVICE] = "class_device",
	[ROLE_PAGE_TABLE] = "page_table",
};

static const char *const arg_names[ARG_NR] = {
	[ARG_DEV] = "dev",	 [ARG_CPU] = "cpu",
	[ARG_DMA] = "dma",	 [ARG_DMA_OUT] = "dma_out",
	[ARG_SIZE] = "size",	 [ARG_COUNT] = "count",
	[ARG_OFFSET] = "offset", [ARG_DIR] = "dir",
	[ARG_ATTRS] = "attrs",	 [ARG_GFP] = "gfp",
	[ARG_POOL] = "pool",	 [ARG_PHYS] = "phys",
	[ARG_PFN] = "pfn",	 [ARG_PROT] = "prot",
	[ARG_FLAGS] = "flags",	 [ARG_VMA] = "vma",
	[ARG_MASK] = "mask",	 [ARG_ORDER] = "order",
	[ARG_ALIGN] = "align",	 [ARG_RESOURCE] = "resource",
	[ARG_INDEX] = "index",	 [ARG_NAME] = "name",
	[ARG_SRC] = "src",	 [ARG_CPU_OUT] = "cpu_out",
	[ARG_VALUE] = "value",	 [ARG_CALLBACK] = "callback",
};

static const char *const memory_names[MEMORY_NR] = {
	[MEMORY_NONE] = "none",		[MEMORY_KMALLOC] = "kmalloc",
	[MEMORY_PAGES] = "pages",	[MEMORY_PAGE] = "page",
	[MEMORY_VMALLOC] = "vmalloc",	[MEMORY_KMAP] = "kmap",
	[MEMORY_PERCPU] = "percpu",	[MEMORY_COHERENT] = "coherent",
	[MEMORY_POOL] = "pool",		[MEMORY_IO] = "io",
	[MEMORY_MEMREMAP] = "memremap", [MEMORY_PHYS] = "phys",
	[MEMORY_PFN] = "pfn",		[MEMORY_SG] = "sg",
	[MEMORY_BUFFER] = "buffer",	[MEMORY_USER] = "user",
	[MEMORY_KVMALLOC] = "kvmalloc", [MEMORY_PAGE_ARRAY] = "page_array",
	[MEMORY_SGTABLE] = "sgtable",	[MEMORY_DMABUF] = "dmabuf",
	[MEMORY_DMA] = "dma",		[MEMORY_FRAG] = "frag",
	[MEMORY_SKB] = "skb",		[MEMORY_CALLER] = "caller",
	[MEMORY_REQUEST] = "request",
};

static const char *const origin_names[ORIGIN_NR] = {
	[ORIGIN_UNKNOWN] = "unknown",	[ORIGIN_PAGES] = "pages",
	[ORIGIN_SLAB] = "slab",		[ORIGIN_VMALLOC] = "vmalloc",
	[ORIGIN_COHERENT] = "coherent", [ORIGIN_DMA_PAGES] = "dma_pages",
	[ORIGIN_POOL] = "pool",		[ORIGIN_SHMEM] = "shmem",
	[ORIGIN_PINNED] = "pinned",	[ORIGIN_IMAGE] = "image",
	[ORIGIN_LINEAR] = "linear",	[ORIGIN_BOOT] = "boot",
	[ORIGIN_NOMAP] = "nomap",	[ORIGIN_RESERVED] = "reserved",
	[ORIGIN_ABOVE] = "above",	[ORIGIN_PARAMETER] = "parameter",
	[ORIGIN_CONSTANT] = "constant", [ORIGIN_ARGUMENT] = "argument",
	[ORIGIN_RESOURCE] = "resource", [ORIGIN_BAR] = "bar",
	[ORIGIN_MMIO] = "mmio",
};

static const char *const type_names[MEMTYPE_NR] = {
	[MEMTYPE_NONE] = "none",     [MEMTYPE_WB] = "wb",
	[MEMTYPE_WT] = "wt",	     [MEMTYPE_WC] = "wc",
	[MEMTYPE_UC] = "uc",	     [MEMTYPE_UC_MINUS] = "uc_minus",
	[MEMTYPE_DEVICE] = "device", [MEMTYPE_DMACOHERENT] = "dmacoherent",
};

static const char *const returns_names[RETURNS_NR] = {
	[RETURNS_VOID] = "void",       [RETURNS_DMA] = "dma",
	[RETURNS_COUNT] = "count",     [RETURNS_ERRNO] = "errno",
	[RETURNS_POINTER] = "pointer", [RETURNS_ERR_PTR] = "err_ptr",
	[RETURNS_BOOL] = "bool",       [RETURNS_VALUE] = "value",
};

/* In the order of the bits of enum model_flags. */
static const char *const flag_names[] = {
	"managed",  "may_sleep",    "deprecated",    "macro",	  "cannot_fail",
	"reports",  "other_dev",    "needs_sync",    "reference", "nomap",
	"context",  "wide_mask_ok", "irqs_on",	     "tolerant",  "atomic",
	"irqs_off", "orders_reads", "orders_writes", "beside",
};

static const struct {
	const char *name;
	int64_t value;
} constants[] = {
	{"DMA_BIDIRECTIONAL", 0},
	{"DMA_TO_DEVICE", 1},
	{"DMA_FROM_DEVICE", 2},
	{"DMA_NONE", 3},
	{"DMA_ATTR_WEAK_ORDERING", 1 << 1},
	{"DMA_ATTR_WRITE_COMBINE", 1 << 2},
	{"DMA_ATTR_NO_KERNEL_MAPPING", 1 << 4},
	{"DMA_ATTR_SKIP_CPU_SYNC", 1 << 5},
	{"DMA_ATTR_FORCE_CONTIGUOUS", 1 << 6},
	{"DMA_ATTR_ALLOC_SINGLE_PAGES", 1 << 7},
	{"DMA_ATTR_NO_WARN", 1 << 8},
	{"DMA_ATTR_PRIVILEGED", 1 << 9},
	{"MEMREMAP_WB", 1 << 0},
	{"MEMREMAP_WT", 1 << 1},
	{"MEMREMAP_WC", 1 << 2},
};

static bool word_parse(const char *const *names, size_t n, const char *name,
		       unsigned int *ret)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(names[i], name))
			continue;
		*ret = i;
		return true;
	}
	return false;
}

const char *model_role_name(enum model_role role)
{
	return role_names[role];
}

const char *model_arg_name(enum model_arg arg)
{
	return arg_names[arg];
}

const char *model_memory_name(enum model_memory memory)
{
	return memory_names[memory];
}

const char *model_type_name(enum model_type type)
{
	return type_names[type];
}

const char *model_origin_name(enum model_origin origin)
{
	return origin_names[origin];
}

const char *model_returns_name(enum model_returns returns)
{
	return returns_names[returns];
}

const char *model_flag_name(unsigned int flag)
{
	for (size_t i = 0; i < ARRAY_SIZE(flag_names); i++)
		if (flag == 1u << i)
			return flag_names[i];
	return NULL;
}

bool model_role_parse(const char *name, enum model_role *ret)
{
	return word_parse(role_names, ROLE_NR, name, ret);
}

bool model_arg_parse(const char *name, enum model_arg *ret)
{
	return word_parse(arg_names, ARG_NR, name, ret);
}

bool model_memory_parse(const char *name, enum model_memory *ret)
{
	return word_parse(memory_names, MEMORY_NR, name, ret);
}

bool model_type_parse(const char *name, enum model_type *ret)
{
	return word_parse(type_names, MEMTYPE_NR, name, ret);
}

bool model_origin_parse(const char *name, enum model_origin *ret)
{
	return word_parse(origin_names, ORIGIN_NR, name, ret);
}

bool model_returns_parse(const char *name, enum model_returns *ret)
{
	return word_parse(returns_names, RETURNS_NR, name, ret);
}

bool model_flag_parse(const char *name, unsigned int *ret)
{
	unsigned int bit;

	if (!word_parse(flag_names, ARRAY_SIZE(flag_names), name, &bit))
		return false;
	*ret = 1u << bit;
	return true;
}

const char *model_direction_name(int64_t value)
{
	for (size_t i = 0; i < ARRAY_SIZE(constants); i++)
		if (constants[i].value == value)
			return constants[i].name;
	return NULL;
}

bool model_constant_parse(const char *text, int64_t *ret)
{
	char *end;
	long long value;

	for (size_t i = 0; i < ARRAY_SIZE(constants); i++) {
		if (strcmp(constants[i].name, text))
			continue;
		*ret = constants[i].value;
		return true;
	}
	if (!isdigit((unsigned char)*text) && *text != '-')
		return false;
	errno = 0;
	value = strtoll(text, &end, 0);
	if (errno || end == text || *end)
		return false;
	*ret = value;
	return true;
}

/* A decimal number of up to three digits at *@s, which moves behind it. */
static bool number_parse(const char **s, unsigned int *ret)
{
	unsigned int value = 0, digits = 0;

	for (; isdigit((unsigned char)**s) && digits < 4; digits++)
		value = value * 10 + *(*s)++ - '0';
	*ret = value;
	return digits > 0 && digits < 4;
}

bool model_version_parse(const char *s, model_version *ret)
{
	unsigned int major, minor, patch = 0;

	if (!number_parse(&s, &major) || *s++ != '.' ||
	    !number_parse(&s, &minor))
		return false;
	if (*s == '.') {
		s++;
		if (!number_parse(&s, &patch))
			return false;
	}
	/* what follows is a name: -rc1, -18-amd64, + */
	if ((*s && *s != '-' && *s != '+') || !major || major > 255 ||
	    minor > 255)
		return false;
	/* as LINUX_VERSION_CODE since 5.10.15: 4.9.256 is 4.9.255 */
	*ret = MODEL_VERSION(major, minor, patch > 255 ? 255 : patch);
	return true;
}

char *model_version_print(model_version version)
{
	unsigned int patch = version & 0xff;

	if (!version)
		return xstrdup("");
	if (!patch)
		return xasprintf("%u.%u", version >> 16, version >> 8 & 0xff);
	return xasprintf("%u.%u.%u", version >> 16, version >> 8 & 0xff, patch);
}
