// SPDX-License-Identifier: GPL-2.0-or-later
/* Zones asked for where a mask is meant. */
#include <linux/dma-mapping.h>
#include <linux/slab.h>

struct dev_priv {
	void *buf;
	dma_addr_t dma;
};

int slab(struct dev_priv *p, gfp_t gfp)
{
	p->buf = kzalloc(512, GFP_KERNEL | GFP_DMA); /* expect: dma/zone-misuse 'kzalloc' is given 'GFP_DMA' */
	if (!p->buf)
		p->buf = kmalloc(512, gfp | GFP_DMA); /* expect: dma/zone-misuse 'kmalloc' is given 'GFP_DMA' */
	return p->buf ? 0 : -ENOMEM;
}

int pages(struct dev_priv *p)
{
	p->buf = (void *)__get_free_pages(GFP_KERNEL | GFP_DMA32, 2); /* expect: dma/zone-misuse 'GFP_DMA32' in place of a DMA mask */
	if (!p->buf)
		p->buf = (void *)__get_dma_pages(GFP_KERNEL, 2); /* expect: dma/zone-misuse 'GFP_DMA' */
	return p->buf ? 0 : -ENOMEM;
}

int coherent(struct device *dev, struct dev_priv *p)
{
	p->buf = dma_alloc_coherent(dev, 4096, &p->dma, GFP_KERNEL | GFP_DMA); /* expect: dma/zone-misuse which it ignores */
	return p->buf ? 0 : -ENOMEM;
}

int noncoherent(struct device *dev, struct dev_priv *p)
{
	p->buf = dma_alloc_noncoherent(dev, 4096, &p->dma, DMA_FROM_DEVICE, /* expect: dma/zone-misuse refuses 'GFP_DMA32' */
				       GFP_KERNEL | GFP_DMA32);
	return p->buf ? 0 : -ENOMEM;
}

int by_variable(struct dev_priv *p, bool low)
{
	gfp_t gfp = GFP_KERNEL;

	if (low)
		gfp |= GFP_DMA;
	p->buf = kmalloc(64, gfp); /* miss: dma/zone-misuse flags in a variable are not followed */
	return p->buf ? 0 : -ENOMEM;
}
