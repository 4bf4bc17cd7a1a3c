// SPDX-License-Identifier: GPL-2.0-or-later
/* An IOMMU's page table: its walker takes physical addresses, so the driver
 * makes sure that the DMA API hands out the same. */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/io.h>

struct mmu {
	struct device *dev;
	u64 *table;
};

int mmu_alloc(struct mmu *m)
{
	dma_addr_t dma;

	m->table = (u64 *)__get_free_page(GFP_KERNEL);
	if (!m->table)
		return -ENOMEM;
	dma = dma_map_single(m->dev, m->table, 4096, DMA_TO_DEVICE);
	if (dma_mapping_error(m->dev, dma))
		goto err_free;
	if (dma != virt_to_phys(m->table))
		goto err_unmap;
	return 0;

err_unmap:
	dma_unmap_single(m->dev, dma, 4096, DMA_TO_DEVICE);
err_free:
	free_page((unsigned long)m->table);
	return -ENOMEM;
}

void mmu_set(struct mmu *m, unsigned int i, u64 entry)
{
	m->table[i] = entry;
	dma_sync_single_for_device(m->dev, virt_to_phys(&m->table[i]), 8,
				   DMA_TO_DEVICE);
}

void mmu_free(struct mmu *m)
{
	dma_unmap_single(m->dev, virt_to_phys(m->table), 4096, DMA_TO_DEVICE);
	free_page((unsigned long)m->table);
}
