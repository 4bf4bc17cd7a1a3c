// SPDX-License-Identifier: GPL-2.0-or-later
/* The status line, alone and on a terminal of our own. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/progress.h"

static void assert_line(size_t width, size_t done, size_t total,
			const char *name, const char *want)
{
	autofree char *line = progress_line(width, "units", done, total, name);

	assert_string_equal(line, want);
}

static void test_line(void **state)
{
	assert_line(80, 3, 10, "drivers/a.c", "units 3/10 drivers/a.c");
	assert_line(80, 3, 10, NULL, "units 3/10");
	assert_line(80, 3, 0, "drivers/a.c", "units drivers/a.c");
	assert_line(80, 3, 0, NULL, "units");
}

static void test_width(void **state)
{
	/* One column less than there are. */
	assert_line(23, 3, 10, "drivers/a.c", "units 3/10 drivers/a.c");
	assert_line(22, 3, 10, "drivers/a.c", "units 3/10 ...ers/a.c");
	assert_line(16, 3, 10, "drivers/a.c", "units 3/10 ...c");
	assert_line(15, 3, 10, "drivers/a.c", "units 3/10 ");
	assert_line(12, 3, 10, "drivers/a.c", "units 3/10");
	assert_line(10, 3, 10, "drivers/a.c", "units 3/1");
	assert_line(1, 3, 10, "drivers/a.c", "");
	assert_line(0, 3, 10, "drivers/a.c", "");
	for (size_t width = 1; width < 40; width++) {
		autofree char *line =
			progress_line(width, "units", 3, 10, "drivers/net/a.c");

		assert_true(strlen(line) < width);
	}
}

static void test_strange_names(void **state)
{
	assert_line(80, 0, 0, "a\033[2Jb\n\xff", "units a\\x1b[2Jb\\x0a\\xff");
	/* Characters count, not bytes. */
	assert_line(17, 0, 0, "\u00e4\u00f6\u00fc\u00e4\u00f6\u00fc.c",
		    "units \u00e4\u00f6\u00fc\u00e4\u00f6\u00fc.c");
	assert_line(13, 0, 0, "\u00e4\u00f6\u00fc\u00e4\u00f6\u00fc.c",
		    "units ...\u00fc.c");
}

/* A terminal of 30 columns in place of stderr. */
struct terminal {
	int master, old_stderr;
};

static void terminal_open(struct terminal *t)
{
	struct winsize size = {.ws_row = 24, .ws_col = 30};
	int slave;

	t->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	if (t->master < 0)
		skip(); /* no /dev/pts, as in a bare chroot */
	assert_int_equal(grantpt(t->master), 0);
	assert_int_equal(unlockpt(t->master), 0);
	slave = open(ptsname(t->master), O_RDWR | O_NOCTTY);
	assert_true(slave >= 0);
	assert_int_equal(ioctl(slave, TIOCSWINSZ, &size), 0);
	t->old_stderr = dup(2);
	dup2(slave, 2);
	close(slave);
}

static void terminal_close(struct terminal *t)
{
	dup2(t->old_stderr, 2);
	close(t->old_stderr);
	close(t->master);
}

static void assert_drawn(const struct terminal *t, const char *want)
{
	char text[1000] = "";

	if (read(t->master, text, sizeof(text) - 1) < 0)
		*text = '\0';
	assert_string_equal(text, want);
}

static void test_terminal(void **state)
{
	struct terminal t;
	struct progress p;

	setenv("TERM", "xterm", 1);
	terminal_open(&t);
	progress_begin(&p);
	progress_clear(&p);
	assert_drawn(&t, "");
	progress_show(&p, "units", 1, 9, "drivers/net/ethernet/a.c");
	assert_drawn(&t, "\runits 1/9 ...net/ethernet/a.c\033[K");
	/* Too soon. */
	progress_show(&p, "units", 2, 9, "b.c");
	assert_drawn(&t, "");
	usleep(110000);
	progress_show(&p, "units", 3, 9, "c.c");
	assert_drawn(&t, "\runits 3/9 c.c\033[K");
	progress_clear(&p);
	assert_drawn(&t, "\r\033[K");
	progress_clear(&p);
	assert_drawn(&t, "");
	/* Drawn again at once after something else was printed. */
	progress_show(&p, "units", 4, 9, "d.c");
	assert_drawn(&t, "\runits 4/9 d.c\033[K");
	terminal_close(&t);
}

static void test_dumb_terminal(void **state)
{
	struct terminal t;
	struct progress p;

	setenv("TERM", "dumb", 1);
	terminal_open(&t);
	progress_begin(&p);
	progress_show(&p, "units", 1, 9, "a.c");
	progress_clear(&p);
	assert_drawn(&t, "");
	terminal_close(&t);
}

static void test_pipe(void **state)
{
	struct progress p;
	int fds[2], old = dup(2);
	char c;

	setenv("TERM", "xterm", 1);
	assert_int_equal(pipe2(fds, O_NONBLOCK), 0);
	dup2(fds[1], 2);
	progress_begin(&p);
	progress_show(&p, "units", 1, 9, "a.c");
	progress_clear(&p);
	assert_true(read(fds[0], &c, 1) < 0);
	dup2(old, 2);
	close(old);
	close(fds[0]);
	close(fds[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_strange_names),
		cmocka_unit_test(test_terminal),
		cmocka_unit_test(test_dumb_terminal),
		cmocka_unit_test(test_pipe),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
