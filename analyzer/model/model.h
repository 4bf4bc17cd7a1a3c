/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_MODEL_MODEL_H
#define DMALIAS_MODEL_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/map.h"
#include "base/vec.h"

struct dm_error;

/* What a kernel function or macro does to memory, in the model's terms. */
enum model_role {
	ROLE_NONE,
	ROLE_MAP, /* streaming mapping: memory becomes device-owned */
	ROLE_UNMAP,
	ROLE_SYNC_CPU,
	ROLE_SYNC_DEVICE,
	ROLE_ERROR_TEST, /* tells whether a mapping failed */
	ROLE_ALLOC, /* memory for DMA: coherent, pool, pages */
	ROLE_FREE,
	ROLE_MMAP_USER, /* maps memory into a process */
	ROLE_SET_MASK,
	ROLE_POOL_CREATE,
	ROLE_POOL_DESTROY,
	ROLE_IOMAP, /* ioremap family, memremap: physical -> pointer */
	ROLE_IOUNMAP,
	ROLE_REMAP, /* vmap family: pages -> pointer */
	ROLE_UNREMAP,
	ROLE_ATTR_SET, /* linear map leaves write-back */
	ROLE_ATTR_RESTORE, /* linear map is write-back again */
	ROLE_MEM_ALLOC, /* kmalloc, page allocator, vmalloc, ... */
	ROLE_MEM_FREE,
	ROLE_ADDRESS, /* converts between pointer, page, pfn, physical */
	ROLE_PGPROT, /* makes a pgprot of a memory type */
	ROLE_RESERVE, /* takes memory from the boot allocator */
	ROLE_DMA_BUFFER, /* has an argument that must be DMA-able */
	ROLE_DECLARE, /* dma_declare_coherent_memory and kin */
	ROLE_ACCESS, /* touches the memory that it is given */
	ROLE_SYNC_TEST, /* tells whether this device needs syncs at all */
	ROLE_SG_FILL, /* puts memory into a scatterlist */
	ROLE_HW_WRITE, /* writes a value to a register of a device */
	ROLE_CACHE_OP, /* cleans or invalidates CPU caches by hand */
	ROLE_IOMMU_MAP, /* fills a private IOMMU domain */
	ROLE_DMA_LIMIT, /* sets, or asks for, the limits of a mapping */
	ROLE_ISA_DMA, /* uses the DMA controller of the ISA bus */
	ROLE_LOCK, /* begins an atomic section: spinlock, RCU, no preemption,
		    * bottom halves or interrupts; returns "value": only when
		    * it answers not 0 */
	ROLE_UNLOCK,
	ROLE_BARRIER, /* orders memory accesses as a device sees them */
	ROLE_ENTRY, /* takes a function that the kernel calls later. The name
		     * may be a slot of a table: "net_device_ops.ndo_open" */
	ROLE_HOLDS, /* the name is a slot, "i2c_msg.buf"; memory: what drivers
		     * find in it */
	ROLE_CLASS_DEVICE, /* the name is a slot, or a function that returns
			    * one: a device that no hardware stands behind */
	ROLE_PAGE_TABLE, /* writes to a page table. ARG_POOL: the mm_struct
			  * that has it; ARG_CPU: the entry */
	ROLE_NR,
};

/* What an argument (or the return value) of a modelled function is. */
enum model_arg {
	ARG_DEV, /* struct device *, or what stands for it: a PCI or IB
		  * device, a ring, a dma-buf attachment */
	ARG_CPU, /* kernel pointer, struct page * or scatterlist */
	ARG_DMA, /* DMA address by value */
	ARG_DMA_OUT, /* pointer to where the DMA address is stored */
	ARG_SIZE,
	ARG_COUNT, /* nents, number of pages */
	ARG_OFFSET,
	ARG_DIR,
	ARG_ATTRS,
	ARG_GFP,
	ARG_POOL,
	ARG_PHYS, /* physical address */
	ARG_PFN,
	ARG_PROT, /* pgprot_t */
	ARG_FLAGS,
	ARG_VMA,
	ARG_MASK,
	ARG_ORDER, /* log2 of a number of pages */
	ARG_ALIGN,
	ARG_RESOURCE, /* struct resource * */
	ARG_INDEX, /* number of a PCI BAR or of a "reg" entry */
	ARG_NAME, /* string or device node that says which */
	ARG_SRC, /* ROLE_ACCESS, _MEM_ALLOC: pointer to what is read (user
		  * address of what is pinned); ARG_CPU is what is written */
	ARG_CPU_OUT, /* ROLE_REMAP: where the pointer is stored */
	ARG_VALUE, /* ROLE_HW_WRITE: what is written to the register;
		    * ARG_SIZE: its width in bytes */
	ARG_CALLBACK, /* function that the kernel calls later */
	ARG_NR,
};

