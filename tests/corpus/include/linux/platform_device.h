/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_PLATFORM_DEVICE_H
#define CORPUS_LINUX_PLATFORM_DEVICE_H

#include <linux/device.h>
#include <linux/ioport.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>

struct platform_device {
	const char *name;
	int id;
	struct device dev;
	u64 platform_dma_mask;
	u32 num_resources;
	struct resource *resource;
};

struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	int (*remove)(struct platform_device *pdev);
	void (*shutdown)(struct platform_device *pdev);
	int (*suspend)(struct platform_device *pdev, int state);
	int (*resume)(struct platform_device *pdev);
	struct device_driver driver;
	const struct platform_device_id *id_table;
};

#define to_platform_device(x) container_of((x), struct platform_device, dev)

static inline void *platform_get_drvdata(const struct platform_device *pdev)
{
	return dev_get_drvdata(&pdev->dev);
}

static inline void platform_set_drvdata(struct platform_device *pdev,
					void *data)
{
	dev_set_drvdata(&pdev->dev, data);
}

struct resource *platform_get_resource(struct platform_device *pdev,
				       unsigned int type, unsigned int num);
int platform_get_irq(struct platform_device *pdev, unsigned int num);
void __iomem *devm_platform_ioremap_resource(struct platform_device *pdev,
					     unsigned int index);
int __platform_driver_register(struct platform_driver *drv,
			       struct module *owner);
void platform_driver_unregister(struct platform_driver *drv);
#define platform_driver_register(drv) \
	__platform_driver_register(drv, THIS_MODULE)
struct platform_device *
__platform_create_bundle(struct platform_driver *driver,
			 int (*probe)(struct platform_device *),
			 struct resource *res, unsigned int n_res,
			 const void *data, size_t size, struct module *module);
#define platform_create_bundle(driver, probe, res, n_res, data, size)   \
	__platform_create_bundle(driver, probe, res, n_res, data, size, \
				 THIS_MODULE)
void platform_device_unregister(struct platform_device *pdev);
#define module_platform_driver(__platform_driver)                  \
	module_driver(__platform_driver, platform_driver_register, \
		      platform_driver_unregister)

#endif
