// SPDX-License-Identifier: GPL-2.0-or-later
/* The cache of facts: what is a hit, what is not, and what goes wrong. */
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "facts/cache.h"
#include "facts/cache_prune.h"
#include "facts/facts.h"
#include "facts/facts_io.h"
#include "random_facts.h"
#include "units/unit.h"

/* A folder with a source file, a header and a cache. */
struct place {
	char dir[32];
	char *file, *header, *cache;
	struct unit unit;
	char *args[3];
	struct cache_options options;
};

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	return remove(path);
}

/* As if written an hour ago; ctime cannot be set, hence late(). */
static void put_file(const char *path, const char *text)
{
	struct timespec times[2] = {{time(NULL) - 3600}, {time(NULL) - 3600}};

	assert_null(file_write_atomic(path, text, strlen(text)));
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* A time of parsing at which all files have been there for long. */
static struct timespec late(void)
{
	return (struct timespec){time(NULL) + 100};
}

static int setup(void **state)
{
	struct place *p = xcalloc(1, sizeof(*p));

	strcpy(p->dir, "/tmp/test_cache.XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	p->file = xasprintf("%s/a.c", p->dir);
	p->header = xasprintf("%s/a.h", p->dir);
	p->cache = xasprintf("%s/cache", p->dir);
	put_file(p->file, "#include \"a.h\"\n");
	put_file(p->header, "int a;\n");
	p->args[0] = "-O2";
	p->args[1] = "-DA";
	p->unit = (struct unit){.file = p->file,
				.directory = p->dir,
				.args = p->args,
				.n_args = 2};
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;

	nftw(p->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(p->file);
	free(p->header);
	free(p->cache);
	free(p);
	return 0;
}

static void store_at(struct cache *cache, const struct place *p,
		     unsigned int seed, struct timespec started)
{
	const char *files[] = {p->header};
	struct cache_key key = cache_key(cache, &p->unit, &p->options);
	struct facts *f = random_facts(seed, 50);
	struct cache_item item = {.files = files,
				  .n_files = 1,
				  .started = started,
				  .note = "note",
				  .note_len = 5};
	autofree void *data = NULL;

	assert_null(facts_write(f, &data, &item.facts_len));
	item.facts = data;
	cache_store(cache, &p->unit, &key, &item);
	facts_destroy(f);
}

static void store(struct cache *cache, const struct place *p, unsigned int seed)
{
	store_at(cache, p, seed, late());
}

/* Whether there is a hit; it must be what store() has put there. */
static bool find(struct cache *cache, const struct place *p, unsigned int seed)
{
	struct cache_key key = cache_key(cache, &p->unit, &p->options);
	struct facts *f = random_facts(seed, 50);
	struct cache_hit hit;
	struct facts *found;

	if (!cache_find(cache, &p->unit, &key, &hit)) {
		facts_destroy(f);
		return false;
	}
	assert_null(cache_load(cache, &key, &found));
	assert_int_equal(found->strings_len, f->strings_len);
	assert_memory_equal(found->strings, f->strings, f->strings_len);
	assert_int_equal(found->exprs.n, f->exprs.n);
	assert_int_equal(hit.note_len, 5);
	assert_string_equal(hit.note, "note");
	facts_destroy(found);
	free(hit.note);
	facts_destroy(f);
	return true;
}

/* In a run of its own, which has seen no file yet. */
static bool find_anew(const struct place *p, struct cache_counts *counts)
{
	struct cache *cache = cache_open(p->cache, 0);
	bool found = find(cache, p, 1);

	if (counts)
		*counts = *cache_counts(cache);
	cache_close(cache);
	return found;
}

static void store_anew(const struct place *p)
{
	struct cache *cache = cache_open(p->cache, 0);

	store(cache, p, 1);
	assert_int_equal(cache_counts(cache)->stored, 1);
	assert_null(cache_complaint(cache));
	cache_close(cache);
}

static void test_hit(void **state)
{
	struct place *p = *state;
	struct cache *cache = cache_open(p->cache, 0);

	assert_false(find(cache, p, 1));
	store(cache, p, 1);
	assert_true(find(cache, p, 1));
	store(cache, p, 2);
	assert_true(find(cache, p, 2));
	assert_int_equal(cache_counts(cache)->hits, 2);
	assert_int_equal(cache_counts(cache)->misses, 1);
	assert_int_equal(cache_counts(cache)->stored, 2);
	assert_true(cache_counts(cache)->bytes > 100);
	cache_close(cache);
	store_anew(p);
	assert_true(find_anew(p, NULL));
}

#define OTHER_KEY(change)                                 \
	do {                                              \
		struct place other = *p;                  \
		char *other_args[] = {"-O2", "-DA", "x"}; \
                                                          \
		other.unit.args = other_args;             \
		change;                                   \
		assert_false(find_anew(&other, &counts)); \
		assert_int_equal(counts.misses, 1);       \
	} while (0)

static void test_key(void **state)
{
	struct place *p = *state;
	struct cache_counts counts;

	store_anew(p);
	OTHER_KEY(other.unit.file = other.header);
	OTHER_KEY(other.unit.directory = "/");
	OTHER_KEY(other.unit.n_args = 1);
	OTHER_KEY(other.unit.n_args = 3);
	OTHER_KEY(other_args[1] = "-DB");
	OTHER_KEY(other_args[0] = "-O2-D"; other_args[1] = "A");
	OTHER_KEY(other.options.names = 1);
	OTHER_KEY(other.options.root = "/tree");
	OTHER_KEY(other.options.pch = "pch");
	OTHER_KEY(other.options.root = "");
	assert_true(find_anew(p, NULL));
}

static void test_names(void **state)
{
	struct strmap a = {}, b = {};

	strmap_put(&a, "one", 1);
	strmap_put(&a, "two", 2);
	strmap_put(&b, "two", 7);
	strmap_put(&b, "one", 7);
	assert_true(cache_hash_names(&a) == cache_hash_names(&b));
	strmap_put(&b, "three", 7);
	assert_true(cache_hash_names(&a) != cache_hash_names(&b));
	strmap_deinit(&a);
	strmap_deinit(&b);
}

static void test_changed_file(void **state)
{
	struct place *p = *state;
	struct cache_counts counts;

	store_anew(p);
	put_file(p->header, "int b;\n");
	assert_int_equal(utimensat(AT_FDCWD, p->header, NULL, 0), 0);
	assert_false(find_anew(p, &counts));
	assert_int_equal(counts.stale, 1);
	/* Back again, with another time: the content counts. */
	put_file(p->header, "int a;\n");
	assert_int_equal(utimensat(AT_FDCWD, p->header, NULL, 0), 0);
	assert_true(find_anew(p, NULL));
	put_file(p->file, "#include \"a.h\" // other size\n");
	assert_false(find_anew(p, &counts));
	assert_int_equal(counts.stale, 1);
}

static void test_missing_file(void **state)
{
	struct place *p = *state;
	struct cache_counts counts;

	store_anew(p);
	unlink(p->header);
	assert_false(find_anew(p, &counts));
	assert_int_equal(counts.stale, 1);
	assert_int_equal(mkdir(p->header, 0777), 0);
	assert_false(find_anew(p, &counts));
}

/* What may have changed between parsing and storing is not stored. */
static void test_unstable(void **state)
{
	struct place *p = *state;
	struct cache *cache = cache_open(p->cache, 0);
	struct timespec now = {time(NULL)};

	/* ctime of both files is now. */
	store_at(cache, p, 1, now);
	assert_int_equal(cache_counts(cache)->unstable, 1);
	assert_int_equal(cache_counts(cache)->stored, 0);
	assert_false(find(cache, p, 1));
	cache_close(cache);
}

static char entry_found[4096];

static int note_path(const char *path, const struct stat *st, int type,
		     struct FTW *ftw)
{
	if (type == FTW_F && strlen(path + ftw->base) == 30)
		snprintf(entry_found, sizeof(entry_found), "%s", path);
	return 0;
}

/* The one file of the cache that is an entry. */
static const char *entry_of(const struct place *p)
{
	*entry_found = '\0';
	nftw(p->cache, note_path, 16, FTW_PHYS);
	assert_true(*entry_found);
	return entry_found;
}

static void assert_corrupt(const struct place *p, const char *data, size_t len)
{
	struct cache *cache = cache_open(p->cache, 0);
	autofree char *path = xstrdup(entry_of(p));
	autofree char *complaint = NULL;

	assert_null(file_write_atomic(path, data, len));
	assert_false(find(cache, p, 1));
	assert_int_equal(cache_counts(cache)->corrupt, 1);
	assert_false(file_exists(path));
	complaint = cache_complaint(cache);
	assert_non_null(strstr(complaint, "damaged entries removed: 1"));
	cache_close(cache);
	assert_null(file_write_atomic(path, "", 0));
}

static void test_corrupt(void **state)
{
	struct place *p = *state;
	autofree char *data = NULL;
	size_t len;

	store_anew(p);
	assert_null(file_read(entry_of(p), 1 << 20, &data, &len));
	for (size_t i = 0; i < len; i += 1 + len / 200)
		assert_corrupt(p, data, i);
	for (size_t i = 0; i < len; i += 1 + len / 300) {
		data[i] ^= 4;
		assert_corrupt(p, data, len);
		data[i] ^= 4;
	}
	assert_corrupt(p, "some other text that is here by mistake", 39);
	assert_null(file_write_atomic(entry_of(p), data, len));
	assert_true(find_anew(p, NULL));
}

/* An entry under the name of another one. */
static void test_mixed_up(void **state)
{
	struct place *p = *state;
	struct cache_counts counts;
	autofree char *data = NULL, *path = NULL;
	size_t len;

	store_anew(p);
	path = xstrdup(entry_of(p));
	assert_null(file_read(path, 1 << 20, &data, &len));
	unlink(path);
	p->options.names = 1;
	store_anew(p);
	assert_null(file_write_atomic(entry_of(p), data, len));
	assert_false(find_anew(p, &counts));
	assert_int_equal(counts.corrupt, 1);
}

static void assert_not_stored(struct cache *cache, const struct place *p,
			      const char *why)
{
	autofree char *complaint = NULL;

	store(cache, p, 1);
	store(cache, p, 2);
	assert_int_equal(cache_counts(cache)->failed, 2);
	assert_int_equal(cache_counts(cache)->stored, 0);
	complaint = cache_complaint(cache);
	assert_non_null(strstr(complaint, "units not stored: 2"));
	if (!strstr(complaint, why))
		fail_msg("'%s' does not say '%s'", complaint, why);
	assert_false(find(cache, p, 1));
	cache_close(cache);
}

static void test_no_folder(void **state)
{
	struct place *p = *state;

	/* No folder can be made below a file. */
	assert_not_stored(cache_open(p->file, 0), p, "cannot make folder");
}

/* A limit of the file size does to us what a full disk does. */
static void test_full_disk(void **state)
{
	struct place *p = *state;
	struct cache *cache = cache_open(p->cache, 0);
	struct rlimit old, tight;
	DIR *dir;

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	tight = old;
	tight.rlim_cur = 100;
	setrlimit(RLIMIT_FSIZE, &tight);
	assert_not_stored(cache, p, "File too large");
	setrlimit(RLIMIT_FSIZE, &old);
	/* Nothing half written stays. */
	*entry_found = '\0';
	nftw(p->cache, note_path, 16, FTW_PHYS);
	assert_false(*entry_found);
	dir = opendir(p->cache);
	assert_non_null(dir);
	closedir(dir);
}

/* Somebody else's cache: root has to become somebody else for that. */
static void test_read_only(void **state)
{
	struct place *p = *state;
	struct cache *cache;

	store_anew(p);
	assert_int_equal(chmod(p->dir, 0755), 0);
	*strrchr(entry_of(p), '/') = '\0';
	assert_int_equal(chmod(entry_found, 0555), 0);
	if (geteuid() == 0)
		assert_int_equal(seteuid(65534), 0);
	cache = cache_open(p->cache, 0);
	assert_true(find(cache, p, 1));
	assert_null(cache_complaint(cache));
	store(cache, p, 1);
	assert_int_equal(cache_counts(cache)->failed, 1);
	cache_close(cache);
	if (getuid() == 0)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(chmod(entry_found, 0755), 0);
}

/* Several processes store and find the same few units. */
static void work_at_once(struct place *p, unsigned int who)
{
	struct cache *cache = cache_open(p->cache, 0);
	unsigned int seed = who;

	for (unsigned int i = 0; i < 150; i++) {
		p->options.names = below(&seed, 4);
		if (below(&seed, 2))
			store(cache, p, p->options.names);
		else
			find(cache, p, p->options.names);
	}
	_exit(cache_counts(cache)->corrupt || cache_counts(cache)->failed);
}

static void test_at_once(void **state)
{
	for (unsigned int i = 0; i < 4; i++)
		if (fork() == 0)
			work_at_once(*state, i);
	for (unsigned int i = 0; i < 4; i++) {
		int status;

		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
}

static void test_counts_of_children(void **state)
{
	struct place *p = *state;
	struct cache *cache = cache_open(p->cache, 0);
	struct cache_counts counts = {1, 2, 3, 4, 5, 6, 7, 8};
	autofree char *complaint = NULL;

	cache_add_counts(cache, &counts);
	cache_add_counts(cache, &counts);
	assert_int_equal(cache_counts(cache)->hits, 2);
	assert_int_equal(cache_counts(cache)->bytes, 16);
	complaint = cache_complaint(cache);
	assert_non_null(strstr(complaint, "units not stored: 14"));
	cache_close(cache);
}

static void set_age(const char *path, time_t age)
{
	struct timespec times[2] = {{time(NULL) - age}, {time(NULL) - age}};

	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* Twenty entries of 10 kB, the oldest first, and a file left behind. */
static void fill(const struct place *p)
{
	char data[10000] = "";

	assert_null(file_make_dirs(p->cache));
	for (unsigned int i = 0; i < 20; i++) {
		autofree char *dir = xasprintf("%s/%02x", p->cache, i * 12);
		autofree char *path = xasprintf("%s/%030u", dir, i);

		assert_null(file_make_dirs(dir));
		assert_null(file_write_atomic(path, data, sizeof(data)));
		set_age(path, (100 - i) * 3600);
	}
}

static bool entry_exists(const struct place *p, unsigned int i)
{
	autofree char *path = xasprintf("%s/%02x/%030u", p->cache, i * 12, i);

	return file_exists(path);
}

static void test_prune(void **state)
{
	struct place *p = *state;
	autofree char *temporary = xasprintf("%s/00/%030u.abc", p->cache, 0);
	autofree char *fresh = xasprintf("%s/00/%030u.abd", p->cache, 0);
	unsigned int kept = 0;

	fill(p);
	assert_null(file_write_atomic(temporary, "x", 1));
	assert_null(file_write_atomic(fresh, "x", 1));
	set_age(temporary, 7200);
	/* Below the limit nothing is looked at. */
	cache_prune(p->cache, 1000, 100000);
	assert_true(entry_exists(p, 0) && file_exists(temporary));
	/* The bytes of all calls add up. */
	cache_prune(p->cache, 99500, 100000);
	assert_false(file_exists(temporary));
	assert_true(file_exists(fresh));
	for (unsigned int i = 0; i < 20; i++) {
		kept += entry_exists(p, i);
		/* None is gone that is younger than one that stays. */
		assert_true(!i || entry_exists(p, i) >= entry_exists(p, i - 1));
	}
	/* 90000 bytes in files that take 12288 each on disk, or 10000. */
	assert_in_range(kept, 5, 9);
}

static void test_prune_at_close(void **state)
{
	struct place *p = *state;
	struct cache *cache = cache_open(p->cache, 1);

	store(cache, p, 1);
	cache_close(cache);
	*entry_found = '\0';
	nftw(p->cache, note_path, 16, FTW_PHYS);
	assert_false(*entry_found);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_hit),
		TEST(test_key),
		cmocka_unit_test(test_names),
		TEST(test_changed_file),
		TEST(test_missing_file),
		TEST(test_unstable),
		TEST(test_corrupt),
		TEST(test_mixed_up),
		TEST(test_no_folder),
		TEST(test_full_disk),
		TEST(test_read_only),
		TEST(test_at_once),
		TEST(test_counts_of_children),
		TEST(test_prune),
		TEST(test_prune_at_close),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("cache", tests, NULL, NULL);
}
