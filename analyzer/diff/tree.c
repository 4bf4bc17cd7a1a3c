// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/map.h"
#include "base/strbuf.h"
#include "diff/changes.h"
#include "diff/git.h"
#include "diff/tree.h"

#define NAME_LIMIT 256

static char *held_path(const struct git *git)
{
	return xasprintf("%s/dmalias.tree", git->own);
}

/* The tree that is checked out, or NULL: none, or a checkout was cut short. */
static char *held_tree(const struct git *git)
{
	autofree char *path = held_path(git);
	char *text = NULL;

	dm_error_destroy(file_read(path, NAME_LIMIT, &text, NULL));
	return text;
}

static bool is_build_file(const char *path)
{
	const char *name = strrchr(path, '/');

	name = name ? name + 1 : path;
	return !strncmp(name, "Makefile", 8) || !strncmp(name, "Kbuild", 6) ||
	       !strncmp(name, "Kconfig", 7);
}

/* Some second of the years 1970 to 2004, by the content. */
static void set_time(const struct git *git, const struct change *c)
{
	autofree char *path = xasprintf("%s/%s", git->tree, c->to);
	struct timespec time = {.tv_sec = hash_str(c->blob) & 0x3fffffff};
	const struct timespec times[] = {time, time};

	utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
}

static struct dm_error *set_times(const struct git *git, const char *from,
				  const char *to)
{
	static const char *const refresh[] = {"update-index", "-q", "--refresh",
					      NULL};
	const struct git_call call = {.argv = refresh};
	struct git_answer a = {};
	change_vec changes = {};
	struct dm_error *err = changes_find(git, from, to, &changes);
	bool any = false;

	if (!err)
		vec_for_each(&changes, c) {
			if (!c->to || c->to_link || !is_build_file(c->to))
				continue;
			set_time(git, c);
			any = true;
		}
	change_vec_deinit(&changes);
	if (err || !any)
		return err;
	/* what it cannot refresh is written again the next time */
	err = git_run(git, &call, &a);
	git_answer_deinit(&a);
	return err;
}

struct dm_error *tree_checkout(const struct git *git, const char *tree)
{
	const char *const words[] = {"read-tree", "--reset", "-u", tree, NULL};
	const struct git_call call = {.argv = words};
	autofree char *path = held_path(git);
	autofree char *held = held_tree(git);
	struct dm_error *err;

	if (held && !strcmp(held, tree))
		return NULL;
	unlink(path);
	err = git_do(git, &call, NULL);
	if (!err)
		err = set_times(git, held, tree);
	return err ? err : file_write_atomic(path, tree, strlen(tree));
}

/* Remove entries from the index "edit", and write it as a tree. */
static struct dm_error *remove_entries(const struct git *git, const char *tree,
				       const struct strbuf *names, char **ret)
{
	const char *const read[] = {"read-tree", tree, NULL};
	static const char *const update[] = {"update-index", "--force-remove",
					     "-z", "--stdin", NULL};
	static const char *const write[] = {"write-tree", NULL};
	const struct git_call calls[] = {
		{.argv = read, .index = "edit"},
		{update, "edit", names->s, names->len},
		{.argv = write, .index = "edit"},
	};
	struct dm_error *err = git_do(git, &calls[0], NULL);

	if (!err)
		err = git_do(git, &calls[1], NULL);
	return err ? err : git_do(git, &calls[2], ret);
}

struct dm_error *tree_without_links(const struct git *git, const char *from,
				    const char *tree, char **ret,
				    size_t *ret_left_out)
{
	change_vec changes = {};
	struct strbuf names = {};
	struct dm_error *err = changes_find(git, from, tree, &changes);

	*ret_left_out = 0;
	vec_for_each(&changes, c) {
		if (!c->to_link)
			continue;
		strbuf_add(&names, c->to, strlen(c->to) + 1);
		++*ret_left_out;
	}
	if (!err && names.len)
		err = remove_entries(git, tree, &names, ret);
	else if (!err)
		*ret = xstrdup(tree);
	change_vec_deinit(&changes);
	strbuf_deinit(&names);
	return err;
}
