// SPDX-License-Identifier: GPL-2.0-or-later
/* The device: found, opened, interrupting, stopped, removed. */
#include <linux/etherdevice.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>

#include "net_ring.h"

static irqreturn_t net_ring_irq(int irq, void *data)
{
	struct net_ring *nr = data;

	if (!readl(nr->regs + NET_RING_IRQ_STATUS))
		return IRQ_NONE;
	writel(0, nr->regs + NET_RING_IRQ_ENABLE);
	napi_schedule(&nr->napi);
	return IRQ_HANDLED;
}

static int net_ring_poll(struct napi_struct *napi, int budget)
{
	struct net_ring *nr = container_of(napi, struct net_ring, napi);
	int done;

	net_ring_tx_clean(nr);
	done = net_ring_rx_clean(nr, budget);
	if (done < budget && napi_complete_done(napi, done))
		writel(1, nr->regs + NET_RING_IRQ_ENABLE);
	return done;
}

static int net_ring_open(struct net_device *netdev)
{
	struct net_ring *nr = netdev_priv(netdev);
	int ret;

	ret = net_ring_rx_setup(nr);
	if (ret)
		return ret;
	ret = net_ring_tx_setup(nr);
	if (ret)
		goto err_rx;
	ret = request_irq(nr->irq, net_ring_irq, IRQF_SHARED, netdev->name, nr);
	if (ret)
		goto err_tx;
	napi_enable(&nr->napi);
	writel(lower_32_bits(nr->rx_desc_dma), nr->regs + NET_RING_RX_BASE);
	writel(lower_32_bits(nr->tx_desc_dma), nr->regs + NET_RING_TX_BASE);
	writel(1, nr->regs + NET_RING_IRQ_ENABLE);
	writel(1, nr->regs + NET_RING_CTRL);
	netif_start_queue(netdev);
	return 0;

err_tx:
	net_ring_tx_teardown(nr);
err_rx:
	net_ring_rx_teardown(nr);
	return ret;
}

static int net_ring_stop(struct net_device *netdev)
{
	struct net_ring *nr = netdev_priv(netdev);

	netif_stop_queue(netdev);
	writel(0, nr->regs + NET_RING_CTRL);
	writel(0, nr->regs + NET_RING_IRQ_ENABLE);
	napi_disable(&nr->napi);
	free_irq(nr->irq, nr);
	net_ring_tx_teardown(nr);
	net_ring_rx_teardown(nr);
	return 0;
}

static const struct net_device_ops net_ring_ops = {
	.ndo_open = net_ring_open,
	.ndo_stop = net_ring_stop,
	.ndo_start_xmit = net_ring_xmit,
};

static int net_ring_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct net_device *netdev;
	struct net_ring *nr;
	int ret;

	ret = pcim_enable_device(pdev);
	if (ret)
		return ret;
	ret = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32));
	if (ret)
		return ret;
	ret = pcim_iomap_regions(pdev, 1, "net_ring");
	if (ret)
		return ret;
	pci_set_master(pdev);

	netdev = alloc_etherdev(sizeof(*nr));
	if (!netdev)
		return -ENOMEM;
	SET_NETDEV_DEV(netdev, &pdev->dev);
	netdev->netdev_ops = &net_ring_ops;
	nr = netdev_priv(netdev);
	nr->netdev = netdev;
	nr->dev = &pdev->dev;
	nr->regs = pcim_iomap_table(pdev)[0];
	nr->irq = pdev->irq;
	spin_lock_init(&nr->tx_lock);
	netif_napi_add(netdev, &nr->napi, net_ring_poll);
	pci_set_drvdata(pdev, nr);

	ret = register_netdev(netdev);
	if (ret)
		goto err_netdev;
	return 0;

err_netdev:
	netif_napi_del(&nr->napi);
	free_netdev(netdev);
	return ret;
}

static void net_ring_remove(struct pci_dev *pdev)
{
	struct net_ring *nr = pci_get_drvdata(pdev);

	unregister_netdev(nr->netdev);
	netif_napi_del(&nr->napi);
	free_netdev(nr->netdev);
}

static const struct pci_device_id net_ring_ids[] = {
	{PCI_DEVICE(0x1af4, 0xf001)},
	{}};
MODULE_DEVICE_TABLE(pci, net_ring_ids);

static struct pci_driver net_ring_driver = {
	.name = "net_ring",
	.id_table = net_ring_ids,
	.probe = net_ring_probe,
	.remove = net_ring_remove,
};
module_pci_driver(net_ring_driver);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("network driver with streaming mappings");
