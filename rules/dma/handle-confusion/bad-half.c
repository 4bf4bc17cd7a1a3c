// SPDX-License-Identifier: GPL-2.0-or-later
/* A driver whose device has 64 bits, and half of them are lost. */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/pci.h>

struct desc {
	__le32 addr;
	__le32 len;
};

struct ring {
	void __iomem *regs;
	struct desc *descs;
	dma_addr_t dma;
	dma_addr_t buf;
	dma_addr_t status;
	u32 saved;
};

static int ring_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	return dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
}

void ring_start(struct ring *r)
{
	writel(r->dma, r->regs); /* expect: dma/handle-confusion 'r->dma' loses its upper 32 bits in writel */
	/* both halves */
	writel(r->status, r->regs + 4);
	writel(upper_32_bits(r->status), r->regs + 8);
}

int ring_fill(struct device *dev, struct ring *r, void *data)
{
	r->buf = dma_map_single(dev, data, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, r->buf))
		return -ENOMEM;
	r->descs[0].addr = cpu_to_le32(r->buf); /* expect: dma/handle-confusion 'r->buf' loses its upper 32 bits */
	r->saved = r->buf + 16; /* expect: dma/handle-confusion in r->saved */
	/* said in so many words */
	r->saved = lower_32_bits(r->dma);
	r->saved = (u32)r->dma;
	return 0;
}

static struct pci_driver ring_driver = {
	.name = "ring",
	.probe = ring_probe,
};

module_pci_driver(ring_driver);
