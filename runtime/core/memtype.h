/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CORE_MEMTYPE_H
#define DMALIAS_CORE_MEMTYPE_H

#include "os.h"

/* Memory types of all architectures; the values are part of the stream format
 */
enum dmr_type {
	DMR_TYPE_UNKNOWN,
	DMR_WB, /* write-back; arm: Normal-WB */
	DMR_WT, /* write-through */
	DMR_WP, /* write-protected, x86 */
	DMR_NC, /* x86: WC, write-combining; arm: Normal-NC */
	DMR_UC_MINUS, /* x86: UC-, uncached, an MTRR may make it WC */
	DMR_UC, /* x86: UC; arm: Device-nGnRnE, strongly ordered */
	DMR_DEV_NGNRE, /* arm: Device-nGnRE */
	DMR_DEV_NGRE,
	DMR_DEV_GRE,
	DMR_WB_TAGGED, /* arm64 with MTE */
	DMR_ABSENT, /* no mapping: set_direct_map_invalid_noflush() */
	DMR_TYPE_COUNT,
};

enum dmr_arch { DMR_X86_64, DMR_ARM64, DMR_ARM, DMR_ARCH_COUNT };

/* How two mappings of one page stand to each other */
enum dmr_relation {
	DMR_AGREE, /* the same type, or one that is treated alike */
	DMR_TOLERATED, /* differ, without loss of coherency: strict mode only */
	DMR_CONFLICT, /* undefined or incoherent on the architecture */
};

/*
 * dmr_relate - may the two types be mapped at once?
 * @arch: whose rules; not always the machine's ("as if on arm64")
 * @a, @b: in any order; DMR_TYPE_UNKNOWN and DMR_ABSENT agree with all
 * @ram: the page is RAM; else a device's registers or memory
 *
 * Sources: Intel SDM vol. 3A 12.12.4 "Programming the PAT" (aliases of one page
 * with different types may be undefined; only UC and WC, which do not cache,
 * may meet); Arm ARM DDI 0487 B2.8 "Mismatched memory attributes".
 */
enum dmr_relation dmr_relate(enum dmr_arch arch, enum dmr_type a,
			     enum dmr_type b, bool ram);

/* dmr_type_name - what the architecture calls it: "WC", "Normal-NC"; "?" else
 */
const char *dmr_type_name(enum dmr_arch arch, enum dmr_type type);

/* dmr_arch_name - "x86-64", "arm64", "arm"; "?" else */
const char *dmr_arch_name(enum dmr_arch arch);

/* dmr_arch_of - the architecture of a name, DMR_ARCH_COUNT when there is none
 */
enum dmr_arch dmr_arch_of(const char *name);

#endif
