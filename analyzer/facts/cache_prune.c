// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/vec.h"
#include "facts/cache_prune.h"

/* No write takes that long. */
#define LEFT_BEHIND_S 3600

struct found {
	int64_t used; /* seconds */
	uint64_t size;
	char *path;
};

struct survey {
	VEC(struct found) files;
	uint64_t total;
};

static void survey_file(struct survey *s, int dir, const char *folder,
			const char *name, time_t now)
{
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
	    !S_ISREG(st.st_mode))
		return;
	/* Entries have no dot; a temporary file of file_write_atomic() has. */
	if (strchr(name, '.')) {
		if (now - st.st_mtime > LEFT_BEHIND_S)
			unlinkat(dir, name, 0);
		return;
	}
	vec_push(&s->files,
		 ((struct found){st.st_mtime, (uint64_t)st.st_blocks * 512,
				 xasprintf("%s/%s", folder, name)}));
	s->total += (uint64_t)st.st_blocks * 512;
}

static void survey_folder(struct survey *s, const char *folder)
{
	DIR *dir = opendir(folder);
	time_t now = time(NULL);
	struct dirent *entry;

	if (!dir)
		return;
	while ((entry = readdir(dir)))
		survey_file(s, dirfd(dir), folder, entry->d_name, now);
	closedir(dir);
}

static int by_use(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	return x->used < y->used ? -1 : x->used > y->used;
}

/* Return: bytes that are left. */
static uint64_t drop_oldest(const char *dir, uint64_t limit)
{
	struct survey s = {};

	for (unsigned int i = 0; i < 256; i++) {
		autofree char *folder = xasprintf("%s/%02x", dir, i);

		survey_folder(&s, folder);
	}
	if (s.files.n)
		qsort(s.files.v, s.files.n, sizeof(*s.files.v), by_use);
	for (size_t i = 0; i < s.files.n && s.total > limit; i++)
		if (unlink(s.files.v[i].path) == 0)
			s.total -= s.files.v[i].size;
	vec_for_each(&s.files, file)
		free(file->path);
	vec_deinit(&s.files);
	return s.total;
}

static uint64_t read_sum(int fd)
{
	char text[32] = "";
	uint64_t sum = 0;

	if (pread(fd, text, sizeof(text) - 1, 0) <= 0 ||
	    sscanf(text, "%" SCNu64, &sum) != 1)
		return 0;
	return sum;
}

static void write_sum(int fd, uint64_t sum)
{
	autofree char *text = xasprintf("%" PRIu64 "\n", sum);

	/* Without it the next survey comes later: no harm is done. */
	if (ftruncate(fd, 0) < 0 || pwrite(fd, text, strlen(text), 0) < 0)
		return;
}

void cache_prune(const char *dir, uint64_t added, uint64_t limit)
{
	autofree char *path = xasprintf("%s/size", dir);
	autoclose int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	uint64_t sum;

	if (fd < 0 || flock(fd, LOCK_EX) < 0)
		return;
	sum = read_sum(fd) + added;
	if (sum > limit)
		sum = drop_oldest(dir, limit / 10 * 9);
	write_sum(fd, sum);
}
