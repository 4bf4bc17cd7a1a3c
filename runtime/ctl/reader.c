// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <unistd.h>

#include "ctl/mem.h"
#include "ctl/reader.h"

struct reader *reader_create(int fd)
{
	struct reader *reader = mem_grow(NULL, 1, sizeof(*reader));

	memset(reader, 0, sizeof(*reader));
	reader->fd = fd;
	return reader;
}

void reader_free(struct reader *reader)
{
	if (!reader)
		return;
	close(reader->fd);
	free(reader);
}

bool reader_rewind(struct reader *reader)
{
	int fd = reader->fd;

	if (lseek(fd, 0, SEEK_SET) < 0)
		return false;
	memset(reader, 0, sizeof(*reader));
	reader->fd = fd;
	return true;
}

/* READER_RECORD: something was read, or the end was seen */
static enum reader_status fill(struct reader *r)
{
	ssize_t n;

	memmove(r->data, r->data + r->start, r->end - r->start);
	r->end -= r->start;
	r->start = 0;
	n = read(r->fd, r->data + r->end, sizeof(r->data) - r->end);
	if (n > 0) {
		r->end += n;
		return READER_RECORD;
	}
	if (!n) {
		r->at_end = true;
		return READER_RECORD;
	}
	if (errno == EAGAIN || errno == EINTR)
		return READER_AGAIN;
	r->sys_errno = errno;
	return READER_FAILED;
}

static void take(struct reader *r, size_t len)
{
	r->raw = r->data + r->start;
	r->raw_len = len;
	r->start += len;
}

/* DMR_STREAM_SHORT: there is no whole record in the buffer */
static enum dmr_stream_error decode(struct reader *r)
{
	size_t used = 0;

	if (!r->header_seen) {
		r->error = dmr_decode_header(r->data + r->start,
					     r->end - r->start);
		if (r->error)
			return r->error;
		r->header_seen = true;
		r->start += DMR_HEADER_BYTES;
		r->offset += DMR_HEADER_BYTES;
	}
	if (r->start == r->end)
		return DMR_STREAM_SHORT;
	r->error = dmr_decode(r->data + r->start, r->end - r->start, &used,
			      &r->event, &r->verdict);
	if (!r->error && !used)
		return DMR_STREAM_SHORT;
	if (!r->error)
		take(r, used);
	return r->error;
}

enum reader_status reader_next(struct reader *r)
{
	enum reader_status status;

	r->offset += r->raw_len;
	r->raw_len = 0;
	for (;;) {
		switch (decode(r)) {
		case DMR_STREAM_OK:
			return READER_RECORD;
		case DMR_STREAM_SHORT:
			break;
		default:
			return READER_BROKEN;
		}
		if (r->at_end)
			return r->start == r->end && r->header_seen ?
				       READER_END :
				       READER_CUT;
		status = fill(r);
		if (status != READER_RECORD)
			return status;
	}
}

const char *reader_why(const struct reader *r, enum reader_status status,
		       char *buf, size_t size)
{
	if (status == READER_CUT)
		snprintf(buf, size,
			 "cut off at byte %" PRIu64
			 ", within what begins at byte %" PRIu64,
			 r->offset + r->end - r->start, r->offset);
	else if (status == READER_FAILED)
		snprintf(buf, size, "%s, at byte %" PRIu64,
			 strerror(r->sys_errno), r->offset);
	else
		snprintf(buf, size, "damaged at byte %" PRIu64 ": %s",
			 r->offset, dmr_stream_error_name(r->error));
	return buf;
}
