// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * measure FILE COMMAND... - run a command with its output thrown away and
 * append "wall cpu peak status" to FILE: seconds, seconds of user and system
 * time of the command and its children, KiB of the largest of them, and the
 * exit code. Peak is the largest single process, not the sum of parallel ones.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static double seconds(struct timeval t)
{
	return t.tv_sec + t.tv_usec / 1e6;
}

static void run_child(char **argv)
{
	int null = open("/dev/null", O_WRONLY);

	if (null >= 0) {
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
	}
	execvp(argv[0], argv);
	_exit(127);
}

static int fail(const char *what)
{
	fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
	return 1;
}

int main(int argc, char **argv)
{
	struct rusage usage;
	double start, wall;
	int status;
	pid_t pid;
	FILE *f;

	if (argc < 3) {
		fputs("usage: measure FILE COMMAND...\n", stderr);
		return 2;
	}
	start = now();
	pid = fork();
	if (pid < 0)
		return fail("fork");
	if (!pid)
		run_child(argv + 2);
	if (waitpid(pid, &status, 0) < 0)
		return fail(argv[2]);
	wall = now() - start;
	getrusage(RUSAGE_CHILDREN, &usage);
	f = fopen(argv[1], "a");
	if (!f)
		return fail(argv[1]);
	fprintf(f, "%.2f %.2f %ld %d\n", wall,
		seconds(usage.ru_utime) + seconds(usage.ru_stime),
		usage.ru_maxrss,
		WIFEXITED(status) ? WEXITSTATUS(status) :
				    128 + WTERMSIG(status));
	return fclose(f) ? fail(argv[1]) : 0;
}
