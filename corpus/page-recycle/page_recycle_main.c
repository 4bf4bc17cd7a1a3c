// SPDX-License-Identifier: GPL-2.0-or-later
/* The device: it only receives. */
#include <linux/etherdevice.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>

#include "page_recycle.h"

static irqreturn_t page_recycle_irq(int irq, void *data)
{
	struct page_recycle *pr = data;

	if (!readl(pr->regs + PAGE_RECYCLE_IRQ_STATUS))
		return IRQ_NONE;
	writel(0, pr->regs + PAGE_RECYCLE_IRQ_ENABLE);
	napi_schedule(&pr->napi);
	return IRQ_HANDLED;
}

static int page_recycle_poll(struct napi_struct *napi, int budget)
{
	struct page_recycle *pr = container_of(napi, struct page_recycle, napi);
	int done = page_recycle_ring_clean(pr, budget);

	if (done < budget && napi_complete_done(napi, done))
		writel(1, pr->regs + PAGE_RECYCLE_IRQ_ENABLE);
	return done;
}

static int page_recycle_open(struct net_device *netdev)
{
	struct page_recycle *pr = netdev_priv(netdev);
	int ret;

	ret = page_recycle_ring_alloc(pr);
	if (ret)
		return ret;
	ret = request_irq(pr->irq, page_recycle_irq, IRQF_SHARED, netdev->name,
			  pr);
	if (ret) {
		page_recycle_ring_free(pr);
		return ret;
	}
	napi_enable(&pr->napi);
	writel(lower_32_bits(pr->desc_dma), pr->regs + PAGE_RECYCLE_BASE);
	writel(1, pr->regs + PAGE_RECYCLE_IRQ_ENABLE);
	writel(1, pr->regs + PAGE_RECYCLE_CTRL);
	return 0;
}

static int page_recycle_stop(struct net_device *netdev)
{
	struct page_recycle *pr = netdev_priv(netdev);

	writel(0, pr->regs + PAGE_RECYCLE_CTRL);
	writel(0, pr->regs + PAGE_RECYCLE_IRQ_ENABLE);
	napi_disable(&pr->napi);
	free_irq(pr->irq, pr);
	page_recycle_ring_free(pr);
	return 0;
}

static netdev_tx_t page_recycle_xmit(struct sk_buff *skb,
				     struct net_device *netdev)
{
	dev_kfree_skb_any(skb);
	netdev->stats.tx_dropped++;
	return NETDEV_TX_OK;
}

static const struct net_device_ops page_recycle_ops = {
	.ndo_open = page_recycle_open,
	.ndo_stop = page_recycle_stop,
	.ndo_start_xmit = page_recycle_xmit,
};

static int page_recycle_probe(struct pci_dev *pdev,
			      const struct pci_device_id *id)
{
	struct net_device *netdev;
	struct page_recycle *pr;
	int ret;

	ret = pcim_enable_device(pdev);
	if (ret)
		return ret;
	ret = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32));
	if (ret)
		return ret;
	ret = pcim_iomap_regions(pdev, 1, "page_recycle");
	if (ret)
		return ret;
	pci_set_master(pdev);

	netdev = alloc_etherdev(sizeof(*pr));
	if (!netdev)
		return -ENOMEM;
	SET_NETDEV_DEV(netdev, &pdev->dev);
	netdev->netdev_ops = &page_recycle_ops;
	pr = netdev_priv(netdev);
	pr->netdev = netdev;
	pr->dev = &pdev->dev;
	pr->regs = pcim_iomap_table(pdev)[0];
	pr->irq = pdev->irq;
	netif_napi_add(netdev, &pr->napi, page_recycle_poll);
	pci_set_drvdata(pdev, pr);

	ret = register_netdev(netdev);
	if (ret) {
		netif_napi_del(&pr->napi);
		free_netdev(netdev);
	}
	return ret;
}

static void page_recycle_remove(struct pci_dev *pdev)
{
	struct page_recycle *pr = pci_get_drvdata(pdev);

	unregister_netdev(pr->netdev);
	netif_napi_del(&pr->napi);
	free_netdev(pr->netdev);
}

static const struct pci_device_id page_recycle_ids[] = {
	{PCI_DEVICE(0x1af4, 0xf004)},
	{}};
MODULE_DEVICE_TABLE(pci, page_recycle_ids);

static struct pci_driver page_recycle_driver = {
	.name = "page_recycle",
	.id_table = page_recycle_ids,
	.probe = page_recycle_probe,
	.remove = page_recycle_remove,
};
module_pci_driver(page_recycle_driver);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("network driver that keeps its pages mapped");
