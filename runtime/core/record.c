// SPDX-License-Identifier: GPL-2.0-or-later
/* The record as a whole: made, refilled, unmade. */
#include "internal.h"

/*
 * Objects of a chunk (log2) and how many are kept free at least: room for a
 * burst of mappings whose pages do not follow each other, within 0.03 % of 2
 * GiB
 */
enum {
	MAPS_SHIFT = 8,
	MAPS_KEEP = 1800,
	TREE_SHIFT = 4,
	TREE_KEEP = 200,
	OWNERS_SHIFT = 7,
	OWNERS_KEEP = 256,
	STACKS_SHIFT = 6,
	STACKS_KEEP = 128,
	MODULES_SHIFT = 6,
	MODULES_KEEP = 16,
};

#define POOL_BYTES (1ULL << 32)
#define MODULES_BYTES (1ULL << 20)

static bool config_valid(const struct dmr_config *config)
{
	return config->machine < DMR_ARCH_COUNT &&
	       config->profile < DMR_ARCH_COUNT &&
	       config->max_pfn <= DMR_PFN_LIMIT &&
	       config->module_start <= config->module_end;
}

static int init_pools(struct dmr_record *record)
{
	int err;

	err = dmr_pool_init(record, &record->maps, sizeof(struct dmr_map),
			    MAPS_SHIFT, MAPS_KEEP, POOL_BYTES);
	if (!err)
		err = dmr_pool_init(record, &record->nodes,
				    sizeof(struct dmr_node), TREE_SHIFT,
				    TREE_KEEP, POOL_BYTES);
	if (!err)
		err = dmr_pool_init(record, &record->owners,
				    sizeof(struct dmr_owner), OWNERS_SHIFT,
				    OWNERS_KEEP, POOL_BYTES);
	if (!err)
		err = dmr_pool_init(record, &record->stacks,
				    sizeof(struct dmr_stack), STACKS_SHIFT,
				    STACKS_KEEP, POOL_BYTES);
	if (!err)
		err = dmr_pool_init(record, &record->modules,
				    sizeof(struct dmr_module), MODULES_SHIFT,
				    MODULES_KEEP, MODULES_BYTES);
	return err ? err : dmr_filter_init(record);
}

int dmr_create(const struct dmr_config *config, struct dmr_record **ret)
{
	struct dmr_record *record;
	int err;

	*ret = NULL;
	if (!config_valid(config))
		return -EINVAL;
	if (config->max_bytes < sizeof(*record))
		return -ENOMEM;
	record = dmr_alloc(sizeof(*record));
	if (!record)
		return -ENOMEM;
	dmr_lock_init(&record->lock);
	if (config->single)
		dmr_lock_off(&record->lock);
	record->config = *config;
	record->stats.bytes = sizeof(*record);
	err = init_pools(record);
	if (!err)
		err = dmr_refill(record);
	if (err) {
		dmr_destroy(record);
		return err;
	}
	*ret = record;
	return 0;
}

void dmr_destroy(struct dmr_record *record)
{
	if (!record)
		return;
	dmr_filter_deinit(record);
	dmr_pool_deinit(&record->modules);
	dmr_pool_deinit(&record->stacks);
	dmr_pool_deinit(&record->owners);
	dmr_pool_deinit(&record->nodes);
	dmr_pool_deinit(&record->maps);
	dmr_lock_destroy(&record->lock);
	dmr_free(record);
}

int dmr_refill(struct dmr_record *record)
{
	/* each for itself: one that cannot grow does not starve the others */
	int maps = dmr_pool_refill(record, &record->maps);
	int nodes = dmr_pool_refill(record, &record->nodes);
	int owners = dmr_pool_refill(record, &record->owners);
	int stacks = dmr_pool_refill(record, &record->stacks);
	int modules = dmr_pool_refill(record, &record->modules);
	int filter = dmr_filter_refill(record);

	return maps || nodes || owners || stacks || modules || filter ?
		       -ENOMEM :
		       0;
}

bool dmr_low(const struct dmr_record *record)
{
	return dmr_pool_low(&record->maps) || dmr_pool_low(&record->nodes) ||
	       dmr_pool_low(&record->owners) || dmr_pool_low(&record->stacks) ||
	       dmr_pool_low(&record->modules) || dmr_filter_low(record);
}

void dmr_set_strict(struct dmr_record *record, bool strict)
{
	unsigned long flags = 0;

	dmr_lock(&record->lock, flags);
	record->config.strict = strict;
	dmr_unlock(&record->lock, flags);
}
