/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_SCAN_FACTS_FILE_H
#define DMALIAS_SCAN_FACTS_FILE_H

#include <stddef.h>
#include <stdint.h>

struct dm_error;

/*
 * Facts between parsing and analysis that no cache holds: in a file without
 * a name, which is gone when the last process that has it open ends, however
 * it ends. One process adds, before children are forked that read.
 */
struct facts_file {
	int fd; /* -1: nothing was added yet */
	uint64_t end;
};

struct facts_part {
	uint64_t at, len;
};

#define FACTS_FILE_EMPTY {.fd = -1}

/* Add some bytes; @ret: how to get them back. */
struct dm_error *facts_file_add(struct facts_file *f, const void *data,
				size_t len, struct facts_part *ret);

/* @ret: the bytes, owned by the caller. */
struct dm_error *facts_file_read(const struct facts_file *f,
				 const struct facts_part *part, void **ret);
void facts_file_close(struct facts_file *f);

#endif
