// SPDX-License-Identifier: GPL-2.0-or-later
/* What is on the stack, or in vmalloc space, is not what the device gets. */
#include <linux/dma-mapping.h>
#include <linux/skbuff.h>
#include <linux/usb.h>

/* a copy of the descriptor of a fragment; its page is mapped */
int send_one(struct device *dev, const skb_frag_t *from)
{
	skb_frag_t frag = *from;
	dma_addr_t dma;

	dma = skb_frag_dma_map(dev, &frag, 0, skb_frag_size(&frag),
			       DMA_TO_DEVICE);
	return dma_mapping_error(dev, dma);
}

/* mapped when it was allocated, as the request says */
void *fill_request(struct urb *urb, struct usb_device *udev, size_t size,
		   struct sg_table *sgt, dma_addr_t dma, usb_complete_t done)
{
	void *buf = dma_vmap_noncontiguous(&udev->dev, size, sgt);

	if (!buf)
		return NULL;
	usb_fill_bulk_urb(urb, udev, usb_rcvctrlpipe(udev, 1), buf, size, done,
			  NULL);
	urb->transfer_flags = URB_NO_TRANSFER_DMA_MAP;
	urb->transfer_dma = dma;
	return buf;
}

struct fw_card;
int fw_run_transaction(struct fw_card *card, int tcode, int destination_id,
		       int generation, int speed, unsigned long long offset,
		       void *payload, size_t length);

/* so little travels in the packet's header */
int read_register(struct fw_card *card, int node, unsigned long long offset)
{
	u32 value[2];

	return fw_run_transaction(card, 4, node, 0, 0, offset, value,
				  sizeof(value));
}
