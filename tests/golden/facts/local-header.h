/* SPDX-License-Identifier: GPL-2.0-or-later */
struct ring {
	int count;
};

static inline int ring_count(const struct ring *ring)
{
	return ring->count;
}

static inline int ring_unused(const struct ring *ring)
{
	return ring->count + 1;
}
