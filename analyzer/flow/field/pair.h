/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_PAIR_H
#define DMALIAS_FLOW_PAIR_H

#include <stdbool.h>

#include "flow/rule.h"

/*
 * Which field holds the DMA address of the buffer that another field points
 * to. A driver that maps x->skb->data, keeps the address in x->dma and the
 * buffer in x->skb says "pair:rec.dma:rec.skb>sk_buff.data"; a function that
 * reads the one and unmaps the other, of the same x, is about one buffer. Where
 * the direction is known, "way:...:NUMBER" says it of the same two.
 */

/* A store or a mapping, wherever in the function. */
struct pair_store {
	value_id address, value;
};

struct pair_map {
	value_id result, cpu;
	bool page; /* @cpu is a struct page */
	int64_t dir; /* enum dma_data_direction; -1: not known */
};

struct pairs {
	VEC(struct pair_store) stores;
	VEC(struct pair_map) maps;
};

/* A DMA address that was loaded, without what was added to it; or 0. */
value_id pair_whole(const struct flow *f, value_id dma);

void pair_note_store(struct flow *f, value_id address, value_id value);
void pair_note_map(struct flow *f, const struct flow_call *call);

/* The end of the function: state the evidence of what was noted. */
void pair_finish(struct flow *f);

#endif
