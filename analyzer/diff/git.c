// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>

#include "base/error.h"
#include "base/file.h"
#include "base/map.h"
#include "base/run.h"
#include "base/vec.h"
#include "diff/git.h"

/* A diff of two releases of the kernel by name and mode is 10 MB. */
#define OUTPUT_LIMIT ((size_t)256 << 20)

/* Said to every git: what may run a program, or talk to others, is off. */
static const char *const settings[] = {
	"core.hooksPath=/dev/null",
	"core.fsmonitor=false",
	"core.attributesFile=/dev/null",
	"core.untrackedCache=false",
	"protocol.allow=never",
	"submodule.recurse=false",
	"gc.auto=0",
	"maintenance.auto=false",
};

/* Said in our own folder, over whatever .gitattributes of a tree ask for: a
 * file is checked out byte for byte. gitattributes(5) of git 2.39. */
static const char attributes[] =
	"* -text -eol -crlf -ident -filter -working-tree-encoding -diff "
	"-merge -export-subst\n";

/* What a caller in a hook or a script may have set. */
#define FOREIGN_GIT                                                           \
	"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", \
		"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR",         \
		"GIT_NAMESPACE", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", \
		"GIT_EXTERNAL_DIFF", "GIT_PREFIX"
#define QUIET_GIT                                                    \
	"GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C", \
		"GIT_NO_REPLACE_OBJECTS=1", "GIT_NO_LAZY_FETCH=1",   \
		"GIT_PAGER=cat"

typedef VEC(const char *) word_vec;

static void add_words(word_vec *argv, const char *const *words)
{
	for (; *words; words++)
		vec_push(argv, *words);
	vec_push(argv, NULL);
}

static struct dm_error *run_git(const char *dir, const char *const *words,
				const char *const *env,
				const struct git_call *call,
				struct git_answer *ret)
{
	struct run_result result = {};
	word_vec argv = {};
	struct run run = {
		.env = env,
		.input = call ? call->input : NULL,
		.input_len = call ? call->input_len : 0,
		.limit = OUTPUT_LIMIT,
	};
	struct dm_error *err;

	vec_push(&argv, "git");
	if (dir) {
		vec_push(&argv, "-C");
		vec_push(&argv, dir);
	}
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		vec_push(&argv, "-c");
		vec_push(&argv, settings[i]);
	}
	add_words(&argv, words);
	run.argv = argv.v;
	err = run_program(&run, &result);
	if (!err && result.out_lost)
		err = dm_error(DM_ERR_TOOL, "git %s says more than %zu bytes",
			       words[0], OUTPUT_LIMIT);
	if (!err) {
		ret->status = result.end == RUN_EXITED ? result.status : -1;
		ret->len = result.out.len;
		ret->out = strbuf_take(&result.out);
		ret->err = strbuf_take(&result.err);
	}
	run_result_deinit(&result);
	vec_deinit(&argv);
	return err;
}

void git_answer_deinit(struct git_answer *a)
{
	free(a->out);
	free(a->err);
}

char *git_complaint(const char *err)
{
	static const char *const starts[] = {"fatal: ", "error: "};
	size_t n = strcspn(err, "\n");

	for (size_t i = 0; i < ARRAY_SIZE(starts); i++) {
		size_t len = strlen(starts[i]);

		if (!strncmp(err, starts[i], len)) {
			err += len;
			n -= len;
		}
	}
	return n ? xstrndup(err, n) : xstrdup("git says nothing of it");
}

static struct dm_error *failed(const struct git_answer *a, const char *command)
{
	autofree char *why = git_complaint(a->err);

	return dm_error(DM_ERR_TOOL, "git %s: %s", command, why);
}

static char *chomp(char *s)
{
	size_t n = strlen(s);

	if (n && s[n - 1] == '\n')
		s[n - 1] = '\0';
	return s;
}

