// SPDX-License-Identifier: GPL-2.0-or-later
/* A driver of a kernel that nobody has any more. */
#include <linux/legacy_board.h>
#include <linux/pci.h>

struct legacy_ring {
	struct pci_dev *pdev;
	dma_addr_t dma;
	u32 *desc;
};

static int legacy_send(struct legacy_ring *ring, void *data, size_t len)
{
	struct legacy_quirk quirk = legacy_quirks[0];

	ring->dma = pci_map_single(ring->pdev, data, len, PCI_DMA_TODEVICE);
	ring->desc[0] = cpu_to_le32(ring->dma);
	return legacy_kick(ring, quirk.flags);
}

static int legacy_command(struct legacy_ring *ring)
{
	u8 command[16];
	dma_addr_t dma;

	dma = dma_map_single(&ring->pdev->dev, command, sizeof(command),
			     DMA_TO_DEVICE);
	if (dma_mapping_error(&ring->pdev->dev, dma))
		return -EIO;
	return legacy_kick(ring, 0);
}
