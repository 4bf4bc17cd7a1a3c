// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which frames are System RAM: few ranges, told at load and by hotplug. There
 * are two tables; the generation says which one is read, the other is written.
 * Readers without the lock look again when the generation has moved meanwhile.
 */
#include "internal.h"

static bool append(struct dmr_ram *to, u64 first, u64 last)
{
	if (to->n == DMR_RAM_RANGES)
		return false;
	dmr_smp_store(&to->ranges[to->n].first, first);
	dmr_smp_store(&to->ranges[to->n].last, last);
	dmr_smp_store(&to->n, to->n + 1);
	return true;
}

/* Copy what is before the new range and what is after, join what touches it */
static bool join(const struct dmr_ram *from, u64 first, u64 last,
		 struct dmr_ram *to)
{
	const struct dmr_ram_range *r;
	bool placed = false;
	u32 i;

	dmr_smp_store(&to->n, 0);
	for (i = 0; i < from->n; i++) {
		r = &from->ranges[i];
		if (r->last + 1 >= first && r->first <= last + 1) {
			first = r->first < first ? r->first : first;
			last = r->last > last ? r->last : last;
			continue;
		}
		if (r->first > last && !placed) {
			if (!append(to, first, last))
				return false;
			placed = true;
		}
		if (!append(to, r->first, r->last))
			return false;
	}
	return placed || append(to, first, last);
}

void dmr_ram_add(struct dmr_record *record, u64 pfn, u64 npages)
{
	u32 now = record->ram_generation;
	struct dmr_ram *next = &record->ram[(now + 1) & 1];

	if (join(&record->ram[now & 1], pfn, pfn + npages - 1, next))
		dmr_smp_store(&record->ram_generation, now + 1);
	else
		record->stats.lost_ram++;
}

/* The first range that ends at or after the frame */
static u32 search(const struct dmr_ram *ram, u32 n, u64 pfn)
{
	u32 low = 0, high = n, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (dmr_smp_load(&ram->ranges[middle].last) < pfn)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

u64 dmr_ram_span(const struct dmr_record *record, u64 pfn, u64 last, bool *ram)
{
	const struct dmr_ram *now;
	u32 generation, n, i;
	u64 first, end;

	do {
		generation = dmr_smp_load(&record->ram_generation);
		now = &record->ram[generation & 1];
		n = dmr_smp_load(&now->n);
		i = search(now, n, pfn);
		first = i < n ? dmr_smp_load(&now->ranges[i].first) : ~0ULL;
		end = i < n ? dmr_smp_load(&now->ranges[i].last) : ~0ULL;
	} while (dmr_smp_load(&record->ram_generation) != generation);
	*ram = first <= pfn;
	if (!*ram)
		end = first - 1;
	return (end < last ? end : last) - pfn + 1;
}

bool dmr_is_ram(const struct dmr_record *record, u64 pfn, u64 npages)
{
	bool ram;

	return npages && pfn + npages > pfn &&
	       dmr_ram_span(record, pfn, pfn + npages - 1, &ram) == npages &&
	       ram;
}
