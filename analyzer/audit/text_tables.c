// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "audit/text.h"

/* A table that is being read. */
struct table {
	const struct tokens *t;
	const struct carveout_kind *kind;
	char *variable;
	struct audit_text *ret;
};

static bool is_at(const struct tokens *t, size_t i, const char *s)
{
	return i < t->list.n && token_is(&t->list.v[i], s);
}

/* The end of an expression of an initialiser: a comma or brace that is not
 * inside of anything. */
static size_t value_end(const struct tokens *t, size_t i, size_t end)
{
	while (i < end && !is_at(t, i, ",") && !is_at(t, i, "}") &&
	       !is_at(t, i, ";"))
		i = is_at(t, i, "(") || is_at(t, i, "[") || is_at(t, i, "{") ?
			    tokens_close(t, i) + 1 :
			    i + 1;
	return i < end ? i : end;
}

/*
 * At a designator, ".field =" or, as gcc had it first, "field:": the token of
 * the field; the value begins at @value. SIZE_MAX for anything else.
 */
static size_t designator(const struct tokens *t, size_t i, size_t *value)
{
	if (is_at(t, i, ".") && is_at(t, i + 2, "=")) {
		*value = i + 3;
		return i + 1;
	}
	if (i < t->list.n && t->list.v[i].kind == TOKEN_WORD &&
	    is_at(t, i + 1, ":")) {
		*value = i + 2;
		return i;
	}
	return SIZE_MAX;
}

/* The value of a field in the braces at @open as text, or NULL. */
static char *field_text(const struct tokens *t, size_t open, const char *field)
{
	size_t end = tokens_close(t, open), value;

	if (!field)
		return NULL;
	for (size_t i = open + 1; i < end;) {
		size_t name = designator(t, i, &value);
		size_t stop = value_end(t, name == SIZE_MAX ? i : value, end);

		if (name != SIZE_MAX && token_is(&t->list.v[name], field))
			return tokens_text(t, value, stop);
		i = stop + 1;
	}
	return NULL;
}

static bool is_carveout_type(const struct carveout_kind *kind, const char *type)
{
	for (unsigned int i = 0; type && i < kind->n_types; i++)
		if (!strcmp(kind->types[i], type))
			return true;
	return !kind->n_types;
}

static bool is_zero(const char *s)
{
	return !s || !strcmp(s, "0") || !strcmp(s, "0x0");
}

static void add_element(struct table *table, size_t open, long index)
{
	const struct carveout_kind *kind = table->kind;
	const struct token *at = &table->t->list.v[open];
	autofree char *type = field_text(table->t, open, kind->type);

	if (!is_carveout_type(kind, type))
		return;
	vec_push(&table->ret->carveouts,
		 (struct text_carveout){
			 .kind = kind,
			 .variable = xstrdup(table->variable),
			 .index = index,
			 .name = field_text(table->t, open, kind->name),
			 .base = field_text(table->t, open, kind->base),
			 .size = field_text(table->t, open, kind->size),
			 .cached = field_text(table->t, open, kind->cached),
			 .line = at->line,
			 .col = at->col});
}

/* "[3] =" before an element: its index; @i moves behind. A name of an
 * enumerator is no number: elements are then counted. */
static size_t read_index(const struct tokens *t, size_t i, long *index)
{
	size_t close;

	if (!is_at(t, i, "["))
		return i;
	close = tokens_close(t, i);
	if (close == i + 2 && t->list.v[i + 1].kind == TOKEN_NUMBER) {
		autofree char *text = token_text(&t->list.v[i + 1]);

		*index = strtol(text, NULL, 0);
	}
	return is_at(t, close + 1, "=") ? close + 2 : close + 1;
}

/* The braces of a table: one element, or the elements of an array. */
static void read_braces(struct table *table, size_t open)
{
	const struct tokens *t = table->t;
	size_t end = tokens_close(t, open), value;
	long index = 0;

	if (designator(t, open + 1, &value) != SIZE_MAX) {
		add_element(table, open, 0);
		return;
	}
	for (size_t i = open + 1; i < end; index++) {
		i = read_index(t, i, &index);
		if (is_at(t, i, "{"))
			add_element(table, i, index);
		i = value_end(t, i, end) + 1;
	}
}

/* The braces of field @kind->within in those at @open, or SIZE_MAX. */
static size_t inner_braces(const struct table *table, size_t open)
{
	const struct tokens *t = table->t;
	size_t end = tokens_close(t, open), value;

	for (size_t i = open + 1; i < end;) {
		size_t name = designator(t, i, &value);

		if (name != SIZE_MAX && is_at(t, value, "{") &&
		    token_is(&t->list.v[name], table->kind->within))
			return value;
		i = value_end(t, name == SIZE_MAX ? i : value, end) + 1;
	}
	return SIZE_MAX;
}

static void read_variable(struct table *table, size_t open)
{
	if (table->kind->within)
		open = inner_braces(table, open);
	if (open != SIZE_MAX)
		read_braces(table, open);
}

