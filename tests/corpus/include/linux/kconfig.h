/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_KCONFIG_H
#define CORPUS_LINUX_KCONFIG_H

/* What a configured kernel would define; the same on every target but for
 * the architecture itself. */
#if defined(__x86_64__)
#define CONFIG_X86 1
#define CONFIG_X86_64 1
#elif defined(__aarch64__)
#define CONFIG_ARM64 1
#elif defined(__arm__)
#define CONFIG_ARM 1
#endif
#ifdef __LP64__
#define CONFIG_64BIT 1
#endif
#define CONFIG_HAS_DMA 1
#define CONFIG_HAS_IOMEM 1
#define CONFIG_MMU 1
#define CONFIG_OF 1
#define CONFIG_PCI 1
#define CONFIG_PM 1
#define CONFIG_PM_SLEEP 1
#define CONFIG_NEED_DMA_MAP_STATE 1
#define CONFIG_NEED_SG_DMA_LENGTH 1
#define CONFIG_ARCH_DMA_ADDR_T_64BIT 1
#define CONFIG_PHYS_ADDR_T_64BIT 1

#define __ARG_PLACEHOLDER_1 0,
#define __take_second_arg(ignored, val, ...) val
#define __is_defined(x) ___is_defined(x)
#define ___is_defined(val) ____is_defined(__ARG_PLACEHOLDER_##val)
#define ____is_defined(junk) __take_second_arg(junk 1, 0)
#define IS_BUILTIN(option) __is_defined(option)
#define IS_MODULE(option) __is_defined(option##_MODULE)
#define IS_ENABLED(option) (IS_BUILTIN(option) || IS_MODULE(option))

#endif
