// SPDX-License-Identifier: GPL-2.0
/*
 * debugfs 'stream': a recording as it is made. One reader; what it opens is the
 * header and a snapshot of the record, then what the record takes from that
 * moment on, without a gap. A reader that stops reading costs the ring: events
 * that find it full are counted, and a DMR_OP_LOST record says so in the place
 * where they would have been.
 *
 * The tap runs under the record's lock: one writer, and the reader takes no
 * lock. stream_lock keeps the tap and the release of the ring apart; it nests
 * in the record's lock.
 */

#include <linux/fs.h>
#include <linux/log2.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "core/stream.h"
#include "kmod.h"

enum { SNAPSHOT_TRIES = 6, SNAPSHOT_FIRST = 64 * 1024 };

static unsigned int stream_kb = 1024;
module_param(stream_kb, uint, 0600);
MODULE_PARM_DESC(stream_kb, "size of the ring of debugfs 'stream', in KiB");

struct stream {
	u8 *ring;
	size_t size; /* a power of two */
	size_t head, tail; /* ever growing: written by the tap, by the reader */
	struct mutex reading; /* threads of the one reader */
	u8 *snapshot;
	size_t snapshot_size, snapshot_used, snapshot_read;
	bool cut; /* the snapshot had no room */
	bool waiting; /* the reader wants to be woken */
	u32 lost; /* since the last record that went in */
	u64 lost_seq;
	struct dmr_event lost_event;
	u8 record[DMR_RECORD_BYTES];
};

static DEFINE_RAW_SPINLOCK(stream_lock);
static struct stream *active; /* what the tap writes to; under stream_lock */
static unsigned long opened; /* bit 0 */
static DECLARE_WAIT_QUEUE_HEAD(readers);
static atomic64_t lost_total;

/* -------------------------------------------------------------- the writer */

static size_t room(const struct stream *stream)
{
	return stream->size - (stream->head - dmr_smp_load(&stream->tail));
}

static void put(struct stream *stream, const void *data, size_t size)
{
	size_t at = stream->head & (stream->size - 1);
	size_t first = min(size, stream->size - at);

	memcpy(stream->ring + at, data, first);
	memcpy(stream->ring, data + first, size - first);
	dmr_smp_store(&stream->head, stream->head + size);
}

/* the DMR_OP_LOST record goes before what fits again, and counts it out */
static bool put_lost(struct stream *stream, size_t next)
{
	struct dmr_event *event = &stream->lost_event;
	u8 buf[256];
	size_t size;

	if (!stream->lost)
		return true;
	dmr_event_clear(event);
	event->op = DMR_OP_LOST;
	event->count = stream->lost;
	event->seq = stream->lost_seq;
	size = dmr_encode(event, buf, sizeof(buf));
	if (!size || room(stream) < size + next)
		return false;
	put(stream, buf, size);
	stream->lost = 0;
	return true;
}

static void write_record(struct stream *stream, size_t size, u64 seq)
{
	if (!size || room(stream) < size || !put_lost(stream, size)) {
		stream->lost++;
		stream->lost_seq = seq;
		atomic64_inc(&lost_total);
		return;
	}
	put(stream, stream->record, size);
	/* pairs with the one in has_data(): head is seen, or waiting is */
	smp_mb();
	if (READ_ONCE(stream->waiting)) {
		WRITE_ONCE(stream->waiting, false);
		dmk_kick();
	}
}

/* the end of the record's tap: who listens is told in the order of seq */
void dmk_stream_event(void *arg, const struct dmr_event *event)
{
	struct stream *stream;
	unsigned long flags;

	dmk_trace_event(event);
	dmk_touched_event(event);
	if (!READ_ONCE(active))
		return;
	raw_spin_lock_irqsave(&stream_lock, flags);
	stream = active;
	if (stream)
		write_record(stream,
			     dmr_encode(event, stream->record,
					sizeof(stream->record)),
			     event->seq);
	raw_spin_unlock_irqrestore(&stream_lock, flags);
}

void dmk_stream_verdict(const struct dmr_verdict *verdict)
{
	struct stream *stream;
	unsigned long flags;

	if (!READ_ONCE(active))
		return;
	raw_spin_lock_irqsave(&stream_lock, flags);
	stream = active;
	if (stream)
		write_record(stream,
			     dmr_encode_verdict(verdict, stream->record,
						sizeof(stream->record)),
			     verdict->seq);
	raw_spin_unlock_irqrestore(&stream_lock, flags);
}

static void set_active(struct stream *stream)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&stream_lock, flags);
	WRITE_ONCE(active, stream);
	raw_spin_unlock_irqrestore(&stream_lock, flags);
}

/* ------------------------------------------------------------ the snapshot */

static void snapshot_emit(void *arg, const struct dmr_event *event)
{
	struct stream *stream = arg;
	size_t left = stream->snapshot_size - stream->snapshot_used;
	size_t size = dmr_encode(
		event, stream->snapshot + stream->snapshot_used, left);

	stream->snapshot_used += size;
	stream->cut |= !size;
}

/* under the record's lock: nothing is between the snapshot and the tap */
static void snapshot_done(void *arg)
{
	struct stream *stream = arg;

	if (!stream->cut)
		set_active(stream);
}

static size_t snapshot_guess(void)
{
	return SNAPSHOT_FIRST + 256 * dmr_snapshot_size(dmk_record);
}

