// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "ctl/keyvalue.h"
#include "ctl/mem.h"
#include "ctl/text.h"

static void add_word(struct kv_line *line, char *word)
{
	struct keyvalue kv = {.key = word, .value = strchr(word, '=')};

	if (kv.value)
		*kv.value++ = '\0';
	text_unescape(kv.key);
	if (kv.value)
		text_unescape(kv.value);
	line->v = mem_push(line->v, line->n, sizeof(*line->v));
	line->v[line->n++] = kv;
}

void kv_parse(struct kv_line *line, const char *text)
{
	char *save = NULL;

	*line = (struct kv_line){.text = mem_dup(text)};
	for (char *word = strtok_r(line->text, " \t\r\n", &save); word;
	     word = strtok_r(NULL, " \t\r\n", &save))
		add_word(line, word);
}

void kv_free(struct kv_line *line)
{
	free(line->text);
	free(line->v);
	*line = (struct kv_line){};
}

const char *kv_get(const struct kv_line *line, const char *key)
{
	for (size_t i = 0; i < line->n; i++) {
		const char *value = line->v[i].value;

		if (value && !strcmp(line->v[i].key, key))
			return strcmp(value, "-") != 0 ? value : "";
	}
	return NULL;
}

void kv_json_value(struct jsonw *w, const char *name, const char *value)
{
	size_t digits = strspn(value, "0123456789");
	uint64_t number;

	if (!*value || !strcmp(value, "-"))
		jsonw_null(w, name);
	else if (digits && !value[digits] && (value[0] != '0' || digits == 1) &&
		 text_number(value, &number) && number < UINT64_C(1) << 53)
		jsonw_uint(w, name, number);
	else
		jsonw_str(w, name, value);
}

/* A key may be there once only in JSON: the first one counts */
static bool is_first(const struct kv_line *line, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(line->v[i].key, line->v[n].key))
			return false;
	return true;
}

/* Calls, the innermost first: "foo_probe+0x1c4 [foo]<do_one_initcall+0x55" */
static void json_stack(struct jsonw *w, const char *name, const char *stack)
{
	jsonw_array(w, name);
	while (*stack) {
		size_t len = strcspn(stack, "<");

		jsonw_strf(w, NULL, "%.*s", (int)len, stack);
		stack += len + (stack[len] == '<');
	}
	jsonw_end(w);
}

/* Names are text, though somebody may call a process 123 */
static bool is_name(const char *key)
{
	static const char *const names[] = {"comm", "device", "module",
					    "site", "space",  "va"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i], key))
			return true;
	return false;
}

void kv_json(struct jsonw *w, const struct kv_line *line)
{
	kv_json_from(w, line, 0);
}

void kv_json_from(struct jsonw *w, const struct kv_line *line, size_t n)
{
	for (size_t i = n; i < line->n; i++) {
		const struct keyvalue *kv = &line->v[i];

		if (!is_first(line, i))
			continue;
		if (kv->value && !strcmp(kv->key, "stack"))
			json_stack(w, kv->key, kv->value);
		else if (kv->value && *kv->value && strcmp(kv->value, "-") &&
			 is_name(kv->key))
			jsonw_str(w, kv->key, kv->value);
		else if (kv->value)
			kv_json_value(w, kv->key, kv->value);
		else
			jsonw_bool(w, kv->key, true);
	}
}
