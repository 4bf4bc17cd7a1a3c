/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_EXPORT_H
#define CORPUS_LINUX_EXPORT_H

#define EXPORT_SYMBOL(sym) extern __typeof__(sym) sym
#define EXPORT_SYMBOL_GPL(sym) extern __typeof__(sym) sym

#endif