/* What kind of thing passes through ARG_CPU or is returned. */
enum model_memory {
	MEMORY_NONE,
	MEMORY_KMALLOC, /* slab */
	MEMORY_PAGES, /* page allocator, by linear-map address */
	MEMORY_PAGE, /* struct page * */
	MEMORY_VMALLOC,
	MEMORY_KMAP,
	MEMORY_PERCPU,
	MEMORY_COHERENT, /* dma_alloc_* */
	MEMORY_POOL, /* dma_pool_* */
	MEMORY_IO, /* ioremap */
	MEMORY_MEMREMAP,
	MEMORY_PHYS, /* physical address of RAM */
	MEMORY_PFN,
	MEMORY_SG, /* scatterlist */
	MEMORY_BUFFER, /* any pointer into the linear map */
	MEMORY_USER, /* ROLE_MEM_ALLOC: pinned; ARG_CPU gets the pages */
	MEMORY_KVMALLOC, /* kmalloc or, where that fails, vmalloc */
	MEMORY_PAGE_ARRAY, /* struct page ** */
	MEMORY_SGTABLE, /* struct sg_table *: holds its counts itself */
	MEMORY_REQUEST, /* a request or command of a subsystem, which keeps
			 * what it maps, where to and for whom */
	MEMORY_DMABUF, /* struct dma_buf * */
	MEMORY_DMA, /* DMA or bus address */
	MEMORY_FRAG, /* part of a page of the network stack's caches */
	MEMORY_SKB, /* struct sk_buff *, with the data it holds */
	MEMORY_CALLER, /* of a caller, who may have it anywhere */
	MEMORY_NR,
};

/*
 * Where memory that has been mapped comes from, which decides what other
 * mappings of it there are. Of most rows role and memory say it, see
 * model_origin().
 */
enum model_origin {
	ORIGIN_UNKNOWN,
	/* RAM that the linear map has write-back */
	ORIGIN_PAGES, /* page allocator, CMA */
	ORIGIN_SLAB, /* kmalloc and its kin */
	ORIGIN_VMALLOC,
	ORIGIN_COHERENT, /* dma_alloc_coherent and its kin; the DMA API knows
			  * how it is mapped */
	ORIGIN_DMA_PAGES, /* dma_alloc_pages and its kin: to be synced */
	ORIGIN_POOL, /* dma_pool, gen_pool */
	ORIGIN_SHMEM, /* pages of a file in memory */
	ORIGIN_PINNED, /* pages of a process */
	ORIGIN_IMAGE, /* data of the kernel or of a module */
	ORIGIN_LINEAR, /* what can be converted only in the linear map, or has
			* a struct page; nobody knows who allocated it */
	ORIGIN_BOOT, /* reserved at boot, which leaves it in the linear map */
	/* RAM, or none, as the machine has it */
	ORIGIN_NOMAP, /* taken out of the linear map at boot */
	ORIGIN_RESERVED, /* a reserved-memory node: the device tree says
			  * whether it is in the linear map */
	ORIGIN_ABOVE, /* beyond what "mem=" leaves to the kernel */
	ORIGIN_PARAMETER, /* of the module or on the command line */
	ORIGIN_CONSTANT,
	ORIGIN_ARGUMENT, /* a caller, or a process, says where */
	/* no RAM */
	ORIGIN_RESOURCE, /* of a platform device */
	ORIGIN_BAR, /* of a PCI device */
	ORIGIN_MMIO, /* what ioremap maps */
	ORIGIN_NR,
};

enum model_type {
	MEMTYPE_NONE,
	MEMTYPE_WB,
	MEMTYPE_WT,
	MEMTYPE_WC, /* Normal-NC on ARM */
	MEMTYPE_UC, /* x86 UC */
	MEMTYPE_UC_MINUS,
	MEMTYPE_DEVICE, /* Device / strongly ordered on ARM */
	MEMTYPE_DMACOHERENT, /* what coherent memory has here */
	MEMTYPE_NR,
};

