/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FACTS_CACHE_ENTRY_H
#define DMALIAS_FACTS_CACHE_ENTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/vec.h"
#include "facts/cache.h"
#include "facts/cache_files.h"

struct strbuf;

/*
 * The content of a cache file: a header with a checksum, the files depended
 * on (compressed), the note, and the facts in their own form, which has a
 * checksum of its own.
 */
struct cached_file {
	const char *path;
	struct file_state state;
};

struct cache_entry {
	struct cache_key key;
	VEC(struct cached_file) files;
	char *paths; /* what the files' paths point into, or NULL */
	const void *note, *facts; /* borrowed */
	size_t note_len, facts_len;
};

/**
 * cache_entry_encode() - the bytes of an entry, appended to @out.
 * @entry: its files' paths may be anywhere
 * Return: false when zstd has no memory.
 */
bool cache_entry_encode(const struct cache_entry *entry, struct strbuf *out);

/**
 * cache_entry_decode() - the entry in some bytes, which must outlive it.
 * Return: false when they are not what cache_entry_encode() gave.
 */
bool cache_entry_decode(const char *data, size_t len, struct cache_entry *ret);
void cache_entry_deinit(struct cache_entry *entry);

#endif
