// SPDX-License-Identifier: GPL-2.0-or-later
/* Whose the buffer is depends on what another place decides. */
#include <linux/dma-mapping.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/string.h>

struct regs {
	struct device *dev;
	bool has_dma;
	u32 *words;
	dma_addr_t words_dma;
};

int regs_go(struct regs *r);

int regs_alloc(struct regs *r)
{
	r->words = kzalloc(64, GFP_KERNEL);
	if (!r->words)
		return -ENOMEM;
	if (!r->has_dma)
		return 0;
	r->words_dma = dma_map_single(r->dev, r->words, 64, DMA_FROM_DEVICE);
	return dma_mapping_error(r->dev, r->words_dma);
}

static void regs_sync(struct regs *r)
{
	if (r->has_dma)
		dma_sync_single_for_cpu(r->dev, r->words_dma, 64,
					DMA_FROM_DEVICE);
}

/* without DMA there is no mapping either */
static int regs_errors(struct regs *r)
{
	regs_sync(r);
	for (int i = 0; i < 4; i++)
		if (r->words[i])
			return -EIO;
	return 0;
}

int regs_run(struct regs *r)
{
	int ret = regs_go(r);

	if (ret)
		return ret;
	ret = regs_errors(r);
	regs_sync(r);
	return ret;
}

struct op {
	struct device *dev;
	u8 cmd[32];
	dma_addr_t cmd_dma;
};

int op_go(struct op *op);

/* kept mapped, filled here, and synced by whoever starts it */
int op_init(struct op *op)
{
	op->cmd_dma = dma_map_single(op->dev, op->cmd, sizeof(op->cmd),
				     DMA_TO_DEVICE);
	if (dma_mapping_error(op->dev, op->cmd_dma))
		return -EIO;
	memset(op->cmd, 0, sizeof(op->cmd));
	return 0;
}

int op_start(struct op *op)
{
	dma_sync_single_for_device(op->dev, op->cmd_dma, sizeof(op->cmd),
				   DMA_TO_DEVICE);
	return op_go(op);
}

struct tail {
	dma_addr_t addr;
};

/* bookkeeping behind the bytes that are mapped */
struct tail *tail_alloc(struct device *dev, unsigned int size)
{
	u8 *buf = kzalloc(size + sizeof(struct tail), GFP_KERNEL);
	struct tail *t;
	dma_addr_t addr;

	if (!buf)
		return NULL;
	addr = dma_map_single(dev, buf, size, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, addr))
		return NULL;
	t = (struct tail *)(buf + size);
	t->addr = addr;
	return t;
}

struct packed {
	u8 addr[8];
};

u64 bytes_to_number(const u8 *bytes);
void number_to_bytes(u64 number, u8 *bytes);
int packed_go(struct packed *p);

static int packed_map(struct device *dev, struct packed *p, void *buf)
{
	dma_addr_t addr = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	number_to_bytes(addr, p->addr);
	return 0;
}

static void packed_unmap(struct device *dev, struct packed *p, int n,
			 enum dma_data_direction dir)
{
	if (dir == DMA_NONE)
		return;
	for (int i = 0; i < n; i++)
		dma_unmap_single(dev, bytes_to_number(p[i].addr), 64, dir);
}

/* the address that is unmapped was kept byte by byte */
int packed_read(struct device *dev, u32 *buf)
{
	struct packed p;
	int ret = packed_map(dev, &p, buf);

	if (ret)
		return ret;
	ret = packed_go(&p);
	packed_unmap(dev, &p, 1, DMA_FROM_DEVICE);
	return ret ? ret : buf[0];
}

int skb_go(dma_addr_t addr);

static int skb_send(struct device *dev, struct sk_buff *skb)
{
	dma_addr_t addr = dma_map_single(dev, skb->data, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -EIO;
	return skb_go(addr);
}

/* another buffer in each turn of each loop */
int skb_burst(struct device *dev, int n)
{
	for (int i = 0; i < n; i++) {
		for (int j = 0; j < 4; j++) {
			struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

			if (!skb)
				return -ENOMEM;
			skb->data[0] = j;
			if (skb_send(dev, skb))
				return -EIO;
		}
	}
	return 0;
}
