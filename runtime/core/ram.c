// SPDX-License-Identifier: GPL-2.0-or-later
/* Which frames are System RAM: few ranges, told at load and by hotplug. */
#include "internal.h"

/* Copy what is before the new range and what is after, join what touches it */
static bool join(const struct dmr_ram *from, u64 first, u64 last,
		 struct dmr_ram *to)
{
	const struct dmr_ram_range *r;
	bool placed = false;
	u32 i;

	to->n = 0;
	for (i = 0; i < from->n; i++) {
		r = &from->ranges[i];
		if (r->last + 1 >= first && r->first <= last + 1) {
			first = r->first < first ? r->first : first;
			last = r->last > last ? r->last : last;
			continue;
		}
		if (r->first > last && !placed) {
			to->ranges[to->n++] =
				(struct dmr_ram_range){first, last};
			placed = true;
		}
		if (to->n == DMR_RAM_RANGES)
			return false;
		to->ranges[to->n++] = *r;
	}
	if (placed)
		return true;
	if (to->n == DMR_RAM_RANGES)
		return false;
	to->ranges[to->n++] = (struct dmr_ram_range){first, last};
	return true;
}

void dmr_ram_add(struct dmr_record *record, u64 pfn, u64 npages)
{
	const struct dmr_ram *now = record->ram_now;
	struct dmr_ram *next = &record->ram[now == &record->ram[0]];

	if (join(now, pfn, pfn + npages - 1, next))
		dmr_smp_store(&record->ram_now, next);
	else
		record->stats.lost_ram++;
}

u64 dmr_ram_span(const struct dmr_record *record, u64 pfn, u64 last, bool *ram)
{
	const struct dmr_ram *now = dmr_smp_load(&record->ram_now);
	const struct dmr_ram_range *r;
	u32 low = 0, high = now->n, middle;
	u64 end = last;

	while (low < high) {
		middle = (low + high) / 2;
		if (now->ranges[middle].last < pfn)
			low = middle + 1;
		else
			high = middle;
	}
	*ram = false;
	if (low < now->n) {
		r = &now->ranges[low];
		*ram = r->first <= pfn;
		end = *ram ? r->last : r->first - 1;
	}
	return (end < last ? end : last) - pfn + 1;
}

bool dmr_is_ram(const struct dmr_record *record, u64 pfn, u64 npages)
{
	bool ram;

	return npages && pfn + npages > pfn &&
	       dmr_ram_span(record, pfn, pfn + npages - 1, &ram) == npages &&
	       ram;
}