/* At "struct TAG": "NAME = {", "NAME[...] = {", with attributes between. */
static size_t table_braces(const struct tokens *t, size_t name)
{
	size_t i = name + 1;

	if (is_at(t, i, "["))
		i = tokens_close(t, i) + 1;
	for (int words = 0; words < 3 && i < t->list.n; words++) {
		if (t->list.v[i].kind != TOKEN_WORD)
			break;
		i = is_at(t, i + 1, "(") ? tokens_close(t, i + 1) + 1 : i + 1;
	}
	return is_at(t, i, "=") && is_at(t, i + 1, "{") ? i + 1 : SIZE_MAX;
}

/* "NAME.field = value" or "NAME[2].field = value" in a function: what the
 * initialiser left open. */
struct store {
	size_t name, field, value;
	long index; /* -1: any */
};

static bool read_store(const struct tokens *t, size_t i, struct store *ret)
{
	*ret = (struct store){.name = i, .index = -1};
	if (is_at(t, i + 1, "[")) {
		size_t close = tokens_close(t, i + 1);

		read_index(t, i + 1, &ret->index);
		i = close;
	}
	if (!is_at(t, i + 1, ".") && !is_at(t, i + 1, "->"))
		return false;
	ret->field = i + 2;
	ret->value = i + 4;
	return is_at(t, i + 3, "=") && !is_at(t, i + 4, "=");
}

static void set_text(char **to, const struct tokens *t, size_t from, size_t end)
{
	free(*to);
	*to = tokens_text(t, from, end);
}

static void apply_store(struct text_carveout *c, const struct tokens *t,
			const struct store *s)
{
	const struct token *field = &t->list.v[s->field];
	size_t end = value_end(t, s->value, t->list.n);
	bool base = c->kind->base && token_is(field, c->kind->base);
	bool size = c->kind->size && token_is(field, c->kind->size);

	if (s->index >= 0 && s->index != c->index)
		return;
	if (!base && !size)
		return;
	if (is_zero(base ? c->base : c->size))
		set_text(base ? &c->base : &c->size, t, s->value, end);
	c->at_run_time = true;
}

static void read_stores(const struct tokens *t, struct audit_text *ret)
{
	struct store store;

	vec_for_each(&t->functions, f) {
		for (size_t i = f->body; i < f->end; i++) {
			const struct token *token = &t->list.v[i];

			if (token->kind != TOKEN_WORD ||
			    !read_store(t, i, &store))
				continue;
			vec_for_each(&ret->carveouts, c)
				if (c->variable && token_is(token, c->variable))
					apply_store(c, t, &store);
		}
	}
}

/* In a function, "struct TAG *NAME": NAME->base is stored? Then the function
 * makes the table. */
static void read_filled(const struct tokens *t, size_t i,
			const struct carveout_kind *kind,
			struct audit_text *ret)
{
	const struct token_function *f = tokens_function(t, i);
	size_t name = i + 2 + is_at(t, i + 2, "*");
	autofree char *variable = NULL;
	struct text_carveout made;

	if (!f || kind->within || name >= t->list.n)
		return;
	variable = token_text(&t->list.v[name]);
	made = (struct text_carveout){.kind = kind,
				      .at_run_time = true,
				      .line = t->list.v[name].line,
				      .col = t->list.v[name].col};
	for (size_t k = f->body; k < f->end; k++) {
		struct store store;

		if (token_is(&t->list.v[k], variable) &&
		    read_store(t, k, &store))
			apply_store(&made, t, &store);
	}
	if (!made.base && !made.size) {
		free(made.base);
		return;
	}
	made.function = token_text(&t->list.v[f->name]);
	vec_push(&ret->carveouts, made);
}

static void read_table(const struct tokens *t, size_t i,
		       const struct carveout_kind *kind, struct audit_text *ret)
{
	autofree char *variable = NULL;
	struct table table = {.t = t, .kind = kind, .ret = ret};
	size_t open;

	if (i + 2 >= t->list.n)
		return;
	open = t->list.v[i + 2].kind == TOKEN_WORD ? table_braces(t, i + 2) :
						     SIZE_MAX;
	if (open == SIZE_MAX) {
		read_filled(t, i, kind, ret);
		return;
	}
	variable = token_text(&t->list.v[i + 2]);
	table.variable = variable;
	read_variable(&table, open);
}

void text_read_tables(const struct tokens *t,
		      const struct carveout_kinds *kinds,
		      struct audit_text *ret)
{
	for (size_t i = 0; i + 1 < t->list.n; i++) {
		if (!token_is(&t->list.v[i], "struct"))
			continue;
		for (unsigned int k = 0; k < kinds->n; k++)
			if (kinds->v[k].table &&
			    token_is(&t->list.v[i + 1], kinds->v[k].table))
				read_table(t, i, &kinds->v[k], ret);
	}
	read_stores(t, ret);
}
