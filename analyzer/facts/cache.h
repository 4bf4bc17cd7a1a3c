/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FACTS_CACHE_H
#define DMALIAS_FACTS_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct dm_error;
struct facts;
struct strmap;
struct unit;

/*
 * Facts that need not be made again, in a folder that several processes may
 * use at once. An entry is found by how a unit is parsed, and is good as long
 * as the files it was made from are what they were. What is not noticed: a
 * header that appears earlier in the search path than the one that was read.
 *
 * The cache never stops a run and never prints. What went wrong is counted,
 * and cache_complaint() puts it into one line.
 *
 * The state of each file is looked up once in a process, so find and store in
 * the parent, or in children that do many units.
 */
struct cache;

#define CACHE_SIZE_DEFAULT (UINT64_C(2) << 30)

/* What a unit's facts depend on besides the unit and the files read. */
struct cache_options {
	uint64_t names; /* cache_hash_names() of the names in use */
	const char *root; /* as in struct frontend_options; or NULL */
	const char *pch; /* precompiled header, or NULL; what it was made from
			  * are dependencies, it is not: it may be made again */
};

struct cache_key {
	uint64_t hash[2];
};

struct cache_counts {
	uint64_t hits;
	uint64_t misses; /* never seen */
	uint64_t stale; /* seen, but a file has changed */
	uint64_t corrupt; /* damaged entries, removed: each a miss */
	uint64_t stored;
	uint64_t unstable; /* not stored: a file changed meanwhile */
	uint64_t failed; /* not stored: the folder cannot be written */
	uint64_t bytes; /* of what was stored */
};

/* What is stored of a unit. */
struct cache_item {
	const char *const *files; /* absolute names of all that was read; the
				   * main file may be left out */
	size_t n_files;
	struct timespec started; /* CLOCK_REALTIME before parsing began */
	const void *facts; /* as facts_write() gives them */
	size_t facts_len;
	const void *note; /* anything the caller wants back */
	size_t note_len;
};

struct cache_hit {
	void *note; /* owned by the caller */
	size_t note_len;
};

/**
 * cache_open() - use a folder, which is made when it is missing.
 * @size: bytes to keep when the run ends; 0: CACHE_SIZE_DEFAULT
 * Return: the cache; also when the folder is of no use, then all misses.
 */
struct cache *cache_open(const char *dir, uint64_t size);

/* Drop the least recently used entries beyond the size, and end. */
void cache_close(struct cache *cache);

/* A hash of the names in a set, whatever their order. */
uint64_t cache_hash_names(const struct strmap *names);

struct cache_key cache_key(const struct cache *cache, const struct unit *unit,
			   const struct cache_options *options);

/**
 * cache_find() - look for the facts of a unit.
 * Return: whether they are there and good; then @ret is set.
 */
bool cache_find(struct cache *cache, const struct unit *unit,
		const struct cache_key *key, struct cache_hit *ret);

/**
 * cache_load() - the facts that this run has found or stored; files are not
 * looked at again.
 * @ret: owned by the caller
 * Return: DM_ERR_INPUT for what is damaged, DM_ERR_IO for what is gone.
 */
struct dm_error *cache_load(const struct cache *cache,
			    const struct cache_key *key, struct facts **ret);

/*
 * Store the facts of a unit, in place of older ones. They are not stored when
 * a file may have changed since the unit was parsed.
 * Return: whether they are.
 */
bool cache_store(struct cache *cache, const struct unit *unit,
		 const struct cache_key *key, const struct cache_item *item);

const struct cache_counts *cache_counts(const struct cache *cache);

/* Add what a child process counted on its copy of the cache. */
void cache_add_counts(struct cache *cache, const struct cache_counts *counts);

/* One line about damage and failures, or NULL; the caller frees it. */
char *cache_complaint(const struct cache *cache);

#endif
