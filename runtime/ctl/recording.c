// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <unistd.h>

#include "ctl/mem.h"
#include "ctl/recording.h"

struct recording *recording_create(const char *path)
{
	struct recording *r;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		return NULL;
	r = mem_grow(NULL, 1, sizeof(*r));
	memset(r, 0, sizeof(*r));
	r->fd = fd;
	r->used = dmr_encode_header(r->data, sizeof(r->data));
	return r;
}

static u32 record_length(const unsigned char *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (u32)p[3] << 24;
}

/* Count what of the first @n bytes of the buffer are whole records */
static void count(struct recording *r, size_t n)
{
	size_t at = r->good ? 0 : DMR_HEADER_BYTES;

	if (at > n)
		return;
	while (at + 4 <= n && at + record_length(r->data + at) <= n) {
		at += record_length(r->data + at);
		r->records++;
	}
	r->good += at;
}

/* What cannot be cut (a device) stays as it is */
static void fail(struct recording *r, size_t written)
{
	r->error = errno;
	count(r, written);
	if (ftruncate(r->fd, r->good) && errno != EINVAL)
		r->error = errno;
}

bool recording_flush(struct recording *r)
{
	size_t done = 0;

	while (!r->error && done < r->used) {
		ssize_t n = write(r->fd, r->data + done, r->used - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			fail(r, done);
		else
			done += n;
	}
	if (!r->error)
		count(r, done);
	r->used = 0;
	return !r->error;
}

void recording_add(struct recording *r, const void *record, size_t len)
{
	if (r->used + len > sizeof(r->data) && !recording_flush(r))
		return;
	memcpy(r->data + r->used, record, len);
	r->used += len;
}

void recording_event(struct recording *r, const struct dmr_event *event)
{
	unsigned char record[DMR_RECORD_BYTES];

	recording_add(r, record, dmr_encode(event, record, sizeof(record)));
}

int recording_close(struct recording *r, u64 *bytes, u64 *records)
{
	int error;

	recording_flush(r);
	if (!r->error && fsync(r->fd) && errno != EINVAL && errno != EROFS)
		r->error = errno;
	if (close(r->fd) && !r->error)
		r->error = errno;
	error = r->error;
	*bytes = r->good;
	*records = r->records;
	free(r);
	return error;
}
