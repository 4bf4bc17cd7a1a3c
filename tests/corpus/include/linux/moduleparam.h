/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_MODULEPARAM_H
#define CORPUS_LINUX_MODULEPARAM_H

#include <linux/types.h>

#define module_param(name, type, perm) \
	static const void *const __maybe_unused __param_##name = &(name)

struct kernel_param {
	const char *name;
	void *arg;
};

struct kernel_param_ops {
	unsigned int flags;
	int (*set)(const char *val, const struct kernel_param *kp);
	int (*get)(char *buffer, const struct kernel_param *kp);
};

#define module_param_cb(name, ops, arg, perm)                      \
	static const struct kernel_param_ops *const __maybe_unused \
		__param_ops_##name = (ops)
#define MODULE_PARM_DESC(name, text) extern int __module_info_unused

#endif
