// SPDX-License-Identifier: GPL-2.0-or-later
/* Addresses of other spaces, in the type of a DMA address. */
#include <linux/dma-mapping.h>
#include <linux/genalloc.h>
#include <linux/io.h>
#include <linux/pci.h>

struct map {
	dma_addr_t start;
	void *cpu;
	bool is_register;
};

struct chip {
	struct device *dev;
	void __iomem *regs;
	dma_addr_t window;
	struct gen_pool *sram;
	dma_addr_t queue;
	dma_addr_t buf;
	u32 param;
};

static int chip_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	return dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(39));
}

dma_addr_t chip_space_alloc(size_t size);

/* the chip translates by itself: its space has 32 bits */
void chip_window(struct chip *c)
{
	c->window = chip_space_alloc(4096);
	c->param = c->window;
	writel(c->window, c->regs);
}

int chip_buf(struct chip *c, void *data)
{
	c->buf = dma_map_single(c->dev, data, 64, DMA_TO_DEVICE);
	return dma_mapping_error(c->dev, c->buf) ? -ENOMEM : 0;
}

/* registers or memory, as a flag tells */
int map_memory(struct chip *c, struct map *m)
{
	m->cpu = dma_alloc_coherent(c->dev, 4096, &m->start, GFP_KERNEL);
	return m->cpu ? 0 : -ENOMEM;
}

int map_registers(struct map *m, resource_size_t start)
{
	m->is_register = true;
	m->start = start;
	m->cpu = (void *)ioremap(m->start, 4096);
	return m->cpu ? 0 : -ENOMEM;
}

/* a pool of memory on the chip, by its bus address */
int chip_queue(struct chip *c)
{
	c->queue = gen_pool_alloc(c->sram, 256);
	return c->queue ? 0 : -ENOMEM;
}

void chip_queue_free(struct chip *c)
{
	gen_pool_free(c->sram, c->queue, 256);
}

/* what a pool hands out beside its pointers is its owner's affair */
int chip_pool(struct chip *c)
{
	void *cpu = dma_alloc_coherent(c->dev, 4096, &c->buf, GFP_KERNEL);

	if (!cpu)
		return -ENOMEM;
	return gen_pool_add_virt(c->sram, (unsigned long)cpu, c->buf, 4096, -1);
}

static struct pci_driver chip_driver = {
	.name = "chip",
	.probe = chip_probe,
};

module_pci_driver(chip_driver);