/* What the return value says. */
enum model_returns {
	RETURNS_VOID,
	RETURNS_DMA, /* DMA address, or DMA_MAPPING_ERROR */
	RETURNS_COUNT, /* number mapped, 0 on failure */
	RETURNS_ERRNO, /* 0, or a negative errno */
	RETURNS_POINTER, /* pointer, or NULL */
	RETURNS_ERR_PTR, /* pointer, or ERR_PTR() */
	RETURNS_BOOL, /* true: it is an error (dma_mapping_error) */
	RETURNS_VALUE, /* a converted address or pgprot: cannot fail */
	RETURNS_NR,
};

enum model_flags {
	MODEL_MANAGED = 1, /* devm_/dmam_: released with the device */
	MODEL_MAY_SLEEP = 2,
	MODEL_DEPRECATED = 4, /* removed from newer kernels */
	MODEL_MACRO = 8, /* recognised by the macro as written */
	MODEL_CANNOT_FAIL = 16,
	MODEL_REPORTS = 32, /* the kernel itself warns of misuse */
	MODEL_OTHER_DEV = 64, /* ARG_DEV is no struct device *: comparing it
			       * with that of a row without says nothing */
	MODEL_NEEDS_SYNC = 128, /* ROLE_ALLOC: cached memory, owned by the
				 * device, to be synced as if it were mapped */
	MODEL_REFERENCE = 256, /* ROLE_MEM_FREE: drops a reference; memory
				* is freed with the last one */
	MODEL_NOMAP = 512, /* ROLE_RESERVE: out of the linear map too */
	MODEL_CONTEXT = 1024, /* says something only beside other rows: such a
			       * name does not make a unit worth parsing;
			       * ROLE_MEM_ALLOC, _FREE, _ACCESS, _HW_WRITE,
			       * _ISA_DMA, _LOCK, _UNLOCK and
			       * _ENTRY, _HOLDS and
			       * _CLASS_DEVICE have it always */
	MODEL_WIDE_MASK_OK = 2048, /* ROLE_SET_MASK: cannot fail for masks of
				    * 32 bits and more */
	MODEL_IRQS_ON = 4096, /* not to be called with interrupts disabled */
	MODEL_TOLERANT = 8192, /* ROLE_DMA_BUFFER: the kernel copes with other
				* memory in most cases, or does no DMA at all;
				* ROLE_CACHE_OP: there are reasons for it */
	MODEL_ATOMIC = 16384, /* ARG_CALLBACK, or the function in the slot, is
			       * called in atomic context */
	MODEL_IRQS_OFF = 32768, /* ROLE_LOCK, _UNLOCK: interrupts are disabled
				 * or enabled as well; ROLE_ENTRY: called with
				 * interrupts disabled */
	MODEL_ORDERS_READS = 65536, /* ROLE_BARRIER, _HW_WRITE: reads before it
				     * are made before reads after it */
	MODEL_ORDERS_WRITES = 131072, /* the same for writes */
	MODEL_BESIDE = 262144, /* such a name makes a unit worth parsing where
				* another unit of its module is */
};

/* A version as major << 16 | minor << 8 | patch; 0 = open. */
typedef uint32_t model_version;
#define MODEL_VERSION(major, minor, patch) \
	((model_version)(major) << 16 | (minor) << 8 | (patch))

struct model_row {
	char *function; /* the name that is matched */
	enum model_role role;
	char *family; /* functions that belong together: "single", "sg" */
	int8_t arg[ARG_NR]; /* position from 0; -1: has none */
	bool has_const[ARG_NR]; /* the wrapper fixes this argument ... */
	int64_t constant[ARG_NR]; /* ... to this value */
	enum model_returns returns;
	enum model_memory memory; /* what is returned; for functions that
				   * return no memory, what ARG_CPU is */
	enum model_memory from; /* ROLE_ADDRESS, _IOMAP, _REMAP: what the
				 * argument is */
	enum model_origin origin; /* as the file has it; see model_origin() */
	int64_t copies; /* ROLE_DMA_BUFFER: up to so many bytes are copied */
	enum model_type type; /* ROLE_IOMAP, _PGPROT, _ATTR_SET, ...;
			       * none: an argument says it (ARG_PROT,
			       * ARG_FLAGS), or, for _ATTR_*, it is no
			       * change of the memory type (ro, decrypted) */
	unsigned int flags; /* enum model_flags */
	char **pairs; /* functions that undo this one */
	size_t n_pairs;
	char *error_test; /* function that tells failure, or NULL */
	model_version since, until; /* until: first version without it */
	unsigned int archs; /* bit per enum unit_arch; 0 = all */
	char *doc; /* document or file that says so */
	char *file; /* where the row stands */
	unsigned int line;
};

