/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_STRING_H
#define CORPUS_LINUX_STRING_H

#include <linux/types.h>

void *memcpy(void *to, const void *from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *s, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
ssize_t strscpy(char *dest, const char *src, size_t count);

#endif
