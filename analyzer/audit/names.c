// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "audit/inventory.h"
#include "audit/names.h"

#define FIRST_ADDRESS 0x1000 /* smaller numbers are no addresses of RAM */

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static uint32_t name_number(struct name_sets *s, const char *key)
{
	uint32_t id;

	if (strmap_get(&s->index, key, &id))
		return id;
	if (s->n + 2 > s->room) {
		s->room = s->room ? 2 * s->room : 256;
		s->parent =
			xreallocarray(s->parent, s->room, sizeof(*s->parent));
	}
	id = ++s->n;
	s->parent[id] = id;
	strmap_put(&s->index, key, id);
	return id;
}

/* Types, conversions and units: words that name no address. */
static bool is_filler(const char *s, size_t len)
{
	static const char *const words[] = {
		"unsigned",   "long",	    "int",
		"void",	      "char",	    "phys_addr_t",
		"u32",	      "u64",	    "uint32_t",
		"size_t",     "dma_addr_t", "struct",
		"__iomem",    "const",	    "PAGE_SHIFT",
		"PAGE_SIZE",  "UL",	    "sizeof",
		"PAGE_MASK",  "NULL",	    "resource_size_t",
		"PHYS_OFFSET"};

	if (len > 3 && !memcmp(s, "SZ_", 3))
		return true;
	if (len > 5 && !memcmp(s + len - 5, "_SIZE", 5))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strlen(words[i]) == len && !memcmp(words[i], s, len))
			return true;
	return false;
}

static bool is_conversion(const char *s, size_t len)
{
	static const char *const words[] = {"__pa",	    "__va",
					    "virt_to_phys", "phys_to_virt",
					    "PFN_DOWN",	    "__phys_to_pfn",
					    "PFN_PHYS",	    "__pfn_to_phys",
					    "phys_to_pfn",  "virt_to_bus"};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strlen(words[i]) == len && !memcmp(words[i], s, len))
			return true;
	return false;
}

/*
 * The only name in an expression, or NULL: of none, of several, of a field, of
 * the result of a function.
 */
static char *only_name(const char *s)
{
	char *name = NULL;

	while (*s) {
		size_t len = 0;
		const char *after;

		while (is_word(s[len]))
			len++;
		if (!len || isdigit((unsigned char)*s) || is_filler(s, len)) {
			s += len ? len : 1;
			continue;
		}
		after = s + len + strspn(s + len, " ");
		if (*after == '(' && is_conversion(s, len)) {
			s = after;
			continue;
		}
		if (name || strchr("([.", *after ? *after : ' ') ||
		    !strncmp(after, "->", 2)) {
			free(name);
			return NULL;
		}
		name = xstrndup(s, len);
		s += len;
	}
	return name;
}

uint32_t names_of_address(struct name_sets *s, const struct inventory_input *in,
			  const char *expr, const char *file,
			  const char *function)
{
	const struct audit_file *f = audit_file_find(in->files, file);
	const struct macro_def *def;
	autofree char *name = NULL;
	autofree char *key = NULL;
	uint64_t value;

	if (!expr)
		return 0;
	if (macros_value(in->macros, expr, file, &value, &def) == MACRO_ONE) {
		if (value < FIRST_ADDRESS)
			return 0;
		key = xasprintf("=%llx", (unsigned long long)value);
		return name_number(s, key);
	}
	name = only_name(expr);
	if (!name)
		return 0;
	if (function && f && text_is_local(&f->text, function, name))
		key = xasprintf("%s\n%s\n%s", file, function, name);
	else if (f && text_is_local(&f->text, "", name))
		key = xasprintf("%s\n%s", file, name);
	else
		key = xstrdup(name);
	return name_number(s, key);
}

uint32_t names_root(struct name_sets *s, uint32_t name)
{
	while (s->parent[name] != name) {
		s->parent[name] = s->parent[s->parent[name]];
		name = s->parent[name];
	}
	return name;
}

void names_join(struct name_sets *s, uint32_t a, uint32_t b)
{
	a = names_root(s, a);
	b = names_root(s, b);
	if (a != b)
		s->parent[b] = a;
}

void names_deinit(struct name_sets *s)
{
	strmap_deinit(&s->index);
	free(s->parent);
}
