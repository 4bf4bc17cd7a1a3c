// SPDX-License-Identifier: GPL-2.0-or-later
/* Another driver, which wraps the wrappers of the first. */
#include <linux/dma-mapping.h>

struct ring;
struct port {
	struct ring *ring;
};

dma_addr_t ring_map(struct ring *r, void *p, size_t len);
void ring_unmap(struct ring *r, dma_addr_t dma, size_t len);

dma_addr_t port_map(struct port *port, void *p, size_t len)
{
	return ring_map(port->ring, p, len);
}

void port_unmap(struct port *port, dma_addr_t dma, size_t len)
{
	ring_unmap(port->ring, dma, len);
}

/* two functions of one name */
void ring_free(void *p, struct device *dev, dma_addr_t dma)
{
	dma_free_coherent(dev, 64, p, dma);
}
