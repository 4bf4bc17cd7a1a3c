/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_INIT_H
#define CORPUS_LINUX_INIT_H

#include <linux/compiler.h>

#define __init
#define __exit
#define __initdata
#define __initconst
#define __ro_after_init
typedef int (*initcall_t)(void);
#define __initcall_of(fn) \
	static const initcall_t __maybe_unused __initcall_##fn = fn
#define early_initcall(fn) __initcall_of(fn)
#define core_initcall(fn) __initcall_of(fn)
#define arch_initcall(fn) __initcall_of(fn)
#define subsys_initcall(fn) __initcall_of(fn)
#define device_initcall(fn) __initcall_of(fn)
#define late_initcall(fn) __initcall_of(fn)
#define early_param(str, fn) \
	static int (*const __maybe_unused __setup_##fn)(char *) = fn
#define __setup(str, fn) early_param(str, fn)

#endif
