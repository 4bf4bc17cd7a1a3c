/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_ASM_PGTABLE_H
#define CORPUS_ASM_PGTABLE_H

#include <linux/types.h>

typedef struct {
	unsigned long pgprot;
} pgprot_t;

typedef struct {
	unsigned long pte;
} pte_t;

#define pgprot_val(x) ((x).pgprot)
#define __pgprot(x) ((pgprot_t){(x)})
#define PAGE_KERNEL __pgprot(0x163)
#define PAGE_KERNEL_NOCACHE __pgprot(0x17b)
#define PAGE_SHARED __pgprot(0x027)

/* The shapes differ as in Linux 6.1: on x86 the write-combining one is a
 * function, on ARM all are macros over the bits of the memory type. */
#ifdef CONFIG_X86
#define pgprot_noncached(prot) __pgprot(pgprot_val(prot) | 0x10)
#define pgprot_writecombine pgprot_writecombine
pgprot_t pgprot_writecombine(pgprot_t prot);
#define pgprot_writethrough pgprot_writethrough
pgprot_t pgprot_writethrough(pgprot_t prot);
#define pgprot_device pgprot_noncached
#define pgprot_dmacoherent(prot) pgprot_noncached(prot)
#else
#define __pgprot_modify(prot, mask, bits) \
	__pgprot((pgprot_val(prot) & ~(mask)) | (bits))
#define pgprot_noncached(prot) __pgprot_modify(prot, 0x1cUL, 0x00)
#define pgprot_writecombine(prot) __pgprot_modify(prot, 0x1cUL, 0x0c)
#define pgprot_device(prot) __pgprot_modify(prot, 0x1cUL, 0x04)
#define pgprot_dmacoherent(prot) __pgprot_modify(prot, 0x1cUL, 0x0c)
#endif

pte_t pfn_pte(unsigned long pfn, pgprot_t prot);
struct mm_struct;
void set_pte_at(struct mm_struct *mm, unsigned long addr, pte_t *ptep,
		pte_t pte);

#endif
