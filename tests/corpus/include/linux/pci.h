/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_PCI_H
#define CORPUS_LINUX_PCI_H

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>

#define PCI_ANY_ID (~0)
#define PCI_DEVICE(vend, dev)                                       \
	.vendor = (vend), .device = (dev), .subvendor = PCI_ANY_ID, \
	.subdevice = PCI_ANY_ID
#define PCI_VDEVICE(vend, dev) PCI_DEVICE(PCI_VENDOR_ID_##vend, dev)
#define PCI_IRQ_MSI (1 << 1)
#define PCI_IRQ_ALL_TYPES 7

struct pci_dev {
	unsigned int devfn;
	unsigned short vendor, device;
	unsigned int irq;
	struct device dev;
	struct resource resource[6];
};

struct pci_driver {
	const char *name;
	const struct pci_device_id *id_table;
	int (*probe)(struct pci_dev *dev, const struct pci_device_id *id);
	void (*remove)(struct pci_dev *dev);
	void (*shutdown)(struct pci_dev *dev);
	struct device_driver driver;
};

#define to_pci_dev(n) container_of(n, struct pci_dev, dev)
#define pci_resource_start(dev, bar) ((dev)->resource[(bar)].start)
#define pci_resource_end(dev, bar) ((dev)->resource[(bar)].end)
#define pci_resource_flags(dev, bar) ((dev)->resource[(bar)].flags)
#define pci_resource_len(dev, bar)                 \
	((pci_resource_end((dev), (bar)) == 0) ?   \
		 0 :                               \
		 (pci_resource_end((dev), (bar)) - \
		  pci_resource_start((dev), (bar)) + 1))

static inline void *pci_get_drvdata(struct pci_dev *pdev)
{
	return dev_get_drvdata(&pdev->dev);
}

static inline void pci_set_drvdata(struct pci_dev *pdev, void *data)
{
	dev_set_drvdata(&pdev->dev, data);
}

const char *pci_name(const struct pci_dev *pdev);
int __must_check pci_enable_device(struct pci_dev *dev);
int __must_check pcim_enable_device(struct pci_dev *pdev);
void pci_disable_device(struct pci_dev *dev);
void pci_set_master(struct pci_dev *dev);
void pci_clear_master(struct pci_dev *dev);
int __must_check pci_request_regions(struct pci_dev *dev, const char *name);
void pci_release_regions(struct pci_dev *dev);
void __iomem *pci_iomap(struct pci_dev *dev, int bar, unsigned long max);
void __iomem *pci_iomap_wc(struct pci_dev *dev, int bar, unsigned long max);
void pci_iounmap(struct pci_dev *dev, void __iomem *addr);
void __iomem *pci_ioremap_bar(struct pci_dev *pdev, int bar);
int pcim_iomap_regions(struct pci_dev *pdev, int mask, const char *name);
void __iomem *const *pcim_iomap_table(struct pci_dev *pdev);
int pci_alloc_irq_vectors(struct pci_dev *dev, unsigned int min_vecs,
			  unsigned int max_vecs, unsigned int flags);
void pci_free_irq_vectors(struct pci_dev *dev);
int pci_irq_vector(struct pci_dev *dev, unsigned int nr);
int __must_check __pci_register_driver(struct pci_driver *drv,
				       struct module *owner,
				       const char *mod_name);
void pci_unregister_driver(struct pci_driver *dev);
#define pci_register_driver(driver) \
	__pci_register_driver(driver, THIS_MODULE, "stand-in")
#define module_pci_driver(__pci_driver) \
	module_driver(__pci_driver, pci_register_driver, pci_unregister_driver)

#endif