/* Ask the user's repository; what it says, or NULL in @ret when it fails. */
static struct dm_error *ask(const struct git *git, const char *const *words,
			    char **ret, char **ret_why)
{
	static const char *const env[] = {FOREIGN_GIT, QUIET_GIT, NULL};
	struct git_answer a = {};
	struct dm_error *err = run_git(git->dir, words, env, NULL, &a);

	if (err)
		return err;
	*ret = a.status ? NULL : chomp(take_ptr(a.out));
	if (ret_why)
		*ret_why = a.status ? git_complaint(a.err) : NULL;
	git_answer_deinit(&a);
	return NULL;
}

struct dm_error *git_run(const struct git *git, const struct git_call *call,
			 struct git_answer *ret)
{
	autofree char *dir = xasprintf("GIT_DIR=%s", git->own);
	autofree char *tree = xasprintf("GIT_WORK_TREE=%s", git->tree);
	autofree char *index = xasprintf("GIT_INDEX_FILE=%s/%s", git->own,
					 call->index ? call->index : "index");
	const char *const env[] = {FOREIGN_GIT,
				   QUIET_GIT,
				   "GIT_CONFIG_NOSYSTEM=1",
				   "GIT_CONFIG_GLOBAL=/dev/null",
				   "GIT_ATTR_NOSYSTEM=1",
				   dir,
				   tree,
				   index,
				   NULL};

	return run_git(git->tree, call->argv, env, call, ret);
}

struct dm_error *git_do(const struct git *git, const struct git_call *call,
			char **ret)
{
	struct git_answer a = {};
	struct dm_error *err = git_run(git, call, &a);

	if (!err && a.status)
		err = failed(&a, call->argv[0]);
	if (!err && ret)
		*ret = chomp(take_ptr(a.out));
	git_answer_deinit(&a);
	return err;
}

static char *take_line(char **text)
{
	char *line = strsep(text, "\n");

	return xstrdup(line ? line : "");
}

static struct dm_error *find_repository(struct git *git)
{
	static const char *const words[] = {"rev-parse",
					    "--path-format=absolute",
					    "--show-object-format",
					    "--is-shallow-repository",
					    "--is-bare-repository",
					    "--git-path",
					    "objects",
					    NULL};
	static const char *const top[] = {"rev-parse", "--show-toplevel", NULL};
	autofree char *out = NULL, *why = NULL;
	autofree char *shallow = NULL, *bare = NULL;
	struct dm_error *err = ask(git, words, &out, &why);
	char *rest = out;

	if (err)
		return err;
	if (!out && strstr(why, "not a git repository"))
		return dm_error(DM_ERR_USAGE, "'%s' is not in a git tree",
				git->dir);
	if (!out)
		return dm_error(DM_ERR_USAGE, "git cannot read '%s': %s",
				git->dir, why);
	git->format = take_line(&rest);
	shallow = take_line(&rest);
	bare = take_line(&rest);
	git->objects = take_line(&rest);
	git->shallow = !strcmp(shallow, "true");
	return strcmp(bare, "true") ? ask(git, top, &git->top, NULL) : NULL;
}

static struct dm_error *init_own(const struct git *git)
{
	autofree char *format = xasprintf("--object-format=%s", git->format);
	autofree char *info = xasprintf("%s/info", git->own);
	autofree char *rules = xasprintf("%s/attributes", info);
	autofree char *alternates =
		xasprintf("%s/objects/info/alternates", git->own);
	autofree char *from = xasprintf("%s\n", git->objects);
	const char *const words[] = {"init", "-q", "--template=", format, NULL};
	const struct git_call call = {.argv = words};
	struct dm_error *err = git_do(git, &call, NULL);

	if (!err)
		err = file_make_dirs(info);
	if (!err)
		err = file_write_atomic(rules, attributes, strlen(attributes));
	if (!err)
		err = file_write_atomic(alternates, from, strlen(from));
	return err;
}

