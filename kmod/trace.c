// SPDX-License-Identifier: GPL-2.0

#include <linux/version.h>

#include "kmod.h"

/* the second argument went away in 6.10 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
#define DMK_ASSIGN_STR(field, value) __assign_str(field)
#else
#define DMK_ASSIGN_STR(field, value) __assign_str(field, value)
#endif

#define CREATE_TRACE_POINTS
#include "trace.h"

static void trace_run(const struct dmr_event *event, const struct dmr_run *run)
{
	switch (event->op) {
	case DMR_OP_MAP:
		trace_dmalias_map(event, run);
		break;
	case DMR_OP_UNMAP:
		trace_dmalias_unmap(event, run);
		break;
	case DMR_OP_LINEAR:
		trace_dmalias_linear(event, run);
		break;
	case DMR_OP_FREE:
		trace_dmalias_free(event, run);
		break;
	case DMR_OP_REFUSED:
		trace_dmalias_refused(event, run);
		break;
	}
}

void dmk_trace_event(const struct dmr_event *event)
{
	for (int i = 0; i < event->nr_runs; i++)
		trace_run(event, &event->runs[i]);
}

bool dmk_trace_verdict_on(void)
{
	return trace_dmalias_verdict_enabled();
}

void dmk_trace_verdict(const struct dmr_verdict *verdict, const char *text)
{
	trace_dmalias_verdict(verdict, text);
}
