/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_MODULEPARAM_H
#define CORPUS_LINUX_MODULEPARAM_H

#include <linux/types.h>

#define module_param(name, type, perm) \
	static const void *const __maybe_unused __param_##name = &(name)
#define MODULE_PARM_DESC(name, text) extern int __module_info_unused

#endif
