/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For files that come without their kernel: the names that calls of the DMA
 * API stand between. The parser drops a call when an argument is an unknown
 * name, or its result goes to a variable of an unknown type; functions need no
 * declaration. Included only where nothing of a kernel is found.
 */
#ifndef DMALIAS_KERNEL_SHIM_H
#define DMALIAS_KERNEL_SHIM_H

typedef unsigned char u8, __u8, uint8_t, unchar, u_char;
typedef unsigned short u16, __u16, uint16_t, __le16, __be16, u_short, ushort;
typedef unsigned int u32, __u32, uint32_t, __le32, __be32, u_int, uint, gfp_t;
typedef unsigned long long u64, __u64, uint64_t, __le64, __be64;
typedef signed char s8, __s8, int8_t;
typedef short s16, __s16, int16_t;
typedef int s32, __s32, int32_t, irqreturn_t, netdev_tx_t, pid_t;
typedef long long s64, __s64, int64_t, loff_t, ktime_t;
typedef unsigned long size_t, uintptr_t, ulong, u_long, vm_fault_t;
typedef long ssize_t, ptrdiff_t, off_t;
typedef unsigned long long dma_addr_t, phys_addr_t, resource_size_t;
typedef struct {
	unsigned long pgprot;
} pgprot_t;
typedef struct {
	int counter;
} atomic_t;
typedef struct {
	int lock;
} spinlock_t, raw_spinlock_t, rwlock_t;
typedef struct {
	unsigned long bits;
} wait_queue_head_t, cpumask_t;
typedef _Bool bool;
#define true 1
#define false 0
#define NULL ((void *)0)

struct list_head {
	struct list_head *next, *prev;
};

enum dma_data_direction {
	DMA_BIDIRECTIONAL,
	DMA_TO_DEVICE,
	DMA_FROM_DEVICE,
	DMA_NONE,
};
#define PCI_DMA_BIDIRECTIONAL 0
#define PCI_DMA_TODEVICE 1
#define PCI_DMA_FROMDEVICE 2
#define PCI_DMA_NONE 3
#define DMA_MAPPING_ERROR (~(dma_addr_t)0)
#define DMA_BIT_MASK(n) ((n) == 64 ? ~0ULL : (1ULL << (n)) - 1)

enum {
	GFP_KERNEL = 0xcc0,
	GFP_ATOMIC = 0xa20,
	GFP_DMA = 1,
	GFP_DMA32 = 4,
	GFP_USER = 0x100cc0,
	GFP_NOIO = 0xc00,
	GFP_NOFS = 0xc40,
	GFP_HIGHUSER = 0x100cc2,
	GFP_NOWAIT = 0x800,
	__GFP_ZERO = 0x100,
	__GFP_NOWARN = 0x2000,
	__GFP_COMP = 0x40000
};
enum { MEMREMAP_WB = 1, MEMREMAP_WT = 2, MEMREMAP_WC = 4 };
enum {
	EPERM = 1,
	ENOENT,
	ESRCH,
	EINTR,
	EIO,
	ENXIO,
	E2BIG,
	ENOEXEC,
	EBADF,
	ECHILD,
	EAGAIN,
	ENOMEM,
	EACCES,
	EFAULT,
	ENOTBLK,
	EBUSY,
	EEXIST,
	EXDEV,
	ENODEV,
	ENOTDIR,
	EISDIR,
	EINVAL,
	ENFILE,
	EMFILE,
	ENOTTY,
	ETXTBSY,
	EFBIG,
	ENOSPC,
	ESPIPE,
	EROFS,
	EMLINK,
	EPIPE,
	EDOM,
	ERANGE,
	ETIMEDOUT = 110,
	EINPROGRESS = 115,
	EPROBE_DEFER = 517,
	ENOTSUPP = 524,
	EOPNOTSUPP = 95
};
#define PAGE_SHIFT 12
#define PAGE_SIZE (1UL << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))

#define __iomem
#define __user
#define __init
#define __exit
#define __initdata
#define __exitdata
#define __devinit
#define __devexit
#define __devinitdata
#define __force
#define __bitwise
#define __must_check
#define __maybe_unused
#define __packed __attribute__((packed))
#define __aligned(n) __attribute__((aligned(n)))
#define ____cacheline_aligned
#define ____cacheline_aligned_in_smp
#define asmlinkage
#define noinline
#define fallthrough
#define likely(x) (x)
#define unlikely(x) (x)
#define MODULE_LICENSE(...)
#define MODULE_AUTHOR(...)
#define MODULE_DESCRIPTION(...)
#define MODULE_VERSION(...)
#define MODULE_ALIAS(...)
#define MODULE_FIRMWARE(...)
#define MODULE_PARM_DESC(...)
#define MODULE_DEVICE_TABLE(...)
#define EXPORT_SYMBOL(...)
#define EXPORT_SYMBOL_GPL(...)
#define module_param(...)
#define module_param_array(...)
#define module_init(...)
#define module_exit(...)
#define module_pci_driver(...)
#define module_platform_driver(...)
#define offsetof(t, m) __builtin_offsetof(t, m)
#define container_of(p, t, m)                   \
	({                                      \
		void *__mptr = (void *)(p);     \
		(t *)(__mptr - offsetof(t, m)); \
	})
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define cpu_to_le16(x) (x)
#define cpu_to_le32(x) (x)
#define cpu_to_le64(x) (x)
#define le16_to_cpu(x) (x)
#define le32_to_cpu(x) (x)
#define le64_to_cpu(x) (x)
#endif
