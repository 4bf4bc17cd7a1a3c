/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM dmalias

#if !defined(DMALIAS_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define DMALIAS_TRACE_H

/*
 * What the record takes, as tracepoints for ftrace, perf and BPF. They fire
 * under the record's lock with interrupts off, in the order of seq. Types are
 * names of the machine's architecture.
 */

#include <linux/tracepoint.h>

#include "kmod.h"

/* clang-format off */
DECLARE_EVENT_CLASS(dmalias_event,
	TP_PROTO(const struct dmr_event *event, const struct dmr_run *run),
	TP_ARGS(event, run),
	TP_STRUCT__entry(
		__field(u64, seq)
		__field(u64, space)
		__field(u64, va)
		__field(u64, pfn)
		__field(u64, npages)
		__field(void *, caller)
		__field(u16, flags)
		__string(kind, dmr_kind_name(event->kind))
		__string(type, dmr_type_name(dmk_arch(), event->type))
		__string(asked, dmr_type_name(dmk_arch(), event->asked))
		__string(device, event->device)
	),
	TP_fast_assign(
		__entry->seq = event->seq;
		__entry->space = event->space;
		__entry->va = run->va;
		__entry->pfn = run->pfn;
		__entry->npages = run->npages;
		__entry->caller = event->nr_stack ?
				  (void *)(unsigned long)event->stack[0] : NULL;
		__entry->flags = event->flags;
		DMK_ASSIGN_STR(kind, dmr_kind_name(event->kind));
		DMK_ASSIGN_STR(type, dmr_type_name(dmk_arch(), event->type));
		DMK_ASSIGN_STR(asked, dmr_type_name(dmk_arch(), event->asked));
		DMK_ASSIGN_STR(device, event->device);
	),
	TP_printk("seq=%llu kind=%s type=%s asked=%s pfn=0x%llx npages=%llu va=0x%llx space=0x%llx flags=0x%x device=%s caller=%pS",
		  __entry->seq, __get_str(kind), __get_str(type),
		  __get_str(asked), __entry->pfn, __entry->npages, __entry->va,
		  __entry->space, __entry->flags, __get_str(device),
		  __entry->caller)
);

#define DMK_DEFINE_EVENT(name)						\
	DEFINE_EVENT(dmalias_event, name,				\
		TP_PROTO(const struct dmr_event *event,			\
			 const struct dmr_run *run),			\
		TP_ARGS(event, run))

/* runs are mapped in a space */
DMK_DEFINE_EVENT(dmalias_map);
/* an address range of a space is gone; pfn is not used */
DMK_DEFINE_EVENT(dmalias_unmap);
/* the linear map has another type for these frames */
DMK_DEFINE_EVENT(dmalias_linear);
/* frames go to the page allocator, type is the linear map's */
DMK_DEFINE_EVENT(dmalias_free);
/* the kernel refused the mapping */
DMK_DEFINE_EVENT(dmalias_refused);

TRACE_EVENT(dmalias_verdict,
	TP_PROTO(const struct dmr_verdict *verdict, const char *text),
	TP_ARGS(verdict, text),
	TP_STRUCT__entry(
		__field(u64, seq)
		__field(u64, pfn)
		__field(u64, npages)
		__field(u64, total)
		__field(u32, nth)
		__field(void *, site)
		__string(rule, dmr_rule_id(verdict->rule))
		__string(what, dmr_what_name(verdict->what))
		__string(text, text)
	),
	TP_fast_assign(
		__entry->seq = verdict->seq;
		__entry->pfn = verdict->pfn;
		__entry->npages = verdict->npages;
		__entry->total = verdict->total;
		__entry->nth = verdict->nth;
		__entry->site = (void *)(unsigned long)verdict->culprit.site;
		DMK_ASSIGN_STR(rule, dmr_rule_id(verdict->rule));
		DMK_ASSIGN_STR(what, dmr_what_name(verdict->what));
		DMK_ASSIGN_STR(text, text);
	),
	TP_printk("seq=%llu rule=%s what=%s pfn=0x%llx npages=%llu total=%llu nth=%u site=%pS: %s",
		  __entry->seq, __get_str(rule), __get_str(what),
		  __entry->pfn, __entry->npages, __entry->total, __entry->nth,
		  __entry->site, __get_str(text))
);
/* clang-format on */

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
