// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * usermap PATH LENGTH [fork | hold | leave]: map a device's memory in this
 * process, write to and read from each page, unmap it. fork: a child has it
 * mapped too, and leaves first hold: stay mapped until the standard input ends
 *   leave: the same, by a second thread; the first one ends
 * usermap --secret LENGTH: the same with memfd_secret(), whose pages are not in
 * the kernel's linear map.
 *
 * Exit code: 0, 1 when the kernel refuses something, 2 usage, 77 when it has no
 * memfd_secret().
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXIT_USAGE = 2, EXIT_SKIP = 77 };

#ifndef SYS_memfd_secret
#define SYS_memfd_secret 447
#endif

static int complain(const char *what, const char *path)
{
	fprintf(stderr, "usermap: %s %s: %s\n", what, path, strerror(errno));
	return EXIT_FAILURE;
}

/* every page: a fault each where the driver maps on faults */
static int touch(volatile unsigned char *map, size_t length)
{
	long page = sysconf(_SC_PAGESIZE);
	int wrong = 0;

	for (size_t i = 0; i < length; i += page) {
		map[i] = (unsigned char)(i / page + 1);
		wrong |= map[i] != (unsigned char)(i / page + 1);
	}
	return wrong;
}

static int in_child(volatile unsigned char *map, size_t length)
{
	int status = EXIT_FAILURE;
	pid_t pid = fork();

	if (pid == 0)
		_exit(touch(map, length));
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		return complain("the child of", "usermap");
	return EXIT_SUCCESS;
}

static void wait_for_end_of_input(void)
{
	char line[64];

	/* whoever waits for us knows now that it is mapped */
	puts("mapped");
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin))
		;
}

static void *stay(void *unused)
{
	wait_for_end_of_input();
	_exit(EXIT_SUCCESS);
	return unused;
}

/* only this thread ends: pthread_exit() wants what a static program has not */
static int leave(void)
{
	pthread_t thread;

	errno = pthread_create(&thread, NULL, stay, NULL);
	if (errno)
		return complain("no second thread", "in usermap");
	syscall(SYS_exit, 0);
	return EXIT_FAILURE;
}

static int use(int fd, const char *path, size_t length, const char *how)
{
	void *map =
		mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	int ret = EXIT_SUCCESS;

	if (map == MAP_FAILED)
		return complain("cannot map", path);
	if (touch(map, length)) {
		fprintf(stderr, "usermap: %s does not keep what is written\n",
			path);
		ret = EXIT_FAILURE;
	}
	if (!ret && !strcmp(how, "fork"))
		ret = in_child(map, length);
	if (!ret && !strcmp(how, "hold"))
		wait_for_end_of_input();
	if (!ret && !strcmp(how, "leave"))
		ret = leave();
	if (munmap(map, length))
		ret = complain("cannot unmap", path);
	return ret;
}

static int open_secret(size_t length)
{
	int fd = (int)syscall(SYS_memfd_secret, 0);

	if (fd >= 0 && ftruncate(fd, (off_t)length)) {
		close(fd);
		return -1;
	}
	return fd;
}

int main(int argc, char **argv)
{
	const char *how = argc > 3 ? argv[3] : "";
	size_t length = argc > 2 ? strtoul(argv[2], NULL, 0) : 0;
	int fd, ret;

	if (argc < 3 || argc > 4 || !length ||
	    (*how && strcmp(how, "fork") && strcmp(how, "hold") &&
	     strcmp(how, "leave"))) {
		fputs("usage: usermap PATH LENGTH [fork|hold|leave]\n"
		      "       usermap --secret LENGTH [fork|hold|leave]\n",
		      stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--secret")) {
		fd = open_secret(length);
		if (fd < 0 && errno == ENOSYS)
			return EXIT_SKIP;
	} else {
		fd = open(argv[1], O_RDWR | O_CLOEXEC);
	}
	if (fd < 0)
		return complain("cannot open", argv[1]);
	ret = use(fd, argv[1], length, how);
	close(fd);
	return ret;
}
