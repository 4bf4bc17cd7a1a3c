/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_MEM_H
#define DMALIAS_CTL_MEM_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Allocations never fail: without memory the program ends, exit code 128. */
void *mem_grow(void *old, size_t n, size_t size);
char *mem_dup(const char *s);
char *mem_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

void mem_autofree(void *pointer);
void mem_autoclose(FILE **file);
#define autofree __attribute__((cleanup(mem_autofree)))
#define autofclose __attribute__((cleanup(mem_autoclose)))

/*
 * mem_push - room for one more element at the end of an array whose size is
 * kept as a power of two: v = mem_push(v, n, sizeof(*v)); v[n++] = ...
 */
void *mem_push(void *v, size_t n, size_t size);

/* Text that grows; s is NULL before something was added. */
struct buf {
	char *s;
	size_t len, size;
};

void buf_add(struct buf *buf, const void *s, size_t len);
void buf_adds(struct buf *buf, const char *s);
void buf_addf(struct buf *buf, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void buf_free(struct buf *buf);
#define autobuf __attribute__((cleanup(buf_free)))

#endif
