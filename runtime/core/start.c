// SPDX-License-Identifier: GPL-2.0-or-later
#include "record.h"

enum {
	START_STRICT = 1,
	START_FULL = 2,
	PAGE_BITS = 12, /* the record counts 4 KiB pages */
};

void dmr_start_event(const struct dmr_config *config, const char *release,
		     struct dmr_event *event)
{
	dmr_event_clear(event);
	event->op = DMR_OP_START;
	event->type = config->machine;
	event->asked = config->profile;
	event->count = (config->strict ? START_STRICT : 0) |
		       (config->full ? START_FULL : 0);
	event->nr_runs = 2;
	event->runs[0] = (struct dmr_run){
		.va = config->module_start,
		.npages = (config->module_end - config->module_start) >>
			  PAGE_BITS,
	};
	event->runs[1] = (struct dmr_run){.npages = config->max_pfn};
	for (size_t i = 0; i < DMR_TEXT - 1 && release[i]; i++)
		event->text[i] = release[i];
}

bool dmr_start_config(const struct dmr_event *event, struct dmr_config *config)
{
	if (event->op != DMR_OP_START || event->nr_runs < 2 ||
	    event->type >= DMR_ARCH_COUNT || event->asked >= DMR_ARCH_COUNT)
		return false;
	config->machine = (enum dmr_arch)event->type;
	config->profile = (enum dmr_arch)event->asked;
	config->strict = event->count & START_STRICT;
	config->full = event->count & START_FULL;
	config->max_pfn = event->runs[1].npages;
	config->module_start = event->runs[0].va;
	config->module_end =
		event->runs[0].va + (event->runs[0].npages << PAGE_BITS);
	return true;
}
