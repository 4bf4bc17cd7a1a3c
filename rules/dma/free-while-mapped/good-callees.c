// SPDX-License-Identifier: GPL-2.0-or-later
/* Called functions that map, unmap and free by ways their callers do not see.
 */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

struct sent {
	struct sk_buff *skb;
	dma_addr_t dma;
	size_t len;
};

struct port {
	struct device *dev;
	struct sent sent[16];
	u32 head;
	void *bounce;
	dma_addr_t bounce_dma;
	size_t bounce_len;
};

int port_queue(struct port *p, u32 *slot, dma_addr_t dma);

static void port_unmap(struct port *p, u32 slot)
{
	struct sent *s = &p->sent[slot];

	dma_unmap_single(p->dev, s->dma, s->skb->len, DMA_TO_DEVICE);
	s->skb = NULL;
}

/* unmapped in a helper, by another index */
static int port_send(struct port *p, struct sk_buff *skb)
{
	u32 slot = p->head;
	dma_addr_t dma;

	dma = dma_map_single(p->dev, skb->data, skb->len, DMA_TO_DEVICE);
	if (dma_mapping_error(p->dev, dma)) {
		dev_kfree_skb_any(skb);
		return -ENOMEM;
	}
	p->sent[slot].skb = skb;
	p->sent[slot].dma = dma;
	if (port_queue(p, &slot, dma)) {
		port_unmap(p, p->head);
		dev_kfree_skb_any(skb);
		return -EIO;
	}
	p->head++;
	return 0;
}

int port_test(struct port *p, struct sk_buff *skb)
{
	return port_send(p, skb);
}

static void port_unbounce(void *data)
{
	struct port *p = data;

	dma_unmap_single(p->dev, p->bounce_dma, p->bounce_len,
			 DMA_BIDIRECTIONAL);
}

/* what is given to undo it later undoes it at once where it fails */
int port_bounce(struct port *p, size_t len)
{
	p->bounce = kmalloc(len, GFP_KERNEL);
	if (!p->bounce)
		return -ENOMEM;
	p->bounce_dma =
		dma_map_single(p->dev, p->bounce, len, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(p->dev, p->bounce_dma)) {
		kfree(p->bounce);
		return -ENOMEM;
	}
	p->bounce_len = len;
	if (devm_add_action_or_reset(p->dev, port_unbounce, p)) {
		kfree(p->bounce);
		return -ENOMEM;
	}
	return 0;
}

int port_start(struct port *p);

/* a size that was kept and is not 0 tells that there is a mapping */
int port_table(struct port *p, struct sent *s, size_t n)
{
	void *table = kzalloc(4096, GFP_KERNEL);
	size_t len = n * 16;
	int ret;

	if (!table)
		return -ENOMEM;
	s->len = 0;
	if (n > 1) {
		s->dma = dma_map_single(p->dev, table, len, DMA_TO_DEVICE);
		if (dma_mapping_error(p->dev, s->dma)) {
			kfree(table);
			return -ENOMEM;
		}
		s->len = len;
	}
	ret = port_start(p);
	if (s->len)
		dma_unmap_single(p->dev, s->dma, s->len, DMA_TO_DEVICE);
	kfree(table);
	return ret;
}

struct gather {
	u64 address[4];
};

static int gather_one(struct port *p, u64 *at, void *buf)
{
	dma_addr_t dma = dma_map_single(p->dev, buf, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(p->dev, dma))
		return -ENOMEM;
	*at = dma;
	return 0;
}

static void gather_undo(struct port *p, struct gather *g, int n)
{
	while (n--)
		dma_unmap_single(p->dev, g->address[n], 64, DMA_TO_DEVICE);
}

int gather_send(struct port *p, struct gather *g);

/* the addresses come back out of what the device was given */
int gather(struct port *p)
{
	void *buf = kmalloc(64, GFP_KERNEL);
	struct gather g;
	int ret;

	if (!buf)
		return -ENOMEM;
	ret = gather_one(p, &g.address[0], buf);
	if (!ret) {
		ret = gather_send(p, &g);
		gather_undo(p, &g, 1);
	}
	kfree(buf);
	return ret;
}

struct job {
	void *copy;
	dma_addr_t in;
};

int job_post(struct port *p, struct job *j);

/* asked again whether it is mapped, as somebody got the structure */
int job_send(struct port *p, struct job *j)
{
	int ret;

	j->in = dma_map_single(p->dev, j->copy, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(p->dev, j->in))
		return -ENOMEM;
	ret = job_post(p, j);
	if (!ret)
		return 0;
	if (!dma_mapping_error(p->dev, j->in))
		dma_unmap_single(p->dev, j->in, 64, DMA_TO_DEVICE);
	kfree(j->copy);
	return ret;
}
