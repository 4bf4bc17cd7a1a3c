/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_PERCPU_H
#define CORPUS_LINUX_PERCPU_H

#include <linux/types.h>

void __percpu *__alloc_percpu(size_t size, size_t align);
void free_percpu(void __percpu *ptr);
#define alloc_percpu(type)                                         \
	((__typeof__(type) __percpu *)__alloc_percpu(sizeof(type), \
						     __alignof__(type)))
#define per_cpu_ptr(ptr, cpu) ((void)(cpu), (ptr))
#define this_cpu_ptr(ptr) (ptr)
#define DEFINE_PER_CPU(type, name) __typeof__(type) name

#endif
