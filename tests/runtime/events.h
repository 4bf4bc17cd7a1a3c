/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_TESTS_EVENTS_H
#define DMALIAS_TESTS_EVENTS_H

#include "core/record.h"

/* A record to test with, and what it said */

#define KB 1024ULL
#define MB (1024 * KB)
#define MODULES 0xffffffffc0000000ULL
#define LINEAR 0xffff888000000000ULL
#define VMALLOC 0xffffc90000000000ULL
#define FOO_MAP (MODULES + 0x1000)
#define FOO_FREE (MODULES + 0x2000)
#define BAR_MAP (MODULES + 0x101000)

enum { VERDICTS = 256 };

struct bed {
	struct dmr_record *record;
	struct dmr_config config;
	u32 n; /* of verdicts, those that had no room too */
	struct dmr_verdict verdicts[VERDICTS];
	struct dmr_event event; /* in the making */
};

/* RAM is from frame 0x100 to 0x1ffff; x86-64, 32 MB */
struct bed *bed_new(void);
/* as bed->config says; without RAM when it is not told */
struct bed *bed_new_config(const struct dmr_config *config);
void bed_free(struct bed *bed);

/*
 * event - begin bed->event: by a call from 'caller' (0: nobody was seen), one
 * run unless npages is 0. apply - give it to the record.
 */
struct dmr_event *event(struct bed *bed, enum dmr_op op, enum dmr_kind kind,
			enum dmr_type type, u64 caller, u64 va, u64 pfn,
			u64 npages);
void apply(struct bed *bed);

/* the short forms of what tests do all the time; they apply */
void map(struct bed *bed, enum dmr_kind kind, enum dmr_type type, u64 va,
	 u64 pfn, u64 npages);
void unmap(struct bed *bed, u64 va, u64 npages);
void linear(struct bed *bed, enum dmr_type type, u64 pfn, u64 npages);
void free_pages(struct bed *bed, enum dmr_type type, u64 pfn, u64 npages);

/* "foo_map+0x1c/0x40 [foo]" for FOO_MAP and so on */
void symbolize(void *arg, u64 address, u64 time, char *buf, size_t size);

#endif
