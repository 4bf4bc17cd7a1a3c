// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the fast path asks: a byte a frame, in sections that exist only where a
 * mapping is; counters of mappings by region of kernel addresses; counters by
 * user space. Written under the lock, read without it: a reader may be as late
 * as if it had come before the change.
 */
#include "internal.h"

/* ------------------------------------------------------- frames of sections */

/* Frames of a range that are in one section */
struct piece {
	struct dmr_section *section;
	u64 pfn; /* of the piece's first frame */
	u32 offset, n;
};

/* The first piece of frames pfn..end; false: none is left. Moves pfn on. */
static bool next_piece(const struct dmr_filter *filter, u64 *pfn, u64 end,
		       struct piece *piece)
{
	u64 left;

	if (end > filter->max_pfn)
		end = filter->max_pfn;
	if (*pfn >= end)
		return false;
	left = end - *pfn;
	piece->section = &filter->sections[*pfn >> DMR_SECTION_SHIFT];
	piece->pfn = *pfn;
	piece->offset = *pfn & (DMR_SECTION - 1);
	piece->n = DMR_SECTION - piece->offset;
	if (piece->n > left)
		piece->n = left;
	*pfn += piece->n;
	return true;
}

static bool real(const u8 *bytes)
{
	return bytes && bytes != DMR_SECTION_ALL;
}

static void set_bits(u8 *bytes, u32 n, u8 bits)
{
	u32 i;

	for (i = 0; i < n; i++)
		WRITE_ONCE(bytes[i], bytes[i] | bits);
}

static void clear_bits(u8 *bytes, u32 n, u8 bits)
{
	u32 i;

	for (i = 0; i < n; i++)
		WRITE_ONCE(bytes[i], bytes[i] & (u8)~bits);
}

/* One mapping more, or less; false: more of them than a byte counts */
static inline bool count_frame(u8 *byte, int add)
{
	if ((*byte & DMR_BYTE_COUNT) == DMR_BYTE_COUNT)
		return false;
	WRITE_ONCE(*byte, *byte + add);
	return true;
}

static inline bool count_few(u8 *bytes, u32 n, int add)
{
	bool all = true;
	u32 i;

	for (i = 0; i < n; i++)
		all &= count_frame(&bytes[i], add);
	return all;
}

/* Eight at a time where no byte's carry can go into the next */
static inline bool count_eight(u8 *bytes, int add)
{
	const u64 ones = 0x0101010101010101ULL;
	u64 *word = (u64 *)bytes;

	if (((*word & ones * DMR_BYTE_COUNT) + ones) & ones * DMR_BYTE_DOUBT)
		return count_few(bytes, 8, add);
	WRITE_ONCE(*word, add > 0 ? *word + ones : *word - ones);
	return true;
}

/* False: some of them could not be counted */
static bool count_frames(u8 *bytes, u32 n, int add)
{
	u32 head = -(uintptr_t)bytes & 7;
	bool all;

	if (n < 16)
		return count_few(bytes, n, add);
	all = count_few(bytes, head, add);
	for (bytes += head, n -= head; n >= 8; bytes += 8, n -= 8)
		all &= count_eight(bytes, add);
	return count_few(bytes, n, add) && all;
}

/* Count what mappings cover of a piece */
static void count_covered(struct dmr_record *record, const struct piece *piece,
			  u8 *bytes)
{
	u64 first = piece->pfn, last = first + piece->n - 1, from, to;
	struct dmr_over over;
	struct dmr_map *map;
	u32 i;

	dmr_over_begin(record, &over, first, last);
	while ((i = dmr_over_next(record, &over))) {
		map = dmr_map_at(record, i);
		from = map->pfn > first ? map->pfn : first;
		to = dmr_map_last(map) < last ? dmr_map_last(map) : last;
		count_frames(bytes + (from & (DMR_SECTION - 1)), to - from + 1,
			     1);
	}
}

/* A section's first mapping: a chunk, when there is one to spare */
static void open_section(struct dmr_record *record, struct piece *piece)
{
	struct dmr_filter *filter = &record->filter;
	u8 *bytes = DMR_SECTION_ALL;

	if (filter->nr_spares) {
		bytes = filter->spares[filter->nr_spares - 1];
		WRITE_ONCE(filter->nr_spares, filter->nr_spares - 1);
	} else {
		record->stats.lost_filters++;
		WRITE_ONCE(filter->nr_all, filter->nr_all + 1);
	}
	dmr_smp_store(&piece->section->bytes, bytes);
}

void dmr_filter_hold(struct dmr_record *record, u64 pfn, u64 npages)
{
	struct dmr_filter *filter = &record->filter;
	u64 end = pfn + npages;
	struct piece piece;

	if (end > filter->max_pfn)
		WRITE_ONCE(filter->high, filter->high + 1);
	while (next_piece(filter, &pfn, end, &piece)) {
		piece.section->objects++;
		if (!piece.section->bytes)
			open_section(record, &piece);
	}
}

