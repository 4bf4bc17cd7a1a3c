/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_RECORDING_H
#define DMALIAS_CTL_RECORDING_H

#include "core/stream.h"

/*
 * A file being recorded. Whatever ends it, it holds whole records only: after
 * an error it is cut back to the last one that got there in full.
 */
struct recording {
	int fd;
	int error; /* errno of what failed first; nothing is written after it */
	u64 good; /* bytes of whole records in the file, and how many */
	u64 records;
	size_t used;
	unsigned char data[64 * 1024];
};

/* recording_create - NULL: errno. The file is its owner's alone: addresses. */
struct recording *recording_create(const char *path);

/* recording_add - one whole record, or the header */
void recording_add(struct recording *recording, const void *record, size_t len);
void recording_event(struct recording *recording,
		     const struct dmr_event *event);

/* recording_flush - false: recording->error */
bool recording_flush(struct recording *recording);

/* recording_close - flush, to the disk, free; 0 or errno; good and records */
int recording_close(struct recording *recording, u64 *bytes, u64 *records);

#endif
