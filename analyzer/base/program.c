// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/program.h"

#define EXIT_NO_PROGRAM 127

/* What the child needs, made before fork(). */
struct launch {
	const struct program *program;
	int log; /* -1: none */
	int out; /* stdout, or -1 */
	int failure; /* gets errno when the program could not be started */
};

static _Noreturn void fail_launch(const struct launch *l)
{
	int error = errno;
	ssize_t n = write(l->failure, &error, sizeof(error));

	_exit(n < 0 ? 126 : EXIT_NO_PROGRAM);
}

static _Noreturn void launch_child(const struct launch *l)
{
	const struct program *p = l->program;
	int null = open("/dev/null", O_RDWR);
	int err = l->log >= 0 ? l->log : null;
	int out = l->out >= 0 ? l->out : err;
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (null < 0 || dup2(null, 0) < 0 || dup2(out, 1) < 0 ||
	    dup2(err, 2) < 0)
		fail_launch(l);
	if (p->directory && chdir(p->directory) < 0)
		fail_launch(l);
	if (p->env)
		environ = (char **)p->env;
	execvp(p->argv[0], (char *const *)p->argv);
	fail_launch(l);
}

/* Open a file to write to; @path NULL gives -1. */
static struct dm_error *open_output(const char *path, int flags, int *ret)
{
	*ret = -1;
	if (!path)
		return NULL;
	*ret = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0644);
	if (*ret < 0)
		return dm_error_errno(errno, "cannot write '%s'", path);
	return NULL;
}

static struct dm_error *wait_for(pid_t pid, int failure, const char *name,
				 int *ret_status)
{
	int error = 0, status;
	ssize_t n = read(failure, &error, sizeof(error));

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return dm_error_errno(errno, "cannot wait for '%s'",
					      name);
	if (n == sizeof(error))
		return dm_error(DM_ERR_TOOL, "cannot run '%s': %s", name,
				strerror(error));
	*ret_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
					    WEXITSTATUS(status);
	return NULL;
}

struct dm_error *program_run(const struct program *program, int *ret_status)
{
	autoclose int log = -1, out = -1, failure = -1;
	struct dm_error *err = open_output(program->log, O_APPEND, &log);
	struct launch launch;
	int fail[2];
	pid_t pid;

	if (!err)
		err = open_output(program->out, O_TRUNC, &out);
	if (err)
		return err;
	if (pipe2(fail, O_CLOEXEC) < 0)
		return dm_error_errno(errno, "cannot run '%s'",
				      program->argv[0]);
	failure = fail[0];
	launch = (struct launch){program, log, out, fail[1]};
	fflush(NULL);
	pid = fork();
	if (!pid)
		launch_child(&launch);
	close(fail[1]);
	if (pid < 0)
		return dm_error_errno(errno, "cannot run '%s'",
				      program->argv[0]);
	return wait_for(pid, failure, program->argv[0], ret_status);
}

bool program_in_path(const char *name, const char *path)
{
	while (*path) {
		size_t n = strcspn(path, ":");
		autofree char *file = xasprintf("%.*s/%s", (int)n, path, name);

		if (access(file, X_OK) == 0)
			return true;
		path += n + (path[n] == ':');
	}
	return false;
}
