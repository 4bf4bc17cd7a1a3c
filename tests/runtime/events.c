// SPDX-License-Identifier: GPL-2.0-or-later
#include <assert.h>
#include <stdlib.h>

#include "events.h"

static void take(void *arg, const struct dmr_verdict *verdict)
{
	struct bed *bed = arg;

	if (bed->n < VERDICTS)
		memcpy(&bed->verdicts[bed->n], verdict, sizeof(*verdict));
	bed->n++;
}

struct bed *bed_new_config(const struct dmr_config *config)
{
	struct bed *bed = calloc(1, sizeof(*bed));

	bed->config = *config;
	bed->config.arg = bed;
	bed->config.verdict = take;
	if (dmr_create(&bed->config, &bed->record)) {
		free(bed);
		return NULL;
	}
	return bed;
}

struct bed *bed_new(void)
{
	struct bed *bed = bed_new_config(&(struct dmr_config){
		.max_pfn = 0x20000,
		.max_bytes = 32 * MB,
		.module_start = MODULES,
		.module_end = MODULES + 256 * MB,
	});

	assert(bed);
	event(bed, DMR_OP_RAM, 0, 0, 0, 0, 0x100, 0x1ff00);
	apply(bed);
	return bed;
}

void bed_free(struct bed *bed)
{
	dmr_destroy(bed->record);
	free(bed);
}

struct dmr_event *event(struct bed *bed, enum dmr_op op, enum dmr_kind kind,
			enum dmr_type type, u64 caller, u64 va, u64 pfn,
			u64 npages)
{
	struct dmr_event *e = &bed->event;

	dmr_event_clear(e);
	e->op = op;
	e->kind = kind;
	e->type = type;
	e->time = 1234567890;
	e->pid = 77;
	strcpy(e->comm, "insmod");
	if (caller) {
		e->nr_stack = 2;
		e->stack[0] = caller;
		e->stack[1] = 0xffffffff81000100;
	}
	if (npages)
		dmr_event_run(e, va, pfn, npages);
	return e;
}

void apply(struct bed *bed)
{
	dmr_apply(bed->record, &bed->event);
}

void map(struct bed *bed, enum dmr_kind kind, enum dmr_type type, u64 va,
	 u64 pfn, u64 npages)
{
	event(bed, DMR_OP_MAP, kind, type, FOO_MAP, va, pfn, npages);
	apply(bed);
}

void unmap(struct bed *bed, u64 va, u64 npages)
{
	event(bed, DMR_OP_UNMAP, 0, 0, 0, va, 0, npages);
	apply(bed);
}

void linear(struct bed *bed, enum dmr_type type, u64 pfn, u64 npages)
{
	event(bed, DMR_OP_LINEAR, DMR_KIND_LINEAR, type, BAR_MAP,
	      LINEAR + (pfn << 12), pfn, npages);
	apply(bed);
}

void free_pages(struct bed *bed, enum dmr_type type, u64 pfn, u64 npages)
{
	event(bed, DMR_OP_FREE, 0, type, FOO_FREE, 0, pfn, npages);
	apply(bed);
}

void symbolize(void *arg, u64 address, u64 time, char *buf, size_t size)
{
	const char *name = NULL;

	if (address == FOO_MAP)
		name = "foo_map+0x1c/0x40 [foo]";
	if (address == FOO_FREE)
		name = "foo_free+0x9c [foo]";
	if (address == BAR_MAP)
		name = "bar_map+0x4 [bar]";
	if (name)
		snprintf(buf, size, "%s", name);
	else
		snprintf(buf, size, "0x%llx", (unsigned long long)address);
}
