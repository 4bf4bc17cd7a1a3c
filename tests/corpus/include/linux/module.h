/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_MODULE_H
#define CORPUS_LINUX_MODULE_H

#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/moduleparam.h>
#include <linux/string.h>

struct module;
#ifdef MODULE
extern struct module __this_module;
#define THIS_MODULE (&__this_module)
#else
#define THIS_MODULE ((struct module *)0)
#endif

#define __module_info extern int __module_info_unused
#define MODULE_LICENSE(text) __module_info
#define MODULE_AUTHOR(text) __module_info
#define MODULE_DESCRIPTION(text) __module_info
#define MODULE_VERSION(text) __module_info
#define MODULE_ALIAS(text) __module_info
#define MODULE_IMPORT_NS(ns) __module_info
#define MODULE_DEVICE_TABLE(type, name) __module_info

#define module_init(initfn)                                      \
	static inline initcall_t __maybe_unused __inittest(void) \
	{                                                        \
		return initfn;                                   \
	}                                                        \
	int init_module(void) __attribute__((alias(#initfn)))
#define module_exit(exitfn)                                         \
	static inline void (*__maybe_unused __exittest(void))(void) \
	{                                                           \
		return exitfn;                                      \
	}                                                           \
	void cleanup_module(void) __attribute__((alias(#exitfn)))
#define module_driver(__driver, __register, __unregister, ...) \
	static int __init __driver##_init(void)                \
	{                                                      \
		return __register(&(__driver), ##__VA_ARGS__); \
	}                                                      \
	module_init(__driver##_init);                          \
	static void __exit __driver##_exit(void)               \
	{                                                      \
		__unregister(&(__driver), ##__VA_ARGS__);      \
	}                                                      \
	module_exit(__driver##_exit)

#endif
