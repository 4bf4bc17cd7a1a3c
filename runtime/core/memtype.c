// SPDX-License-Identifier: GPL-2.0-or-later
/* Memory types: their names, and which of them may meet on one page. */
#include "memtype.h"

/* What two types have to have in common: the way they use caches */
enum class { CLASS_ANY, CLASS_CACHED, CLASS_COMBINING, CLASS_DEVICE };

struct type_words {
	const char *x86, *arm;
	enum class class;
};

static const struct type_words types[DMR_TYPE_COUNT] = {
	[DMR_TYPE_UNKNOWN] = {"?", "?", CLASS_ANY},
	[DMR_WB] = {"WB", "Normal-WB", CLASS_CACHED},
	[DMR_WT] = {"WT", "Normal-WT", CLASS_CACHED},
	[DMR_WP] = {"WP", "WP", CLASS_CACHED},
	[DMR_NC] = {"WC", "Normal-NC", CLASS_COMBINING},
	[DMR_UC_MINUS] = {"UC-", "UC-", CLASS_DEVICE},
	[DMR_UC] = {"UC", "Device-nGnRnE", CLASS_DEVICE},
	[DMR_DEV_NGNRE] = {"Device-nGnRE", "Device-nGnRE", CLASS_DEVICE},
	[DMR_DEV_NGRE] = {"Device-nGRE", "Device-nGRE", CLASS_DEVICE},
	[DMR_DEV_GRE] = {"Device-GRE", "Device-GRE", CLASS_DEVICE},
	[DMR_WB_TAGGED] = {"WB", "Normal-WB-Tagged", CLASS_CACHED},
	[DMR_ABSENT] = {"absent", "absent", CLASS_ANY},
};

static const char *const archs[DMR_ARCH_COUNT] = {
	[DMR_X86_64] = "x86-64",
	[DMR_ARM64] = "arm64",
	[DMR_ARM] = "arm",
};

/* Two names of one type, as far as caches and order of access go */
static enum dmr_type canonical(enum dmr_arch arch, enum dmr_type type)
{
	if (type == DMR_WB_TAGGED)
		return DMR_WB;
	if (type == DMR_UC_MINUS)
		return DMR_UC;
	if (arch == DMR_X86_64 && types[type].class == CLASS_DEVICE)
		return DMR_UC;
	return type;
}

/*
 * x86: a processor may find a line in its cache that an access of another type
 * does not look for, whatever the two types are, unless neither caches.
 */
static enum dmr_relation relate_x86(enum class a, enum class b, bool ram)
{
	if (!ram || a == CLASS_CACHED || b == CLASS_CACHED)
		return DMR_CONFLICT;
	return DMR_TOLERATED;
}

/*
 * Arm: coherency is lost where one caches and the other does not. Normal
 * against Device of the same registers loses the order of accesses besides.
 */
static enum dmr_relation relate_arm(enum class a, enum class b, bool ram)
{
	if (a == b)
		return DMR_TOLERATED;
	return relate_x86(a, b, ram);
}

enum dmr_relation dmr_relate(enum dmr_arch arch, enum dmr_type a,
			     enum dmr_type b, bool ram)
{
	enum class ca, cb;

	if (a >= DMR_TYPE_COUNT || b >= DMR_TYPE_COUNT)
		return DMR_AGREE;
	a = canonical(arch, a);
	b = canonical(arch, b);
	ca = types[a].class;
	cb = types[b].class;
	if (a == b || ca == CLASS_ANY || cb == CLASS_ANY)
		return DMR_AGREE;
	return arch == DMR_X86_64 ? relate_x86(ca, cb, ram) :
				    relate_arm(ca, cb, ram);
}

const char *dmr_type_name(enum dmr_arch arch, enum dmr_type type)
{
	if (type >= DMR_TYPE_COUNT)
		return "?";
	return arch == DMR_X86_64 ? types[type].x86 : types[type].arm;
}

const char *dmr_arch_name(enum dmr_arch arch)
{
	return arch < DMR_ARCH_COUNT ? archs[arch] : "?";
}

enum dmr_arch dmr_arch_of(const char *name)
{
	int arch;

	for (arch = 0; arch < DMR_ARCH_COUNT; arch++)
		if (!strcmp(archs[arch], name))
			break;
	return arch;
}
