/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CORE_VERDICT_H
#define DMALIAS_CORE_VERDICT_H

#include "event.h"

/* Rules that the record decides; dmr_rule_id() has the ids of rules/ */
enum dmr_rule {
	DMR_RULE_NONE,
	DMR_RAM_IOMAP, /* attr/ram-iomap */
	DMR_RAM_ALIAS_VMAP, /* attr/ram-alias-vmap */
	DMR_RAM_ALIAS_USER, /* attr/ram-alias-user */
	DMR_USER_NOT_DMA_MMAP, /* attr/user-not-dma-mmap */
	DMR_NOT_RESTORED, /* attr/not-restored */
	DMR_MMIO_CONFLICT, /* attr/mmio-conflict */
	DMR_RULE_COUNT,
};

/* In which way; decides the words of the headline */
enum dmr_what {
	DMR_WHAT_NONE,
	DMR_ALIASED, /* two mappings of different types live at once */
	DMR_OVERRIDDEN, /* asked for a conflicting type, the kernel gave another
			 */
	DMR_WAS_REFUSED, /* asked for a conflicting type, the kernel gave
			    nothing */
	DMR_CHANGED_UNDER, /* the linear map's type changed under a live alias
			    */
	DMR_FREED_CHANGED, /* freed, the linear map is not write-back */
	DMR_FREED_ALIASED, /* freed while a non-cached alias lives */
	DMR_WRONG_CALL, /* right type by chance, but not by the call meant for
			   it */
	DMR_WHAT_COUNT,
};

/* One of the two mappings, and who made it */
struct dmr_side {
	u8 kind, type, asked;
	u8 nr_stack; /* 0: nobody was seen making it */
	u16 flags; /* DMR_EV_SANCTIONED, DMR_EV_FOUND */
	u32 pid;
	u64 seq; /* of the event that made it; 0: implied, the linear map */
	u64 time;
	u64 va, space; /* va of the first page in conflict */
	u64 func;
	u64 site; /* first address of the stack in a module, else its first */
	char comm[DMR_COMM];
	char device[DMR_DEVICE];
	u64 stack[DMR_STACK_MAX];
};

struct dmr_verdict {
	u8 rule; /* enum dmr_rule */
	u8 what; /* enum dmr_what */
	u8 arch; /* whose rules were broken: the profile */
	u8 machine; /* whose types these are */
	bool strict; /* a tolerated or sanctioned one, strict mode is on */
	u32 nth; /* 1: the first of this rule and site */
	u64 seq; /* of the event that completed it */
	u64 time;
	u64 pfn, npages; /* the first run in conflict */
	u64 total; /* pages in conflict, all runs of the batch */
	struct dmr_side culprit; /* the later mapping, or who freed */
	struct dmr_side other;
};

/* dmr_rule_id - "attr/ram-alias-vmap"; dmr_rule_of - DMR_RULE_NONE if unknown
 */
const char *dmr_rule_id(enum dmr_rule rule);
enum dmr_rule dmr_rule_of(const char *id);

/* dmr_what_name - "aliased", "freed-changed", ... */
const char *dmr_what_name(enum dmr_what what);

/*
 * Addresses become names outside the core: kallsyms in the kernel, a
 * recording's symbols or /proc/kallsyms and DWARF in user space.
 * dmr_symbolize_fn - writes "foo_probe+0x1c4 [foo]" to buf, at most size bytes;
 * time: ns since boot when the address was seen, for modules come and go.
 */
typedef void dmr_symbolize_fn(void *arg, u64 address, u64 time, char *buf,
			      size_t size);

/*
 * dmr_verdict_headline - one stable line without a newline, without addresses,
 * PFNs, times and offsets, that is the same for the same defect on the next
 * boot: dmalias: attr/ram-alias-vmap: foo_probe [foo]: 4 pages are WC here and
 * WB in the linear map Returns its length, cut to @size like snprintf().
 */
int dmr_verdict_headline(const struct dmr_verdict *verdict,
			 dmr_symbolize_fn *symbolize, void *arg, char *buf,
			 size_t size);

/*
 * dmr_verdict_lines - the lines after the headline: PFN range, both sides with
 * asked and found type, owner, task, device and time, then both stacks.
 * @line: called for each, without a newline.
 */
void dmr_verdict_lines(const struct dmr_verdict *verdict,
		       dmr_symbolize_fn *symbolize, void *arg,
		       void (*line)(void *line_arg, const char *text),
		       void *line_arg);

#endif
