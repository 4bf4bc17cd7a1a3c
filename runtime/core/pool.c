// SPDX-License-Identifier: GPL-2.0-or-later
/* Pools of objects of one size, named by number. */
#include "internal.h"

enum { CHUNKS_MAX = 2048 };

void *dmr_take(struct dmr_record *record, size_t size)
{
	unsigned long flags = 0;
	void *memory = NULL;
	bool fits;

	dmr_lock(&record->lock, flags);
	fits = size <= record->config.max_bytes - record->stats.bytes;
	if (fits)
		record->stats.bytes += size;
	dmr_unlock(&record->lock, flags);
	if (fits)
		memory = dmr_alloc(size);
	if (memory)
		return memory;
	dmr_lock(&record->lock, flags);
	if (fits)
		record->stats.bytes -= size;
	record->stats.failed_allocs++;
	dmr_unlock(&record->lock, flags);
	return NULL;
}

int dmr_pool_init(struct dmr_record *record, struct dmr_pool *pool, u32 object,
		  u32 shift, u32 keep, u64 max)
{
	if (max > record->config.max_bytes)
		max = record->config.max_bytes;
	pool->object = object;
	pool->shift = shift;
	pool->keep = keep;
	/* chunks of an object are larger where very much memory is allowed */
	while (((u64)CHUNKS_MAX * object) << pool->shift < max)
		pool->shift++;
	pool->max_chunks = 1;
	while (pool->max_chunks < CHUNKS_MAX &&
	       ((u64)pool->max_chunks * object) << pool->shift < max)
		pool->max_chunks *= 2;
	pool->chunks = dmr_take(record, pool->max_chunks * sizeof(u8 *));
	return pool->chunks ? 0 : -ENOMEM;
}

void dmr_pool_deinit(struct dmr_pool *pool)
{
	u32 i;

	for (i = 0; i < pool->nr_chunks; i++)
		dmr_free(pool->chunks[i]);
	dmr_free(pool->chunks);
}

u32 dmr_pool_get(struct dmr_pool *pool)
{
	u32 i = pool->free, *object;

	if (!i)
		return 0;
	object = dmr_pool_at(pool, i);
	pool->free = *object;
	*object = 0;
	WRITE_ONCE(pool->nr_free, pool->nr_free - 1);
	WRITE_ONCE(pool->nr_live, pool->nr_live + 1);
	return i;
}

void dmr_pool_put(struct dmr_pool *pool, u32 i)
{
	u32 *object = dmr_pool_at(pool, i);

	memset(object, 0, pool->object);
	*object = pool->free;
	pool->free = i;
	WRITE_ONCE(pool->nr_free, pool->nr_free + 1);
	WRITE_ONCE(pool->nr_live, pool->nr_live - 1);
}

/* More is kept free where more is in use: events come in bursts */
static u32 wanted(const struct dmr_pool *pool)
{
	u32 share = READ_ONCE(pool->nr_live) / 4;

	return share > pool->keep ? share : pool->keep;
}

bool dmr_pool_low(const struct dmr_pool *pool)
{
	return READ_ONCE(pool->nr_free) < wanted(pool) / 2;
}

static void add_chunk(struct dmr_pool *pool, u8 *chunk)
{
	u32 base = pool->nr_chunks << pool->shift;
	u32 i = 1U << pool->shift;

	pool->chunks[pool->nr_chunks++] = chunk;
	while (i-- > 0) {
		u32 *object = dmr_pool_at(pool, base + i);

		if (!(base + i))
			break;
		*object = pool->free;
		pool->free = base + i;
		WRITE_ONCE(pool->nr_free, pool->nr_free + 1);
	}
}

int dmr_pool_refill(struct dmr_record *record, struct dmr_pool *pool)
{
	size_t size = (size_t)pool->object << pool->shift;
	unsigned long flags = 0;
	bool taken;
	u8 *chunk;

	while (READ_ONCE(pool->nr_free) < wanted(pool)) {
		chunk = dmr_take(record, size);
		if (!chunk)
			return -ENOMEM;
		dmr_lock(&record->lock, flags);
		taken = pool->nr_chunks < pool->max_chunks;
		if (taken)
			add_chunk(pool, chunk);
		else
			record->stats.bytes -= size;
		dmr_unlock(&record->lock, flags);
		if (!taken) {
			dmr_free(chunk);
			return -ENOMEM;
		}
	}
	return 0;
}
