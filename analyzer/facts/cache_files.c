// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>
#include <sys/stat.h>
#include <xxhash.h>

#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "facts/cache_files.h"

#define NS_PER_S INT64_C(1000000000)

/*
 * Time stamps of files come from a clock that may be some milliseconds
 * behind, and those of a file server from another machine.
 */
#define CLOCK_MARGIN NS_PER_S

/* Larger ones are no headers: they are never the same. */
#define FILE_SIZE_MAX ((size_t)64 << 20)

static int64_t to_ns(struct timespec ts)
{
	return ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

static void look_at(const char *path, struct known_file *file)
{
	struct known_file now = {};
	struct stat st;

	if (stat(path, &st) == 0 && S_ISREG(st.st_mode)) {
		now.exists = true;
		now.state.size = st.st_size;
		now.state.mtime = to_ns(st.st_mtim);
		now.ctime = to_ns(st.st_ctim);
	}
	if (now.exists == file->exists && now.ctime == file->ctime &&
	    now.state.size == file->state.size &&
	    now.state.mtime == file->state.mtime)
		return;
	*file = now;
}

static struct known_file *known(struct file_states *files, const char *path)
{
	struct known_file *file;
	uint32_t i;

	if (strmap_get(&files->index, path, &i))
		return &files->list.v[i];
	strmap_put(&files->index, path, files->list.n);
	file = vec_add(&files->list);
	look_at(path, file);
	return file;
}

/* Return: false when the file cannot be read. */
static bool hash_file(const char *path, struct known_file *file)
{
	autofree char *text = NULL;
	struct dm_error *err;
	XXH128_hash_t hash;
	size_t len;

	if (file->hashed)
		return true;
	err = file_read(path, FILE_SIZE_MAX, &text, &len);
	if (err || len != file->state.size) {
		dm_error_destroy(err);
		return false;
	}
	hash = XXH3_128bits(text, len);
	file->state.hash[0] = hash.low64;
	file->state.hash[1] = hash.high64;
	file->hashed = true;
	return true;
}

bool file_is_same(struct file_states *files, const char *path,
		  const struct file_state *then)
{
	struct known_file *file = known(files, path);

	if (!file->exists || file->state.size != then->size)
		return false;
	if (file->state.mtime == then->mtime)
		return true;
	return hash_file(path, file) &&
	       !memcmp(file->state.hash, then->hash, sizeof(then->hash));
}

bool file_state_now(struct file_states *files, const char *path,
		    struct timespec since, struct file_state *ret)
{
	struct known_file *file = known(files, path);
	int64_t limit = to_ns(since) - CLOCK_MARGIN;

	look_at(path, file);
	if (!file->exists || file->state.mtime >= limit ||
	    file->ctime >= limit || !hash_file(path, file))
		return false;
	*ret = file->state;
	return true;
}

void file_states_deinit(struct file_states *files)
{
	strmap_deinit(&files->index);
	vec_deinit(&files->list);
}
