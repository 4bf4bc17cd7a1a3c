// SPDX-License-Identifier: GPL-2.0-or-later
/* Baselines as files: what is written is read again, and nothing gets lost. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/file.h"
#include "findings/baseline.h"
#include "findings_sample.h"

struct fixture {
	char path[32];
	finding_vec findings;
	struct baseline baseline;
	struct run_summary summary;
};

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));

	strcpy(f->path, "/tmp/dmalias-test.XXXXXX");
	close(mkstemp(f->path));
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	unlink(f->path);
	finding_vec_deinit(&f->findings);
	baseline_deinit(&f->baseline);
	run_summary_deinit(&f->summary);
	free(f);
	return 0;
}

static void write_and_read(struct fixture *f)
{
	assert_null(baseline_write(&f->baseline, f->path, &f->findings,
				   BASELINE_UPDATE, "because"));
	baseline_deinit(&f->baseline);
	assert_null(baseline_read(f->path, &f->baseline));
}

static void keeps_any_text(void **state)
{
	struct fixture *f = *state;

	sample_nasty(&f->findings, &f->summary);
	write_and_read(f);
	assert_int_equal(f->baseline.entries.n, f->findings.n);
	baseline_apply(&f->baseline, &f->findings, NULL);
	assert_int_equal(findings_count(&f->findings, FINDING_KNOWN),
			 f->findings.n);
	vec_for_each(&f->baseline.entries, e) {
		const struct finding *known = &f->findings.v[e->finding];

		assert_string_equal(e->path, known->place.path);
		assert_string_equal(known->reason, "because");
	}
}

static void update_changes_nothing_twice(void **state)
{
	struct fixture *f = *state;
	autofree char *first = NULL, *second = NULL;

	sample_nasty(&f->findings, &f->summary);
	write_and_read(f);
	assert_null(file_read(f->path, 1 << 20, &first, NULL));
	baseline_apply(&f->baseline, &f->findings, NULL);
	write_and_read(f);
	assert_null(file_read(f->path, 1 << 20, &second, NULL));
	assert_string_equal(first, second);
}

/* Each entry knows one finding: the second of two equals is new. */
static void one_entry_one_finding(void **state)
{
	struct fixture *f = *state;

	sample_add(&f->findings, "dma/map-unchecked", 7);
	findings_finish(&f->findings);
	write_and_read(f);
	sample_add(&f->findings, "dma/map-unchecked", 9);
	findings_finish(&f->findings);
	baseline_apply(&f->baseline, &f->findings, NULL);
	assert_int_equal(findings_count(&f->findings, FINDING_KNOWN), 1);
	assert_int_equal(findings_count(&f->findings, FINDING_OPEN), 1);
}

/* A file that cannot be written whole leaves the one before. */
static void nothing_lost_on_a_full_disk(void **state)
{
	struct fixture *f = *state;
	autofree char *before = NULL, *after = NULL;
	struct rlimit old, small;
	struct dm_error *err;

	sample_nasty(&f->findings, &f->summary);
	write_and_read(f);
	assert_null(file_read(f->path, 1 << 20, &before, NULL));
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	small = (struct rlimit){100, old.rlim_max};
	setrlimit(RLIMIT_FSIZE, &small);
	err = baseline_write(&f->baseline, f->path, &f->findings,
			     BASELINE_UPDATE, NULL);
	setrlimit(RLIMIT_FSIZE, &old);
	assert_non_null(err);
	dm_error_destroy(err);
	assert_null(file_read(f->path, 1 << 20, &after, NULL));
	assert_string_equal(before, after);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(keeps_any_text),
		TEST(update_changes_nothing_twice),
		TEST(one_entry_one_finding),
		TEST(nothing_lost_on_a_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
