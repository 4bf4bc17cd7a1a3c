// SPDX-License-Identifier: GPL-2.0-or-later
/* Unmapped, or never mapped, when it is freed. */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

struct entry {
	struct sk_buff *skb;
	dma_addr_t dma;
};

struct link {
	struct device *dev;
	struct entry ring[16];
	unsigned int next;
	struct completion idle;
};

int link_push(struct link *l, dma_addr_t addr);

/* a mapping that failed is none */
int link_xmit(struct link *l, struct sk_buff *skb)
{
	struct entry *e = &l->ring[l->next];

	e->dma = dma_map_single(l->dev, skb->data, skb->len, DMA_TO_DEVICE);
	if (dma_mapping_error(l->dev, e->dma)) {
		dev_kfree_skb_any(skb);
		return 0;
	}
	e->skb = skb;
	l->next++;
	return 0;
}

/* by the addresses that were saved */
void link_clean(struct link *l)
{
	for (int i = 0; i < 16; i++) {
		dma_unmap_single(l->dev, l->ring[i].dma, l->ring[i].skb->len,
				 DMA_TO_DEVICE);
		dev_kfree_skb_any(l->ring[i].skb);
	}
}

/* undone in a loop over what was mapped */
int link_map_all(struct link *l, struct sk_buff *skb, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		l->ring[i].dma = dma_map_single(l->dev, skb->data, 64,
						DMA_TO_DEVICE);
		if (dma_mapping_error(l->dev, l->ring[i].dma))
			goto undo;
	}
	return 0;
undo:
	while (i--)
		dma_unmap_single(l->dev, l->ring[i].dma, 64, DMA_TO_DEVICE);
	dev_kfree_skb_any(skb);
	return -ENOMEM;
}

static void link_unmap(struct link *l, dma_addr_t addr)
{
	dma_unmap_single(l->dev, addr, 64, DMA_TO_DEVICE);
}

/* undone by a helper */
int link_command(struct link *l)
{
	void *cmd = kzalloc(64, GFP_KERNEL);
	dma_addr_t addr;

	if (!cmd)
		return -ENOMEM;
	addr = dma_map_single(l->dev, cmd, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(l->dev, addr)) {
		kfree(cmd);
		return -ENOMEM;
	}
	link_push(l, addr);
	link_unmap(l, addr);
	kfree(cmd);
	return 0;
}

struct job {
	dma_addr_t dma;
	void *data;
};

/* the interrupt undoes it while this one waits */
int link_job(struct link *l, struct job *job)
{
	job->dma = dma_map_single(l->dev, job->data, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(l->dev, job->dma))
		return -ENOMEM;
	link_push(l, job->dma);
	wait_for_completion(&l->idle);
	kfree(job->data);
	return 0;
}
