/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_BASE_FILE_H
#define DMALIAS_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct dm_error;

/**
 * file_read() - read a whole regular file.
 * @limit: largest size accepted, in bytes
 * @ret: the content with a NUL after it; the caller frees it
 * @ret_len: its length without that NUL; may be NULL
 */
struct dm_error *file_read(const char *path, size_t limit, char **ret,
			   size_t *ret_len);

/**
 * file_write_atomic() - write a file so that readers see the old or the new
 * content, never a part: a temporary file in the same folder, then rename().
 */
struct dm_error *file_write_atomic(const char *path, const void *data,
				   size_t len);

/* Make a folder and its parents; one that exists is fine. */
struct dm_error *file_make_dirs(const char *path);

bool file_is_dir(const char *path);
bool file_exists(const char *path);

/*
 * The absolute path without "." and ".." and doubled slashes, by text alone:
 * links are not followed and nothing has to exist. @base is what a relative
 * @path starts from; NULL means the current folder. The caller frees it.
 */
char *path_normalize(const char *base, const char *path);

/* @path below @root without the leading "root/", or NULL when it is not. */
const char *path_below(const char *root, const char *path);

#endif
