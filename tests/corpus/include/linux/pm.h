/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_PM_H
#define CORPUS_LINUX_PM_H

#include <linux/compiler.h>

struct device;

struct dev_pm_ops {
	int (*suspend)(struct device *dev);
	int (*resume)(struct device *dev);
	int (*freeze)(struct device *dev);
	int (*thaw)(struct device *dev);
	int (*poweroff)(struct device *dev);
	int (*restore)(struct device *dev);
	int (*runtime_suspend)(struct device *dev);
	int (*runtime_resume)(struct device *dev);
};

#define SIMPLE_DEV_PM_OPS(name, suspend_fn, resume_fn)  \
	const struct dev_pm_ops __maybe_unused name = { \
		.suspend = suspend_fn,                  \
		.resume = resume_fn,                    \
	}

#endif
