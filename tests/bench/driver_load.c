// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "driver_load.h"

#define VMALLOC 0xffffc90000000000ULL
#define LINEAR 0xffff888000000000ULL
#define MM 0xffff888101234000ULL

enum {
	SITES = 200,
	PAGES = 4, /* of a buffer */
	PLACE = 8, /* frames that a buffer has to move about in */
	RAM_LOW = 0x1000,
	RAM_LOW_END = 0xc0000,
	RAM_HIGH = 0x100000,
	HOLE = 0xc0000,
};

enum life { WC_VMAP, WC_USER, DMA, MMIO };

struct buffer {
	u8 step;
	u8 moved; /* where in its place it is in this life */
};

struct driver_load {
	u64 random, seq;
	u32 n;
	struct buffer buffers[];
};

static u32 below(struct driver_load *load, u32 n)
{
	load->random =
		load->random * 6364136223846793005ULL + 1442695040888963407ULL;
	return (load->random >> 33) % n;
}

struct driver_load *driver_load_new(u32 buffers)
{
	struct driver_load *load =
		calloc(1, sizeof(*load) + buffers * sizeof(*load->buffers));

	if (!load) {
		fprintf(stderr, "driver_load: no memory\n");
		exit(1);
	}
	load->random = 1;
	load->n = buffers;
	return load;
}

void driver_load_free(struct driver_load *load)
{
	free(load);
}

void driver_load_ram(struct dmr_event *event)
{
	dmr_event_clear(event);
	event->op = DMR_OP_RAM;
	dmr_event_run(event, 0, 1, 0x9e);
	dmr_event_run(event, 0, 0x100, RAM_LOW_END - 0x100);
	dmr_event_run(event, 0, RAM_HIGH, DRIVER_LOAD_MAX_PFN - RAM_HIGH);
}

static enum life life_of(u32 k)
{
	u32 i = k % 20;

	return i < 8 ? WC_VMAP : i < 15 ? DMA : i < 18 ? MMIO : WC_USER;
}

static u64 pfn_of(const struct driver_load *load, u32 k)
{
	u64 at = PLACE * (u64)k + PAGES * load->buffers[k].moved;

	if (life_of(k) == MMIO)
		return HOLE + (at / 20 * 3) / PLACE * PLACE;
	at += RAM_LOW;
	return at < RAM_LOW_END ? at : at - RAM_LOW_END + RAM_HIGH;
}

static void runs(const struct driver_load *load, u32 k, u64 va,
		 struct dmr_event *event)
{
	u64 pfn = pfn_of(load, k);

	/* the second half first: two runs */
	if (life_of(k) != MMIO && life_of(k) != DMA && k % 4 == 1) {
		dmr_event_run(event, va, pfn + PAGES / 2, PAGES / 2);
		dmr_event_run(event, va + PAGES / 2 * 4096ULL, pfn, PAGES / 2);
		return;
	}
	dmr_event_run(event, va, pfn, PAGES);
}

static void caller(struct dmr_event *event, u32 site)
{
	static const char *const comms[] = {"Xorg", "modprobe", "kworker/1:2",
					    "gst-launch-1.0"};

	event->pid = 300 + site;
	strcpy(event->comm, comms[site % 4]);
}

static void stack(struct dmr_event *event, u32 site)
{
	event->nr_stack = 6 + site % 11;
	for (int i = 0; i < event->nr_stack; i++)
		event->stack[i] =
			i < 3 ? DRIVER_LOAD_MODULES + site * 0x340 + i * 0x91 :
				0xffffffff81000000ULL + i * 0x1fc10 +
					site % 7 * 0x33;
}

/* (un)map: each has its space and addresses */
static void map(const struct driver_load *load, u32 k, struct dmr_event *event)
{
	u64 place =
		((u64)k * PLACE * 2 + load->buffers[k].moved * PAGES) * 4096;

	event->op = DMR_OP_MAP;
	event->func = 0xffffffff812a0000ULL + life_of(k) * 0x100;
	event->type = DMR_NC;
	switch (life_of(k)) {
	case WC_VMAP:
		event->kind = DMR_KIND_VMAP;
		break;
	case WC_USER:
		event->kind = DMR_KIND_USER;
		event->space = MM + k % 16 * 0x980;
		place += 0x7f0000000000ULL - VMALLOC;
		break;
	case DMA:
		event->kind = DMR_KIND_DMA;
		event->type = DMR_WB;
		event->space = DMR_SPACE_DMA;
		strcpy(event->device, "0000:03:00.0");
		place = LINEAR - VMALLOC + pfn_of(load, k) * 4096;
		break;
	case MMIO:
		event->kind = DMR_KIND_IOREMAP;
		event->type = DMR_UC_MINUS;
		break;
	}
	runs(load, k, VMALLOC + place, event);
}

static void unmap(const struct driver_load *load, u32 k,
		  struct dmr_event *event)
{
	map(load, k, event);
	event->op = DMR_OP_UNMAP;
	event->kind = life_of(k) == DMA ? DMR_KIND_DMA : DMR_KIND_NONE;
	event->type = DMR_TYPE_UNKNOWN;
	event->device[0] = '\0';
	event->nr_runs = 1;
	event->runs[0].pfn = 0;
	event->runs[0].npages = PAGES;
}

static void linear(const struct driver_load *load, u32 k, u8 type,
		   struct dmr_event *event)
{
	event->op = DMR_OP_LINEAR;
	event->kind = DMR_KIND_LINEAR;
	event->type = type;
	event->func = 0xffffffff81070000ULL;
	runs(load, k, 0, event);
	for (int i = 0; i < event->nr_runs; i++)
		event->runs[i].va = LINEAR + event->runs[i].pfn * 4096;
}

static void step(struct driver_load *load, u32 k, struct dmr_event *event)
{
	struct buffer *buffer = &load->buffers[k];
	bool wc = life_of(k) == WC_VMAP || life_of(k) == WC_USER;
	int now = buffer->step++;

	if (!now) {
		buffer->moved = below(load, 2);
		if (wc && !below(load, 1000))
			now = buffer->step++;
	}
	if (now == (wc ? 0 : -1))
		linear(load, k, DMR_NC, event);
	else if (now == (wc ? 1 : 0))
		map(load, k, event);
	else if (now == (wc ? 2 : 1))
		unmap(load, k, event);
	else
		linear(load, k, DMR_WB, event);
	if (buffer->step == (wc ? 4 : 2))
		buffer->step = 0;
}

/* Something between the buffers' steps */
static bool other(struct driver_load *load, u32 k, struct dmr_event *event)
{
	u32 i = below(load, 100);

	if (i < 5) {
		event->op = DMR_OP_UNMAP;
		dmr_event_run(event,
			      VMALLOC + ((u64)k * PLACE * 2 + PLACE) * 4096, 0,
			      1);
	} else if (i < 7) {
		k = k / 20 * 20 + 8;
		if (k >= load->n)
			return false;
		event->op = DMR_OP_FREE;
		event->kind = DMR_KIND_LINEAR;
		event->type = DMR_WB;
		dmr_event_run(event, LINEAR + pfn_of(load, k) * 4096,
			      pfn_of(load, k), 1);
	}
	return i < 7;
}

void driver_load_next(struct driver_load *load, struct dmr_event *event)
{
	u32 k = below(load, load->n), site = below(load, SITES);

	dmr_event_clear(event);
	if (!other(load, k, event))
		step(load, k, event);
	event->seq = ++load->seq;
	event->time = 1000000000ULL + load->seq * 1700;
	caller(event, site);
	if (event->op != DMR_OP_UNMAP)
		stack(event, site);
}