struct model {
	VEC(struct model_row) rows;
	struct strmap index; /* function -> first row + 1; rows are sorted */
	struct alias_file *aliases; /* see alias.h */
};

struct model_context {
	model_version version; /* 0: any */
	unsigned int arch; /* enum unit_arch; 0: any */
};

/**
 * model_load() - read every *.yaml of a folder, then the files of vendors.
 * The rows of a vendor's file replace all rows of the same function of the
 * files before it; a row with role "none" removes them. Within the folder, and
 * within one vendor's file, rows of one function must differ in versions or
 * architectures.
 * Errors: DM_ERR_INPUT with path:line:col for the first thing that is wrong.
 */
struct dm_error *model_load(const char *dir, const char *const *extra,
			    size_t n_extra, struct model **ret);
void model_destroy(struct model *m);

/* Add copies of @n rows. A function that the model has keeps its rows. */
void model_add(struct model *m, const struct model_row *rows, size_t n);

/*
 * The row of @function that holds in @context, or NULL. Where the context
 * leaves it open, the row of the newest kernel.
 */
const struct model_row *model_find(const struct model *m, const char *function,
				   const struct model_context *context);

/* Whether what is mapped is a list of memory, by which the mapping is known:
 * not memory itself. */
bool model_is_list(const struct model_row *row);

/* Where the memory comes from that a row returns, or holds. */
enum model_origin model_origin(const struct model_row *row);

/* Whether row @undo undoes what row @made makes. */
bool model_pairs(const struct model_row *made, const struct model_row *undo);

/* A row of its own, with copies of all strings. */
void model_row_copy(struct model_row *to, const struct model_row *from);
void model_row_deinit(struct model_row *row);

/* Whether two rows say the same, of whatever function and wherever they
 * stand; pairs are not looked at. */
bool model_row_says_same(const struct model_row *a, const struct model_row *b);

/* Add a row as a model file has it, to be read by model_load(). Pairs of which
 * @has_row does not know are left out. */
struct strbuf;
void model_row_write(const struct model_row *row, const struct strmap *has_row,
		     struct strbuf *out);

/* Whether a row has all that its role needs, and nothing that makes no sense
 * for it; as for a row of a file. */
bool model_row_is_whole(const struct model_row *row);

/* All names of the model, for the front end's macros; the values are 1. */
void model_names(const struct model *m, struct strmap *ret);

/*
 * The names that make a unit worth parsing, for the prefilter: all but those
 * of MODEL_CONTEXT rows, which stand in most files of a tree, and of
 * MODEL_BESIDE rows.
 */
void model_key_names(const struct model *m, struct strmap *ret);

/* The names of MODEL_BESIDE rows. */
void model_beside_names(const struct model *m, struct strmap *ret);

const char *model_role_name(enum model_role role);
const char *model_arg_name(enum model_arg arg);
const char *model_memory_name(enum model_memory memory);
const char *model_type_name(enum model_type type);

/* The word of model files: "reserved". */
const char *model_origin_name(enum model_origin origin);
const char *model_returns_name(enum model_returns returns);
/* The name of one bit of enum model_flags, or NULL. */
const char *model_flag_name(unsigned int flag);
bool model_role_parse(const char *name, enum model_role *ret);

/* "6.1", "6.1.192", "6.12-rc1" -> version; false when it is none. */
bool model_version_parse(const char *s, model_version *ret);

/* "6.1" or "6.1.192"; "" for 0. The caller frees it. */
char *model_version_print(model_version version);

/* Something wrong in a model file; lines and columns from 1. */
struct model_mistake {
	const char *path;
	unsigned int line, col;
	const char *message;
};

/**
 * model_check() - find all that is wrong in a user's model file.
 * @dir: the folder of the built-in model: the file may name its functions
 * @say: called for each mistake, in the order of the file
 * Errors: the built-in model is wrong, or @path cannot be read.
 */
struct dm_error *model_check(const char *dir, const char *path,
			     void (*say)(const struct model_mistake *mistake,
					 void *ctx),
			     void *ctx);

#endif
