// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "engines/coccinelle/output.h"

bool cocci_copy_number(const char *path, size_t n_files, size_t *ret)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	char *end;
	unsigned long n;

	if (!isdigit((unsigned char)*name))
		return false;
	n = strtoul(name, &end, 10);
	if (strcmp(end, ".c") != 0 || n >= n_files)
		return false;
	*ret = n;
	return true;
}

/* A number, or a string of digits, as coccilib gives it. */
static bool get_number(const json_t *object, const char *key, unsigned int *ret)
{
	const json_t *value = json_object_get(object, key);
	const char *s = json_string_value(value);
	char *end;
	unsigned long n;

	if (json_is_integer(value)) {
		json_int_t i = json_integer_value(value);

		*ret = i;
		return i >= 0 && i < INT_MAX;
	}
	if (!s || !isdigit((unsigned char)*s))
		return false;
	n = strtoul(s, &end, 10);
	*ret = n;
	return !*end && n < INT_MAX;
}

static bool is_known(const char *key)
{
	static const char *const known[] = {
		"kind",	    "file",	  "line",     "column",
		"end_line", "end_column", "function",
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcmp(key, known[i]))
			return true;
	return false;
}

static bool take_list(const char *key, const json_t *list,
		      struct cocci_record *ret)
{
	size_t i;
	json_t *value;

	json_array_foreach(list, i, value) {
		struct cocci_field *field;

		if (!json_is_string(value))
			return false;
		field = vec_add(&ret->fields);
		field->name = xasprintf("%s.%zu", key, i);
		field->value = xstrdup(json_string_value(value));
	}
	return true;
}

static bool take_field(const char *key, const json_t *value,
		       struct cocci_record *ret)
{
	struct cocci_field *field;

	if (is_known(key))
		return true;
	if (json_is_array(value))
		return take_list(key, value, ret);
	if (!json_is_string(value))
		return false;
	field = vec_add(&ret->fields);
	field->name = xstrdup(key);
	field->value = xstrdup(json_string_value(value));
	return true;
}

static bool take_place(const json_t *object, size_t n_files,
		       struct cocci_record *ret)
{
	const char *file = json_string_value(json_object_get(object, "file"));
	bool end = json_object_get(object, "end_line");

	if (!file || !cocci_copy_number(file, n_files, &ret->file) ||
	    !get_number(object, "line", &ret->line) || !ret->line ||
	    !get_number(object, "column", &ret->col))
		return false;
	ret->col++;
	if (end && (!get_number(object, "end_line", &ret->end_line) ||
		    !get_number(object, "end_column", &ret->end_col)))
		return false;
	ret->end_col += end;
	return true;
}

static bool take_object(json_t *object, size_t n_files,
			struct cocci_record *ret)
{
	const char *kind = json_string_value(json_object_get(object, "kind"));
	const char *function =
		json_string_value(json_object_get(object, "function"));
	const char *key;
	json_t *value;

	if (!json_is_object(object) || !kind ||
	    !take_place(object, n_files, ret))
		return false;
	ret->kind = xstrdup(kind);
	/* outside of functions coccilib says "something_else" */
	if (function && *function && strcmp(function, "something_else") != 0)
		ret->function = xstrdup(function);
	json_object_foreach(object, key, value) {
		if (!take_field(key, value, ret))
			return false;
	}
	return true;
}

bool cocci_read_record(const char *line, size_t len, size_t n_files,
		       struct cocci_record *ret)
{
	json_t *object = json_loadb(line, len, JSON_REJECT_DUPLICATES, NULL);
	bool ok;

	*ret = (struct cocci_record){};
	if (!object)
		return false;
	ok = take_object(object, n_files, ret);
	json_decref(object);
	if (!ok)
		cocci_record_deinit(ret);
	return ok;
}

void cocci_record_deinit(struct cocci_record *r)
{
	vec_for_each(&r->fields, field) {
		free(field->name);
		free(field->value);
	}
	vec_deinit(&r->fields);
	free(r->kind);
	free(r->function);
}

/* The last " in " of the line: the reason may have one too. */
static const char *last_in(const char *s)
{
	const char *found = NULL;

	while ((s = strstr(s, " in ")))
		found = s++;
	return found;
}

bool cocci_read_failure(const char *line, size_t n_files, unsigned int timeout,
			struct cocci_failure *ret)
{
	const char *reason = line + strlen("EXN: "), *in;
	autofree char *path = NULL;

	if (strncmp(line, "EXN: ", 5) != 0)
		return false;
	in = last_in(reason);
	if (!in)
		return false;
	path = xstrdup(in + strlen(" in "));
	path[strcspn(path, " \t\r")] = '\0';
	if (!cocci_copy_number(path, n_files, &ret->file))
		return false;
	if (memmem(reason, in - reason, "Timeout", strlen("Timeout")))
		ret->why = xasprintf("spatch: no end within %u s", timeout);
	else
		ret->why =
			xasprintf("spatch: %.*s", (int)(in - reason), reason);
	return true;
}

static bool parse_version(const char *s, unsigned int v[3])
{
	char *end = (char *)s;

	for (int i = 0; i < 3; i++) {
		if (i && *end++ != '.')
			return i > 1;
		if (!isdigit((unsigned char)*end))
			return false;
		v[i] = strtoul(end, &end, 10);
	}
	return true;
}

bool cocci_version_ok(const char *text, char **why)
{
	static const char words[] = "spatch version ";
	const char *s = strstr(text, words);
	unsigned int is[3] = {}, needed[3] = {};

	parse_version(COCCI_VERSION_MIN, needed);
	if (!s || !parse_version(s + strlen(words), is)) {
		*why = xstrdup("spatch does not tell its version");
		return false;
	}
	for (int i = 0; i < 3 && is[i] <= needed[i]; i++) {
		if (is[i] == needed[i])
			continue;
		*why = xasprintf(
			"spatch %u.%u.%u is too old, " COCCI_VERSION_MIN
			" is needed",
			is[0], is[1], is[2]);
		return false;
	}
	if (!strstr(text, "Python scripting support: yes")) {
		*why = xstrdup("spatch was built without Python");
		return false;
	}
	return true;
}
