/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FACTS_CACHE_PRUNE_H
#define DMALIAS_FACTS_CACHE_PRUNE_H

#include <stdint.h>

/**
 * cache_prune() - keep a cache folder below a size.
 * @dir: the folder that holds the 256 others
 * @added: bytes that this process has put in
 * @limit: bytes to keep at most
 *
 * A small file in @dir sums up what was added, so that the folders are read
 * only when the limit may be passed. Then the entries that were not used for
 * the longest time go, until nine tenths of the limit are left, and with them
 * what processes that were killed have left half written.
 */
void cache_prune(const char *dir, uint64_t added, uint64_t limit);

#endif
