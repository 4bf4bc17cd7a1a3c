// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"

static struct dm_error *read_all(int fd, const char *path, size_t size,
				 char *buf, size_t *len)
{
	while (*len < size) {
		ssize_t n = read(fd, buf + *len, size - *len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return dm_error_errno(errno, "cannot read '%s'", path);
		if (n == 0)
			break;
		*len += n;
	}
	buf[*len] = '\0';
	return NULL;
}

struct dm_error *file_read(const char *path, size_t limit, char **ret,
			   size_t *ret_len)
{
	/* a pipe without a writer reads as empty, and is not waited for */
	autoclose int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	autofree char *buf = NULL;
	struct dm_error *err;
	struct stat st;
	size_t len = 0;

	if (fd < 0 || fstat(fd, &st) < 0)
		return dm_error_errno(errno, "cannot read '%s'", path);
	if (S_ISDIR(st.st_mode))
		return dm_error_errno(EISDIR, "cannot read '%s'", path);
	if (st.st_size < 0 || (size_t)st.st_size > limit)
		return dm_error(DM_ERR_INPUT, "'%s' is larger than %zu bytes",
				path, limit);
	buf = xmalloc(st.st_size + 1);
	err = read_all(fd, path, st.st_size, buf, &len);
	if (err)
		return err;
	*ret = take_ptr(buf);
	if (ret_len)
		*ret_len = len;
	return NULL;
}

static int write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		data += n;
		len -= n;
	}
	return 0;
}

struct dm_error *file_write_atomic(const char *path, const void *data,
				   size_t len)
{
	autofree char *tmp = xasprintf("%s.XXXXXX", path);
	int fd = mkostemp(tmp, O_CLOEXEC);
	int error;

	if (fd < 0)
		return dm_error_errno(errno, "cannot write '%s'", path);
	error = write_all(fd, data, len);
	if (fchmod(fd, 0644) < 0 && !error)
		error = errno;
	if (close(fd) < 0 && !error)
		error = errno;
	if (!error && rename(tmp, path) < 0)
		error = errno;
	if (!error)
		return NULL;
	unlink(tmp);
	return dm_error_errno(error, "cannot write '%s'", path);
}

struct dm_error *file_make_dirs(const char *path)
{
	autofree char *dir = xstrdup(path);

	for (char *p = dir + 1; p[-1]; p++) {
		char c = *p;

		if (c != '/' && c != '\0')
			continue;
		*p = '\0';
		if (mkdir(dir, 0777) < 0 && errno != EEXIST)
			return dm_error_errno(errno, "cannot make folder '%s'",
					      dir);
		*p = c;
		if (!c)
			break;
	}
	if (!file_is_dir(path))
		return dm_error_errno(ENOTDIR, "cannot make folder '%s'", path);
	return NULL;
}

bool file_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* Append the components of @path to the absolute path in @sb. */
static void add_components(struct strbuf *sb, const char *path)
{
	while (*path) {
		size_t n = strcspn(path, "/");

		if (n == 2 && !memcmp(path, "..", 2)) {
			while (sb->len && sb->s[--sb->len] != '/')
				;
			if (sb->s)
				sb->s[sb->len] = '\0';
		} else if (n && !(n == 1 && *path == '.')) {
			strbuf_addc(sb, '/');
			strbuf_add(sb, path, n);
		}
		path += n + (path[n] == '/');
	}
}

char *path_normalize(const char *base, const char *path)
{
	struct strbuf sb = {};

	if (*path != '/') {
		autofree char *cwd = NULL;

		if (!base || *base != '/')
			cwd = getcwd(NULL, 0);
		if (cwd)
			add_components(&sb, cwd);
		if (base)
			add_components(&sb, base);
	}
	add_components(&sb, path);
	if (!sb.len)
		strbuf_addc(&sb, '/');
	return strbuf_take(&sb);
}

const char *path_below(const char *root, const char *path)
{
	size_t n = strlen(root);

	if (strncmp(root, path, n) != 0)
		return NULL;
	if (n && root[n - 1] == '/')
		return path + n;
	return path[n] == '/' ? path + n + 1 : NULL;
}