void dmr_filter_set(struct dmr_record *record, u64 pfn, u64 npages)
{
	u64 end = pfn + npages;
	struct piece piece;

	while (next_piece(&record->filter, &pfn, end, &piece))
		if (real(piece.section->bytes))
			count_frames(piece.section->bytes + piece.offset,
				     piece.n, 1);
}

/* The trees know how many are left of those that no byte could count */
void dmr_filter_clear(struct dmr_record *record, u64 pfn, u64 npages)
{
	u64 end = pfn + npages;
	struct piece piece;
	u8 *bytes;

	while (next_piece(&record->filter, &pfn, end, &piece)) {
		bytes = piece.section->bytes;
		if (!real(bytes) ||
		    count_frames(bytes + piece.offset, piece.n, -1))
			continue;
		clear_bits(bytes + piece.offset, piece.n, DMR_BYTE_COUNT);
		count_covered(record, &piece, bytes);
	}
}

/* Its last mapping has gone, all its bytes are 0 */
static void close_section(struct dmr_filter *filter,
			  struct dmr_section *section)
{
	u8 *bytes = section->bytes;

	if (real(bytes)) {
		if (filter->nr_spares == DMR_SPARES)
			return;
		filter->spares[filter->nr_spares] = bytes;
		WRITE_ONCE(filter->nr_spares, filter->nr_spares + 1);
	} else {
		WRITE_ONCE(filter->nr_all, filter->nr_all - 1);
	}
	dmr_smp_store(&section->bytes, NULL);
}

void dmr_filter_drop(struct dmr_record *record, u64 pfn, u64 npages)
{
	struct dmr_filter *filter = &record->filter;
	u64 end = pfn + npages;
	struct piece piece;

	if (end > filter->max_pfn)
		WRITE_ONCE(filter->high, filter->high - 1);
	while (next_piece(filter, &pfn, end, &piece)) {
		piece.section->objects--;
		if (!piece.section->objects && !piece.section->doubt)
			close_section(filter, piece.section);
	}
}

void dmr_filter_doubt(struct dmr_record *record, u64 pfn, u64 npages)
{
	struct dmr_filter *filter = &record->filter;
	u64 end = pfn + npages;
	struct piece piece;
	u8 *bytes;

	if (end > filter->max_pfn)
		WRITE_ONCE(filter->high, filter->high + 1);
	while (next_piece(filter, &pfn, end, &piece)) {
		if (!piece.section->bytes)
			open_section(record, &piece);
		bytes = piece.section->bytes;
		if (bytes == DMR_SECTION_ALL && !piece.section->doubt)
			WRITE_ONCE(filter->nr_all, filter->nr_all - 1);
		piece.section->doubt = 1;
		if (real(bytes))
			set_bits(bytes + piece.offset, piece.n, DMR_BYTE_DOUBT);
	}
}

/* ------------------------------------------------------ readers, no lock */

/* Eight at a time where there are many: a 2 MiB leaf has 512 */
static bool any(const u8 *bytes, u32 n)
{
	u32 i = 0;

	for (; i < n && ((uintptr_t)(bytes + i) & 7); i++)
		if (READ_ONCE(bytes[i]))
			return true;
	for (; i + 8 <= n; i += 8)
		if (READ_ONCE(*(const u64 *)(bytes + i)))
			return true;
	for (; i < n; i++)
		if (READ_ONCE(bytes[i]))
			return true;
	return false;
}

/* one frame, the common question: without the bookkeeping of pieces */
static bool frame_marked(const struct dmr_filter *filter, u64 pfn)
{
	const u8 *bytes =
		dmr_smp_load(&filter->sections[pfn >> DMR_SECTION_SHIFT].bytes);

	if (likely(!bytes))
		return false;
	return bytes == DMR_SECTION_ALL ||
	       READ_ONCE(bytes[pfn & (DMR_SECTION - 1)]);
}

bool dmr_marked(const struct dmr_record *record, u64 pfn, u64 npages)
{
	const struct dmr_filter *filter = &record->filter;
	u64 end = pfn + npages;
	struct piece piece;
	const u8 *bytes;

	if (npages == 1 && likely(pfn < filter->max_pfn))
		return frame_marked(filter, pfn);
	if (end > filter->max_pfn && READ_ONCE(filter->high))
		return true;
	while (next_piece(filter, &pfn, end, &piece)) {
		bytes = dmr_smp_load(&piece.section->bytes);
		if (likely(!bytes))
			continue;
		if (bytes == DMR_SECTION_ALL ||
		    any(bytes + piece.offset, piece.n))
			return true;
	}
	return false;
}

bool dmr_marked_each(const struct dmr_record *record, void *const *things,
		     u64 n, u64 base, u32 shift)
{
	const struct dmr_filter *filter = &record->filter;
	u64 i, pfn;

	for (i = 0; i < n && things[i]; i++) {
		pfn = ((uintptr_t)things[i] - base) >> shift;
		if (unlikely(pfn >= filter->max_pfn)) {
			if (dmr_marked(record, pfn, 1))
				return true;
		} else if (frame_marked(filter, pfn)) {
			return true;
		}
	}
	return false;
}

static u32 va_slot(u64 region)
{
	return dmr_hash(region) & (DMR_VA_SLOTS - 1);
}

