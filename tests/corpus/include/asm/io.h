/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_ASM_IO_H
#define CORPUS_ASM_IO_H

#include <asm/page.h>
#include <linux/string.h>

void __iomem *ioremap(resource_size_t offset, unsigned long size);
#ifdef CONFIG_ARM64
void __iomem *ioremap_prot(phys_addr_t phys_addr, size_t size,
			   unsigned long prot);
#define ioremap_wc(addr, size) ioremap_prot((addr), (size), 0x0c)
#define ioremap_np(addr, size) ioremap_prot((addr), (size), 0x00)
#else
void __iomem *ioremap_wc(resource_size_t offset, unsigned long size);
#endif
void __iomem *ioremap_wt(resource_size_t offset, unsigned long size);
void __iomem *ioremap_uc(resource_size_t offset, unsigned long size);
void __iomem *ioremap_cache(resource_size_t offset, unsigned long size);
void iounmap(volatile void __iomem *addr);

static inline phys_addr_t virt_to_phys(volatile void *address)
{
	return __pa(address);
}

static inline void *phys_to_virt(phys_addr_t address)
{
	return __va(address);
}

#define virt_to_bus(x) ((unsigned long)virt_to_phys(x))
#define bus_to_virt(x) phys_to_virt(x)

u8 readb(const volatile void __iomem *addr);
u16 readw(const volatile void __iomem *addr);
u32 readl(const volatile void __iomem *addr);
u64 readq(const volatile void __iomem *addr);
u32 readl_relaxed(const volatile void __iomem *addr);
void writeb(u8 value, volatile void __iomem *addr);
void writew(u16 value, volatile void __iomem *addr);
void writel(u32 value, volatile void __iomem *addr);
void writeq(u64 value, volatile void __iomem *addr);
void writel_relaxed(u32 value, volatile void __iomem *addr);
u32 ioread32(const void __iomem *addr);
void iowrite32(u32 value, void __iomem *addr);
void memcpy_fromio(void *to, const volatile void __iomem *from, size_t n);
void memcpy_toio(volatile void __iomem *to, const void *from, size_t n);
void memset_io(volatile void __iomem *addr, int value, size_t size);

#endif
