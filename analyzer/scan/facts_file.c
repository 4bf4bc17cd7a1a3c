// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/mem.h"
#include "scan/facts_file.h"

static const char *folder(void)
{
	const char *dir = getenv("TMPDIR");

	return dir && *dir ? dir : "/tmp";
}

/* Not every file system has O_TMPFILE. */
static int open_unnamed(void)
{
	int fd = open(folder(), O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
	autofree char *name = NULL;

	if (fd >= 0)
		return fd;
	name = xasprintf("%s/dmalias.XXXXXX", folder());
	fd = mkostemp(name, O_CLOEXEC);
	if (fd >= 0)
		unlink(name);
	return fd;
}

struct dm_error *facts_file_add(struct facts_file *f, const void *data,
				size_t len, struct facts_part *ret)
{
	const char *p = data;
	size_t left = len;

	if (f->fd < 0)
		f->fd = open_unnamed();
	if (f->fd < 0)
		return dm_error_errno(errno, "cannot make a file in '%s'",
				      folder());
	while (left) {
		ssize_t n = pwrite(f->fd, p, left, f->end + (len - left));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return dm_error_errno(n ? errno : EIO,
					      "cannot write facts to '%s'",
					      folder());
		p += n;
		left -= n;
	}
	*ret = (struct facts_part){f->end, len};
	f->end += len;
	return NULL;
}

struct dm_error *facts_file_read(const struct facts_file *f,
				 const struct facts_part *part, void **ret)
{
	autofree char *data = xmalloc(part->len);
	uint64_t done = 0;

	while (done < part->len) {
		ssize_t n = pread(f->fd, data + done, part->len - done,
				  part->at + done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return dm_error_errno(n ? errno : EIO,
					      "cannot read facts in '%s'",
					      folder());
		done += n;
	}
	*ret = take_ptr(data);
	return NULL;
}

void facts_file_close(struct facts_file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
}
