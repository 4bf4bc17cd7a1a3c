// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "audit/text.h"

static bool is_at(const struct tokens *t, size_t i, const char *s)
{
	return i < t->list.n && token_is(&t->list.v[i], s);
}

static bool is_word(const struct tokens *t, size_t i)
{
	return i < t->list.n && t->list.v[i].kind == TOKEN_WORD;
}

static bool is_one_of(const struct tokens *t, size_t i,
		      const char *const *words)
{
	for (; *words; words++)
		if (is_at(t, i, *words))
			return true;
	return false;
}

static bool begins_statement(const struct tokens *t, size_t i)
{
	static const char *const words[] = {"return", "goto",  "else", "case",
					    "if",     "while", "for",  "switch",
					    "do",     "break", NULL};

	return is_one_of(t, i, words);
}

static void add_local(const struct tokens *t, size_t function, size_t name,
		      struct audit_text *ret)
{
	autofree char *f = token_text(&t->list.v[function]);
	autofree char *n = token_text(&t->list.v[name]);
	autofree char *key = xasprintf("%s %s", f, n);

	strmap_put(&ret->locals, key, 1);
}

/* The last name before each comma and the closing parenthesis. */
static void read_parameters(const struct tokens *t,
			    const struct token_function *f,
			    struct audit_text *ret)
{
	size_t close = tokens_close(t, f->name + 1);

	for (size_t i = f->name + 2; i <= close; i++)
		if ((is_at(t, i, ",") || i == close) && is_word(t, i - 1))
			add_local(t, f->name, i - 1, ret);
}

/* The end of one declarator: the comma or semicolon behind its initialiser. */
static size_t declarator_end(const struct tokens *t, size_t i, size_t end)
{
	while (i < end && !is_at(t, i, ",") && !is_at(t, i, ";"))
		i = is_at(t, i, "(") || is_at(t, i, "[") || is_at(t, i, "{") ?
			    tokens_close(t, i) + 1 :
			    i + 1;
	return i;
}

/* At the beginning of a statement: "type words *a = ..., b;". */
static void read_declaration(const struct tokens *t, size_t i,
			     const struct token_function *f,
			     struct audit_text *ret)
{
	size_t words = 0;

	if (begins_statement(t, i))
		return;
	while (is_word(t, i) || (words && is_at(t, i, "*")))
		words += is_word(t, i++);
	if (words < 2 || !is_word(t, i - 1) ||
	    (!is_at(t, i, "=") && !is_at(t, i, ";") && !is_at(t, i, ",") &&
	     !is_at(t, i, "[")))
		return;
	add_local(t, f->name, i - 1, ret);
	for (i = declarator_end(t, i, f->end); is_at(t, i, ",");
	     i = declarator_end(t, i, f->end)) {
		i++;
		while (is_at(t, i, "*"))
			i++;
		if (is_word(t, i))
			add_local(t, f->name, i, ret);
	}
}

/* Words that leave a value what it is, as far as memory goes. */
static bool is_conversion(const struct tokens *t, size_t i)
{
	static const char *const words[] = {
		"__pa",	       "__va",	      "virt_to_phys",  "phys_to_virt",
		"virt_to_bus", "bus_to_virt", "unsigned",      "int",
		"long",	       "void",	      "char",	       "u32",
		"u8",	       "phys_addr_t", "dma_addr_t",    "uint32_t",
		"size_t",      "__iomem",     "struct",	       "const",
		"u64",	       "PFN_PHYS",    "__pfn_to_phys", NULL};

	return is_one_of(t, i, words);
}

/* The only name of a value that is nothing but converted; SIZE_MAX. */
static size_t only_name(const struct tokens *t, size_t i, size_t end)
{
	size_t name = SIZE_MAX;

	for (; i < end; i++) {
		if (is_at(t, i, "(") || is_at(t, i, ")") || is_at(t, i, "*") ||
		    is_conversion(t, i))
			continue;
		if (!is_word(t, i) || is_at(t, i + 1, "(") || name != SIZE_MAX)
			return SIZE_MAX;
		name = i;
	}
	return name;
}

/* Where the place that "=" at @i stores to begins. */
static size_t place_begin(const struct tokens *t, size_t i, size_t begin)
{
	while (i > begin && !is_at(t, i - 1, ";") && !is_at(t, i - 1, "{") &&
	       !is_at(t, i - 1, "}") && !is_at(t, i - 1, ")"))
		i--;
	return i;
}

static bool is_physical(const struct tokens *t, size_t from, size_t end)
{
	static const char *const words[] = {"__pa", "virt_to_phys",
					    "virt_to_bus", NULL};

	for (size_t i = from; i < end; i++)
		if (is_one_of(t, i, words))
			return true;
	return false;
}

static void read_alias(const struct tokens *t, size_t i,
		       const struct token_function *f, struct audit_text *ret)
{
	size_t end = declarator_end(t, i + 1, f->end);
	size_t name = only_name(t, i + 1, end);
	size_t begin = place_begin(t, i, f->body + 1);

	if (name == SIZE_MAX || begin >= i || is_at(t, i - 1, "=") ||
	    is_at(t, i + 1, "=") || !is_at(t, end, ";"))
		return;
	/* of a declaration only the name */
	if (i - begin > 1 && is_word(t, i - 1) && is_word(t, begin) &&
	    (is_word(t, begin + 1) || is_at(t, begin + 1, "*")))
		begin = i - 1;
	vec_push(&ret->aliases,
		 (struct text_alias){.to = tokens_text(t, begin, i),
				     .from = token_text(&t->list.v[name]),
				     .function =
					     token_text(&t->list.v[f->name]),
				     .physical = is_physical(t, i, end),
				     .line = t->list.v[i].line});
}

/* "static type name = ...;": the last word that is no
 * attribute. The end of it is returned. */
static size_t read_static(const struct tokens *t, size_t i,
			  struct audit_text *ret)
{
	size_t name = SIZE_MAX;
	autofree char *text = NULL;
	autofree char *key = NULL;

	for (i++; is_word(t, i) || is_at(t, i, "*"); i++)
		if (is_word(t, i) && strncmp(t->list.v[i].s, "__", 2) != 0)
			name = i;
	if (name == SIZE_MAX || is_at(t, i, "("))
		return i;
	text = token_text(&t->list.v[name]);
	key = xasprintf(" %s", text);
	strmap_put(&ret->locals, key, 1);
	return i;
}

/* Those of functions too: they are of the file as well. */
static void read_statics(const struct tokens *t, struct audit_text *ret)
{
	for (size_t i = 0; i < t->list.n; i++)
		if (is_at(t, i, "static"))
			i = read_static(t, i, ret) - 1;
}

void text_read_names(const struct tokens *t, struct audit_text *ret)
{
	read_statics(t, ret);
	vec_for_each(&t->functions, f) {
		read_parameters(t, f, ret);
		for (size_t i = f->body; i < f->end; i++) {
			if (is_at(t, i, ";") || is_at(t, i, "{") ||
			    is_at(t, i, "}"))
				read_declaration(t, i + 1, f, ret);
			else if (is_at(t, i, "="))
				read_alias(t, i, f, ret);
		}
	}
}

bool text_is_local(const struct audit_text *t, const char *function,
		   const char *name)
{
	autofree char *key = xasprintf("%s %s", function, name);

	return strmap_get(&t->locals, key, NULL);
}