static u32 space_slot(u64 space)
{
	return dmr_hash(space) & (DMR_SPACE_SLOTS - 1);
}

bool dmr_va_marked(const struct dmr_record *record, u64 start, u64 end)
{
	const struct dmr_filter *filter = &record->filter;
	u64 region = start >> DMR_VA_SHIFT;
	u64 last = (end - 1) >> DMR_VA_SHIFT;

	if (READ_ONCE(filter->va_huge) || last - region >= DMR_VA_REGIONS)
		return true;
	for (; region <= last; region++)
		if (READ_ONCE(filter->va[va_slot(region)]))
			return true;
	return false;
}

bool dmr_space_known(const struct dmr_record *record, u64 space)
{
	return READ_ONCE(record->filter.space[space_slot(space)]);
}

/* ------------------------------------------------------------- by address */

static void count(u32 *counter, int add)
{
	WRITE_ONCE(*counter, *counter + add);
}

void dmr_filter_va(struct dmr_record *record, u64 space, u64 va, u64 npages,
		   int add)
{
	struct dmr_filter *filter = &record->filter;
	u64 region = va >> DMR_VA_SHIFT;
	u64 last = (va + (dmr_bytes(npages) - 1)) >> DMR_VA_SHIFT;

	if (space == DMR_SPACE_LINEAR || space == DMR_SPACE_DMA)
		return;
	if (space != DMR_SPACE_KERNEL) {
		count(&filter->space[space_slot(space)], add);
		return;
	}
	if (last - region >= DMR_VA_REGIONS) {
		count(&filter->va_huge, add);
		return;
	}
	for (; region <= last; region++)
		count(&filter->va[va_slot(region)], add);
}

/* --------------------------------------------------------- making, filling */

int dmr_filter_init(struct dmr_record *record)
{
	struct dmr_filter *filter = &record->filter;
	u64 n = (record->config.max_pfn + DMR_SECTION - 1) >> DMR_SECTION_SHIFT;

	filter->max_pfn = record->config.max_pfn;
	filter->nr_sections = n;
	filter->sections =
		dmr_take(record, (n ? n : 1) * sizeof(*filter->sections));
	return filter->sections ? 0 : -ENOMEM;
}

void dmr_filter_deinit(struct dmr_record *record)
{
	struct dmr_filter *filter = &record->filter;
	u64 i;

	for (i = 0; i < filter->nr_spares; i++)
		dmr_free(filter->spares[i]);
	for (i = 0; filter->sections && i < filter->nr_sections; i++)
		if (real(filter->sections[i].bytes))
			dmr_free(filter->sections[i].bytes);
	dmr_free(filter->sections);
}

bool dmr_filter_low(const struct dmr_record *record)
{
	return READ_ONCE(record->filter.nr_spares) < DMR_SPARES_LOW;
}

/*
 * A section that had no chunk when it was opened gets one. One with frames in
 * doubt does not: nobody knows which.
 */
static bool mend(struct dmr_record *record, u64 n)
{
	struct dmr_filter *filter = &record->filter;
	struct piece piece = {
		.section = &filter->sections[n],
		.pfn = n << DMR_SECTION_SHIFT,
		.n = DMR_SECTION,
	};
	u8 *bytes;

	if (piece.section->bytes != DMR_SECTION_ALL || piece.section->doubt)
		return false;
	bytes = filter->spares[filter->nr_spares - 1];
	WRITE_ONCE(filter->nr_spares, filter->nr_spares - 1);
	WRITE_ONCE(filter->nr_all, filter->nr_all - 1);
	count_covered(record, &piece, bytes);
	dmr_smp_store(&piece.section->bytes, bytes);
	return true;
}

static bool mend_one(struct dmr_record *record)
{
	struct dmr_filter *filter = &record->filter;
	unsigned long flags = 0;
	bool done = false;
	u64 n;

	if (!READ_ONCE(filter->nr_all))
		return false;
	dmr_lock(&record->lock, flags);
	for (n = 0; filter->nr_spares && !done && n < filter->nr_sections; n++)
		done = mend(record, n);
	dmr_unlock(&record->lock, flags);
	return done;
}

static int add_spares(struct dmr_record *record)
{
	struct dmr_filter *filter = &record->filter;
	unsigned long flags = 0;
	bool taken;
	u8 *bytes;

	while (READ_ONCE(filter->nr_spares) < DMR_SPARES) {
		bytes = dmr_take(record, DMR_SECTION);
		if (!bytes)
			return -ENOMEM;
		dmr_lock(&record->lock, flags);
		taken = filter->nr_spares < DMR_SPARES;
		if (taken) {
			filter->spares[filter->nr_spares] = bytes;
			WRITE_ONCE(filter->nr_spares, filter->nr_spares + 1);
		} else {
			record->stats.bytes -= DMR_SECTION;
		}
		dmr_unlock(&record->lock, flags);
		if (!taken)
			dmr_free(bytes);
	}
	return 0;
}

int dmr_filter_refill(struct dmr_record *record)
{
	int err;

	do
		err = add_spares(record);
	while (!err && mend_one(record));
	return err;
}
