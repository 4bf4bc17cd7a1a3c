// SPDX-License-Identifier: GPL-2.0-or-later
/* The core's memory in user space; the kernel's is in kmod/os.c. */
#ifndef __KERNEL__

#include <stdlib.h>

#include "os.h"

enum { PAGE = 4096 };

void *dmr_alloc(size_t size)
{
	void *p;

	if (size < PAGE)
		return calloc(1, size);
	if (posix_memalign(&p, PAGE, size))
		return NULL;
	return memset(p, 0, size);
}

void dmr_free(void *memory)
{
	free(memory);
}

/* ------------------------------------------------------------------ CRC-32C
 */

#if defined(__x86_64__)

/* Intel SDM vol. 2, CRC32: SSE4.2 */
static bool has_crc32c(void)
{
	return __builtin_cpu_supports("sse4.2");
}

#define CRC_TARGET __attribute__((target("sse4.2")))
#define crc_word(crc, v) __builtin_ia32_crc32di(crc, v)
#define crc_byte(crc, v) __builtin_ia32_crc32qi(crc, v)

#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)

static bool has_crc32c(void)
{
	return true;
}

#define CRC_TARGET
#define crc_word(crc, v) __builtin_aarch64_crc32cx(crc, v)
#define crc_byte(crc, v) __builtin_aarch64_crc32cb(crc, v)

#endif

#ifdef CRC_TARGET

CRC_TARGET static u32 crc32c(u32 crc, const u8 *p, size_t n)
{
	u64 word;

	for (; n >= sizeof(word); p += sizeof(word), n -= sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		crc = crc_word(crc, word);
	}
	while (n--)
		crc = crc_byte(crc, *p++);
	return crc;
}

bool dmr_os_crc32c(u32 *crc, const void *buf, size_t size)
{
	if (!has_crc32c())
		return false;
	*crc = crc32c(*crc, buf, size);
	return true;
}

#else

bool dmr_os_crc32c(u32 *crc, const void *buf, size_t size)
{
	(void)crc;
	(void)buf;
	(void)size;
	return false;
}

#endif

#endif