/* What an interrupted run left: nobody else works here now. */
static void remove_stale_locks(const struct git *git)
{
	static const char *const names[] = {"index.lock", "edit.lock"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		autofree char *path = xasprintf("%s/%s", git->own, names[i]);

		unlink(path);
	}
}

static struct dm_error *prepare_own(struct git *git, const char *cache)
{
	autofree char *folder = path_normalize(NULL, cache);
	autofree char *base = xasprintf("%s/diff/%016" PRIx64, folder,
					hash_str(git->objects));
	autofree char *lock = xasprintf("%s/lock", base);
	struct dm_error *err;

	git->own = xasprintf("%s/git", base);
	git->tree = xasprintf("%s/tree", base);
	err = file_make_dirs(git->tree);
	if (err)
		return err;
	git->lock = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (git->lock < 0)
		return dm_error_errno(errno, "cannot write '%s'", lock);
	while (flock(git->lock, LOCK_EX) < 0)
		if (errno != EINTR)
			return dm_error_errno(errno, "cannot lock '%s'", lock);
	remove_stale_locks(git);
	return init_own(git);
}

struct dm_error *git_open(const char *dir, const char *cache, struct git *ret)
{
	const char *path = getenv("PATH");
	struct dm_error *err;

	*ret = (struct git){.dir = xstrdup(dir), .lock = -1};
	if (!run_in_path("git", path ? path : ""))
		return dm_error(DM_ERR_TOOL, "git is missing: install the "
					     "package git");
	if (!file_is_dir(dir))
		return dm_error(DM_ERR_USAGE, "no such folder: '%s'", dir);
	err = find_repository(ret);
	return err ? err : prepare_own(ret, cache);
}

void git_close(struct git *git)
{
	if (git->lock >= 0)
		close(git->lock);
	free(git->dir);
	free(git->top);
	free(git->objects);
	free(git->format);
	free(git->own);
	free(git->tree);
}

struct dm_error *git_commit(const struct git *git, const char *revision,
			    char **ret)
{
	autofree char *commit = xasprintf("%s^{commit}", revision);
	const char *const words[] = {"rev-parse",	 "--verify", "--quiet",
				     "--end-of-options", commit,     NULL};
	struct dm_error *err = ask(git, words, ret, NULL);

	if (err || *ret)
		return err;
	return dm_error(DM_ERR_USAGE, "no commit '%s' in '%s'%s", revision,
			git->dir,
			git->shallow ? ", which is a shallow clone: 'git fetch "
				       "--unshallow' gets the rest" :
				       "");
}

struct dm_error *git_merge_base(const struct git *git, const char *a,
				const char *b, char **ret)
{
	const char *const words[] = {"merge-base", a, b, NULL};
	struct dm_error *err = ask(git, words, ret, NULL);

	if (err || *ret)
		return err;
	return dm_error(DM_ERR_USAGE, "'%s' and '%s' have no common commit%s",
			a, b, git->shallow ? " in this shallow clone" : "");
}

struct dm_error *git_count_merges(const struct git *git, const char *from,
				  const char *to, size_t *ret)
{
	autofree char *range = xasprintf("%s..%s", from, to);
	autofree char *out = NULL;
	const char *const words[] = {"rev-list", "--merges", "--count", range,
				     NULL};
	struct dm_error *err = ask(git, words, &out, NULL);

	*ret = out ? strtoul(out, NULL, 10) : 0;
	return err;
}

struct dm_error *git_count_dirty(const struct git *git, size_t *ret)
{
	static const char *const words[] = {"status", "--porcelain",
					    "--untracked-files=no",
					    "--ignore-submodules=all", NULL};
	autofree char *out = NULL;
	struct dm_error *err = git->top ? ask(git, words, &out, NULL) : NULL;

	*ret = out && *out;
	for (const char *s = out; s && *s; s++)
		*ret += *s == '\n';
	return err;
}
