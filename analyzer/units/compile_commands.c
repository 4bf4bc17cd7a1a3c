// SPDX-License-Identifier: GPL-2.0-or-later
#include <jansson.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "units/borrow.h"
#include "units/compile_commands.h"
#include "units/flags.h"
#include "units/kernel_tree.h"
#include "units/shell_words.h"
#include "units/unit_search.h"

#define DATABASE_LIMIT ((size_t)4 << 30)

struct entry {
	char *directory;
	char *file;
	const json_t *command; /* one of the two */
	const json_t *arguments;
};

typedef VEC(struct entry) entry_vec;

static void entry_vec_deinit(entry_vec *entries)
{
	vec_for_each(entries, entry) {
		free(entry->directory);
		free(entry->file);
	}
	vec_deinit(entries);
}

/* Return: what is wrong with an entry, or NULL. */
static const char *read_entry(const json_t *value, const char *base,
			      struct entry *ret)
{
	const char *file = json_string_value(json_object_get(value, "file"));
	const json_t *directory = json_object_get(value, "directory");

	ret->command = json_object_get(value, "command");
	ret->arguments = json_object_get(value, "arguments");
	if (!json_is_object(value))
		return "not an object";
	if (!file || !*file)
		return "no \"file\"";
	if (directory && !json_is_string(directory))
		return "\"directory\" is not a string";
	if (!json_is_string(ret->command) && !json_is_array(ret->arguments))
		return "neither \"command\" nor \"arguments\"";
	ret->directory = path_normalize(
		base, directory ? json_string_value(directory) : ".");
	ret->file = path_normalize(ret->directory, file);
	return NULL;
}

/* Return: what is wrong with the command of an entry, or NULL. */
static const char *read_words(const struct entry *entry,
			      struct shell_words *words)
{
	const char *s;
	json_t *word;
	size_t i;

	if (!json_is_array(entry->arguments)) {
		s = json_string_value(entry->command);
		if (!shell_words_split(s,
				       s + json_string_length(entry->command),
				       false, words))
			return "a quote in \"command\" is not closed";
		return NULL;
	}
	shell_words_reset(words);
	json_array_foreach(entry->arguments, i, word) {
		if (!json_is_string(word))
			return "\"arguments\" holds what is no string";
		shell_words_add(words, json_string_value(word));
	}
	return NULL;
}

/* Cut @common back to the folder that @file lies below as well. */
static void shorten_to_common(char *common, const char *file)
{
	while (!path_below(common, file)) {
		char *slash = strrchr(common, '/');

		if (slash == common || !slash) {
			strcpy(common, "/");
			return;
		}
		*slash = '\0';
	}
}

static char *common_folder(const entry_vec *entries)
{
	char *common = path_folder(entries->v[0].file);

	vec_for_each(entries, entry)
		shorten_to_common(common, entry->file);
	return common;
}

/* The first entry that shows a kernel tree tells all about it. */
static char *find_kernel(const entry_vec *entries, struct units *units)
{
	struct shell_words words = {};
	char *kernel = NULL;

	vec_for_each(entries, entry) {
		struct unit unit = {};
		size_t argc;
		char **argv;

		if (!is_c_file(entry->file) || read_words(entry, &words))
			continue;
		argv = shell_words_list(&words, &argc);
		flags_translate(argv, argc, &unit);
		unit.directory = xstrdup(entry->directory);
		kernel = kernel_tree_of_unit(&unit);
		unit_deinit(&unit);
		if (kernel) {
			units->objtree = xstrdup(entry->directory);
			break;
		}
	}
	shell_words_deinit(&words);
	return kernel;
}

/*
 * The root is the kernel tree, or, where no file is below it (modules built
 * out of tree), the folder that holds all files.
 */
static void find_root(const entry_vec *entries, struct units *units)
{
	autofree char *kernel = NULL;

	if (!entries->n)
		return;
	kernel = find_kernel(entries, units);
	if (kernel)
		units->release = kernel_tree_release(kernel);
	vec_for_each(entries, entry) {
		if (kernel && path_below(kernel, entry->file)) {
			units->root = take_ptr(kernel);
			return;
		}
	}
	units->root = common_folder(entries);
}

static struct dm_error *add_entries(struct unit_search *search, void *ctx)
{
	const entry_vec *entries = ctx;
	struct shell_words words = {};

	vec_for_each(entries, entry) {
		const char *wrong;

		if (!unit_search_reaches(search, entry->file))
			continue;
		wrong = read_words(entry, &words);
		if (wrong && unit_search_wants(search, entry->file))
			unit_search_skip(search, entry->file, "%s", wrong);
		else if (!wrong)
			unit_search_add(search, entry->directory, entry->file,
					&words);
	}
	shell_words_deinit(&words);
	return NULL;
}

/* Read all entries; those that make no sense are skipped. */
static struct dm_error *read_entries(struct unit_search *search,
				     const char *name, const json_t *array,
				     entry_vec *ret)
{
	autofree char *base = path_folder(name);
	json_t *value;
	size_t i;

	if (!json_is_array(array))
		return dm_error(
			DM_ERR_INPUT,
			"%s:1:1: an array of compiler calls is expected", name);
	json_array_foreach(array, i, value) {
		struct entry entry = {};
		const char *wrong = read_entry(value, base, &entry);

		if (!wrong) {
			vec_push(ret, entry);
			continue;
		}
		autofree char *where = xasprintf("%s entry %zu", name, i + 1);

		unit_search_skip(search, where, "%s", wrong);
	}
	return NULL;
}

static struct dm_error *add_new_source(struct unit_search *search,
				       entry_vec *entries)
{
	struct dm_error *err;

	find_root(entries, search->units);
	err = unit_search_resolve(search);
	if (!err)
		err = add_entries(search, entries);
	return err ? err : borrow_flags(search, add_entries, entries);
}

static struct dm_error *parse(struct unit_search *search, const char *name,
			      const char *text, size_t len, bool known_source)
{
	entry_vec entries = {};
	json_error_t error;
	json_t *array = json_loadb(text, len, JSON_DECODE_ANY, &error);
	struct dm_error *err;

	if (!array)
		return dm_error(DM_ERR_INPUT, "%s:%d:%d: %s", name, error.line,
				error.column, error.text);
	err = read_entries(search, name, array, &entries);
	if (!err)
		err = known_source ? add_entries(search, &entries) :
				     add_new_source(search, &entries);
	entry_vec_deinit(&entries);
	json_decref(array);
	return err;
}

struct dm_error *compile_commands_parse(struct unit_search *search,
					const char *name, const char *text,
					size_t len)
{
	return parse(search, name, text, len, false);
}

static struct dm_error *read_and_parse(struct unit_search *search,
				       const char *name, bool known_source)
{
	autofree char *text = NULL;
	struct dm_error *err;
	size_t len;

	err = file_read(name, DATABASE_LIMIT, &text, &len);
	return err ? err : parse(search, name, text, len, known_source);
}

struct dm_error *compile_commands_load(struct unit_search *search,
				       const char *path)
{
	autofree char *name = path_normalize(NULL, path);

	if (file_is_dir(name)) {
		char *file = xasprintf("%s/compile_commands.json", name);

		free(name);
		name = file;
	}
	return read_and_parse(search, name, false);
}

struct dm_error *compile_commands_add(struct unit_search *search,
				      const char *path)
{
	return read_and_parse(search, path, true);
}