static int take_snapshot(struct stream *stream)
{
	size_t size = PAGE_ALIGN(snapshot_guess());

	for (int i = 0; i < SNAPSHOT_TRIES; i++, size *= 2) {
		stream->snapshot = vmalloc(size);
		if (!stream->snapshot)
			return -ENOMEM;
		stream->snapshot_size = size;
		stream->snapshot_used =
			dmr_encode_header(stream->snapshot, size);
		stream->cut = false;
		dmr_snapshot(dmk_record, snapshot_emit, snapshot_done, stream);
		if (!stream->cut)
			return 0;
		vfree(stream->snapshot);
		stream->snapshot = NULL;
	}
	return -ENOSPC;
}

/* -------------------------------------------------------------- the reader */

static void stream_free(struct stream *stream)
{
	vfree(stream->snapshot);
	vfree(stream->ring);
	vfree(stream);
}

static struct stream *stream_new(void)
{
	size_t kb = clamp_t(size_t, READ_ONCE(stream_kb), 16, 64 * 1024);
	struct stream *stream = vzalloc(sizeof(*stream));

	if (!stream)
		return NULL;
	mutex_init(&stream->reading);
	stream->size = rounddown_pow_of_two(kb * 1024);
	stream->ring = vmalloc(stream->size);
	if (stream->ring)
		return stream;
	stream_free(stream);
	return NULL;
}

static int open_stream(struct inode *inode, struct file *file)
{
	struct stream *stream;
	int ret;

	if (file->f_mode & FMODE_WRITE)
		return -EINVAL;
	if (test_and_set_bit(0, &opened))
		return -EBUSY;
	stream = stream_new();
	ret = stream ? take_snapshot(stream) : -ENOMEM;
	if (ret) {
		if (stream)
			stream_free(stream);
		clear_bit(0, &opened);
		return ret;
	}
	file->private_data = stream;
	return stream_open(inode, file);
}

static int stream_release(struct inode *inode, struct file *file)
{
	set_active(NULL);
	stream_free(file->private_data);
	clear_bit(0, &opened);
	return 0;
}

static size_t snapshot_left(const struct stream *stream)
{
	return stream->snapshot_used - stream->snapshot_read;
}

/*
 * What waits in the ring. A reader that has caught up is told what was lost at
 * once: there may be no next record that it could go before.
 */
static size_t ring_used(struct stream *stream)
{
	unsigned long flags;

	if (dmr_smp_load(&stream->head) == stream->tail &&
	    READ_ONCE(stream->lost)) {
		raw_spin_lock_irqsave(&stream_lock, flags);
		put_lost(stream, 0);
		raw_spin_unlock_irqrestore(&stream_lock, flags);
	}
	return dmr_smp_load(&stream->head) - stream->tail;
}

static bool has_data(struct stream *stream)
{
	if (snapshot_left(stream) || ring_used(stream))
		return true;
	WRITE_ONCE(stream->waiting, true);
	/* pairs with the one in write_record() */
	smp_mb();
	return ring_used(stream);
}

static ssize_t read_snapshot(struct stream *stream, char __user *buf,
			     size_t count)
{
	size_t n = min(count, snapshot_left(stream));

	if (copy_to_user(buf, stream->snapshot + stream->snapshot_read, n))
		return -EFAULT;
	stream->snapshot_read += n;
	if (!snapshot_left(stream)) {
		vfree(stream->snapshot);
		stream->snapshot = NULL;
	}
	return n;
}

static ssize_t read_ring(struct stream *stream, char __user *buf, size_t count)
{
	size_t n = min(count, ring_used(stream));
	size_t at = stream->tail & (stream->size - 1);
	size_t first = min(n, stream->size - at);

	if (copy_to_user(buf, stream->ring + at, first) ||
	    copy_to_user(buf + first, stream->ring, n - first))
		return -EFAULT;
	dmr_smp_store(&stream->tail, stream->tail + n);
	return n;
}

static ssize_t read_some(struct stream *stream, char __user *buf, size_t count)
{
	ssize_t ret;

	if (mutex_lock_interruptible(&stream->reading))
		return -ERESTARTSYS;
	ret = snapshot_left(stream) ? read_snapshot(stream, buf, count) :
				      read_ring(stream, buf, count);
	mutex_unlock(&stream->reading);
	return ret;
}

static ssize_t stream_read(struct file *file, char __user *buf, size_t count,
			   loff_t *pos)
{
	struct stream *stream = file->private_data;
	ssize_t ret;

	/* of several threads that were woken, one finds the ring empty again */
	while (count) {
		ret = read_some(stream, buf, count);
		if (ret)
			return ret;
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		ret = wait_event_interruptible(readers, has_data(stream));
		if (ret)
			return ret;
	}
	return 0;
}

static __poll_t stream_poll(struct file *file, poll_table *wait)
{
	poll_wait(file, &readers, wait);
	return has_data(file->private_data) ? EPOLLIN | EPOLLRDNORM : 0;
}

const struct file_operations dmk_stream_fops = {
	.owner = THIS_MODULE,
	.open = open_stream,
	.release = stream_release,
	.read = stream_read,
	.poll = stream_poll,
};

int dmk_stream_init(void)
{
	return 0;
}

void dmk_stream_exit(void)
{
	set_active(NULL);
}

void dmk_stream_run(void)
{
	wake_up_interruptible(&readers);
}

u64 dmk_stream_lost(void)
{
	return atomic64_read(&lost_total);
}
