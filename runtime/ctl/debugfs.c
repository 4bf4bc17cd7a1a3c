// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "ctl/debugfs.h"

static bool debugfs_mounted(const char *folder)
{
	struct statfs fs;

	return !statfs(folder, &fs) && fs.f_type == DEBUGFS_MAGIC;
}

/* The folder that the module's folder is in; the caller frees it */
static char *parent_of(const char *folder)
{
	char *copy = mem_dup(folder);
	size_t len = strlen(copy);

	while (len > 1 && copy[len - 1] == '/')
		copy[--len] = '\0';
	while (len > 1 && copy[len - 1] != '/')
		copy[--len] = '\0';
	while (len > 1 && copy[len - 1] == '/')
		copy[--len] = '\0';
	return copy;
}

static void say_no_folder(const struct common *common)
{
	autofree char *parent = parent_of(common->debugfs);

	if (common->debugfs_given)
		command_error(common,
			      "%s: no such folder; --debugfs takes the "
			      "module's folder or a copy of it",
			      common->debugfs);
	else if (!debugfs_mounted(parent))
		command_error(common,
			      "%s: debugfs is not mounted; as root: "
			      "mount -t debugfs none %s",
			      parent, parent);
	else
		command_error(common,
			      "%s: the module is not loaded; as root: "
			      "insmod dmalias.ko, or modprobe dmalias",
			      common->debugfs);
}

static void say_why(const struct common *common, const char *name, int error)
{
	struct stat st;

	if (error == EACCES || error == EPERM)
		command_error(common,
			      "%s/%s: %s; its files are root's, run as "
			      "root",
			      common->debugfs, name, strerror(error));
	else if (error == ENOENT && stat(common->debugfs, &st))
		say_no_folder(common);
	else if (error == ENOENT)
		command_error(
			common,
			"%s/%s: no such file; this module may be "
			"of another version than dmaliasctl " DMALIAS_VERSION,
			common->debugfs, name);
	else if (error == EBUSY)
		command_error(common,
			      "%s/%s: in use; another dmaliasctl may "
			      "have it open",
			      common->debugfs, name);
	else
		command_error(common, "%s/%s: %s", common->debugfs, name,
			      strerror(error));
}

int debugfs_open(const struct common *common, const char *name, int flags)
{
	autofree char *path = mem_printf("%s/%s", common->debugfs, name);
	int fd = open(path, flags | O_CLOEXEC);

	if (fd < 0)
		say_why(common, name, errno);
	return fd;
}

/* All that there is to read, up to a bound; -1: errno */
static int read_all(int fd, struct buf *ret)
{
	char part[16384];
	ssize_t n;

	buf_add(ret, "", 0);
	while ((n = read(fd, part, sizeof(part)))) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		buf_add(ret, part, n);
	}
	return 0;
}

static bool read_and_close(const struct common *common, const char *name,
			   int fd, struct buf *ret)
{
	int status = read_all(fd, ret);

	if (status)
		say_why(common, name, errno);
	close(fd);
	return !status;
}

bool debugfs_read(const struct common *common, const char *name,
		  struct buf *ret)
{
	int fd = debugfs_open(common, name, O_RDONLY);

	return fd >= 0 && read_and_close(common, name, fd, ret);
}

/* In a copy of the module's folder a file has one answer for ever */
static bool is_copy(const struct common *common, const char *name)
{
	autofree char *path = mem_printf("%s/%s", common->debugfs, name);
	struct stat st;

	return common->debugfs_given && !stat(path, &st) &&
	       S_ISREG(st.st_mode) && !debugfs_mounted(path);
}

bool debugfs_ask(const struct common *common, const char *name,
		 const char *question, struct buf *ret)
{
	int fd;

	if (is_copy(common, name)) {
		command_warn(common,
			     "%s/%s is a copy: its answer is that to "
			     "what was asked when it was made",
			     common->debugfs, name);
		return debugfs_read(common, name, ret);
	}
	fd = debugfs_open(common, name, O_RDWR);
	if (fd < 0)
		return false;
	if (write(fd, question, strlen(question)) < 0) {
		if (errno == EINVAL)
			command_error(common,
				      "%s/%s: the module does not take '%s'",
				      common->debugfs, name, question);
		else if (errno == ENXIO)
			command_error(common,
				      "%s/%s: nothing is mapped at '%s'",
				      common->debugfs, name, question);
		else
			say_why(common, name, errno);
		close(fd);
		return false;
	}
	lseek(fd, 0, SEEK_SET);
	return read_and_close(common, name, fd, ret);
}

char *debugfs_line(char **text)
{
	char *line = *text;
	char *end = line ? strchr(line, '\n') : NULL;

	if (!line || !*line)
		return NULL;
	if (end)
		*end = '\0';
	*text = end ? end + 1 : line + strlen(line);
	return line;
}
