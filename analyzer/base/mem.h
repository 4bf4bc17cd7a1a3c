/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_BASE_MEM_H
#define DMALIAS_BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * Allocation that cannot return NULL: a command-line tool has nothing better
 * to do without memory than to say so and end with DM_EXIT_INTERNAL. A worker
 * that ends so loses its unit only.
 */
void *xmalloc(size_t size) __attribute__((malloc, returns_nonnull));
void *xcalloc(size_t n, size_t size) __attribute__((malloc, returns_nonnull));
void *xreallocarray(void *p, size_t n, size_t size)
	__attribute__((returns_nonnull));
char *xstrdup(const char *s) __attribute__((malloc, returns_nonnull));
char *xstrndup(const char *s, size_t n)
	__attribute__((malloc, returns_nonnull));
char *xasprintf(const char *fmt, ...)
	__attribute__((format(printf, 1, 2), returns_nonnull));
char *xvasprintf(const char *fmt, va_list ap)
	__attribute__((format(printf, 1, 0), returns_nonnull));

/*
 * What to do when there is no memory, instead of the message and exit();
 * @fn does not return. NULL sets the default again.
 */
void mem_on_exhaustion(void (*fn)(void));

/* Scope guards: declare near use, with the initialiser. */
static inline void mem_free_p(void *p)
{
	free(*(void **)p);
}

static inline void mem_fclose_p(FILE **f)
{
	if (*f)
		fclose(*f);
}

static inline void mem_close_p(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

#define cleanup(fn) __attribute__((cleanup(fn)))
#define autofree cleanup(mem_free_p)
#define autofclose cleanup(mem_fclose_p)
#define autoclose cleanup(mem_close_p)

/* Hand a guarded pointer on: the guard sees NULL afterwards. */
#define take_ptr(p)                          \
	({                                   \
		__typeof__(p) taken__ = (p); \
		(p) = NULL;                  \
		taken__;                     \
	})

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#endif
