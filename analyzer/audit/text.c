// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "audit/text.h"

struct reader {
	const struct tokens *t;
	const struct strmap *names;
	const struct carveout_kinds *kinds;
	struct audit_text *ret;
};

static bool is_at(const struct tokens *t, size_t i, const char *s)
{
	return i < t->list.n && token_is(&t->list.v[i], s);
}

static char *function_at(const struct tokens *t, size_t i)
{
	const struct token_function *f = tokens_function(t, i);

	return f ? token_text(&t->list.v[f->name]) : NULL;
}

static bool has_name(const struct strmap *names, const struct token *token)
{
	autofree char *text = token_text(token);

	return strmap_get(names, text, NULL);
}

/* A declaration in a function, "void *ioremap(...);", is none; nor is a
 * member, "x.ioremap(". */
static bool is_call(const struct tokens *t, const struct token_function *f,
		    size_t i)
{
	const struct token *before = &t->list.v[i - 1];

	if (!is_at(t, i + 1, "(") || i <= f->body)
		return false;
	if (token_is(before, ".") || token_is(before, "->"))
		return false;
	return before->kind != TOKEN_WORD || token_is(before, "return") ||
	       token_is(before, "else") || token_is(before, "do") ||
	       token_is(before, "case");
}

static void read_calls(struct reader *r)
{
	const struct tokens *t = r->t;

	vec_for_each(&t->functions, f) {
		for (size_t i = f->body + 1; i < f->end; i++) {
			const struct token *token = &t->list.v[i];

			if (token->kind != TOKEN_WORD || !is_call(t, f, i) ||
			    !has_name(r->names, token))
				continue;
			vec_push(
				&r->ret->calls,
				(struct text_call){.name = token_text(token),
						   .function = token_text(
							   &t->list.v[f->name]),
						   .line = token->line,
						   .col = token->col});
		}
	}
}

/* What the kernel calls that matters for memory: ".mmap = foo_mmap". */
static bool is_slot(const struct token *token)
{
	static const char *const slots[] = {
		"mmap",	   "unlocked_ioctl", "ioctl",	 "compat_ioctl",
		"reserve", "fixup",	     "fb_mmap",	 "map_io",
		"fault",   "nopage",	     "map_user", "phys",
	};

	for (size_t i = 0; i < ARRAY_SIZE(slots); i++)
		if (token_is(token, slots[i]))
			return true;
	return false;
}

static void read_slot(struct reader *r, size_t i)
{
	const struct tokens *t = r->t;
	size_t field, value;

	if (is_at(t, i, ".") && is_at(t, i + 2, "=")) {
		field = i + 1;
		value = i + 3;
	} else if (i && t->list.v[i].kind == TOKEN_WORD &&
		   is_at(t, i + 1, ":") && !is_at(t, i - 1, "?") &&
		   !tokens_function(t, i)) {
		field = i;
		value = i + 2;
	} else {
		return;
	}
	if (value >= t->list.n || t->list.v[value].kind != TOKEN_WORD ||
	    t->list.v[field].kind != TOKEN_WORD || !is_slot(&t->list.v[field]))
		return;
	vec_push(&r->ret->slots,
		 (struct text_slot){.slot = token_text(&t->list.v[field]),
				    .function = token_text(&t->list.v[value]),
				    .line = t->list.v[field].line});
}

static void add_param(struct reader *r, const struct token *at, char *param,
		      char *variable, bool module)
{
	vec_push(&r->ret->params, (struct text_param){.param = param,
						      .variable = variable,
						      .module = module,
						      .line = at->line});
}

/* A literal without its quotes and without the "=" of __setup(). */
static char *literal_text(const struct token *t)
{
	size_t len = t->len > 1 ? t->len - 2 : 0;

	if (len && t->s[len] == '=')
		len--;
	return xstrndup(t->s + 1, len);
}

static const struct token_function *find_function(const struct tokens *t,
						  const struct token *name)
{
	vec_for_each(&t->functions, f) {
		const struct token *n = &t->list.v[f->name];

		if (n->len == name->len && !memcmp(n->s, name->s, n->len))
			return f;
	}
	return NULL;
}

/* What the function that reads a boot parameter stores is given by it. */
static void read_boot_param(struct reader *r, size_t i)
{
	const struct tokens *t = r->t;
	const struct token *literal = &t->list.v[i + 2];
	const struct token_function *f;

	if (i + 4 >= t->list.n || literal->kind != TOKEN_STRING)
		return;
	f = find_function(t, &t->list.v[i + 4]);
	if (!f)
		return;
	for (size_t k = f->body; k < f->end; k++) {
		const struct token *token = &t->list.v[k];

		if (token->kind != TOKEN_WORD || !is_at(t, k + 1, "=") ||
		    is_at(t, k + 2, "=") || is_at(t, k - 1, ".") ||
		    is_at(t, k - 1, "->"))
			continue;
		add_param(r, literal, literal_text(literal), token_text(token),
			  false);
	}
}

static void read_module_param(struct reader *r, size_t i)
{
	const struct tokens *t = r->t;
	bool named = is_at(t, i, "module_param_named");
	const struct token *name = &t->list.v[i + 2];

	if (i + 4 >= t->list.n || name->kind != TOKEN_WORD)
		return;
	add_param(r, name, token_text(name),
		  token_text(named ? &t->list.v[i + 4] : name), true);
	for (unsigned int k = 0; k < r->kinds->n; k++) {
		const struct carveout_kind *kind = &r->kinds->v[k];

		if (!kind->param || !token_is(name, kind->param))
			continue;
		vec_push(&r->ret->carveouts,
			 (struct text_carveout){.kind = kind,
						.variable = token_text(name),
						.base = xstrdup(kind->base),
						.size = xstrdup(kind->size),
						.line = name->line,
						.col = name->col});
	}
}

static void read_param(struct reader *r, size_t i)
{
	const struct tokens *t = r->t;

	if (!is_at(t, i + 1, "(") || tokens_function(t, i))
		return;
	if (is_at(t, i, "early_param") || is_at(t, i, "__setup"))
		read_boot_param(r, i);
	else if (is_at(t, i, "module_param") ||
		 is_at(t, i, "module_param_named"))
		read_module_param(r, i);
}

static bool is_kind_word(const struct tokens *t, size_t i,
			 const struct carveout_kind *kind)
{
	if (kind->table)
		return i && is_at(t, i - 1, "struct") &&
		       is_at(t, i, kind->table);
	return kind->call && is_at(t, i, kind->call);
}

static void read_uses(struct reader *r, size_t i)
{
	const struct tokens *t = r->t;

	for (unsigned int k = 0; k < r->kinds->n; k++) {
		char *function;

		if (!is_kind_word(t, i, &r->kinds->v[k]))
			continue;
		function = function_at(t, i);
		if (function)
			vec_push(&r->ret->uses,
				 (struct text_use){.kind = &r->kinds->v[k],
						   .function = function,
						   .line = t->list.v[i].line});
	}
}

/* The arguments of the call at @i: the tokens from and to. */
static bool call_arg(const struct tokens *t, size_t i, int n, char **ret)
{
	size_t close = tokens_close(t, i + 1), from = i + 2;

	*ret = NULL;
	if (n < 0)
		return true;
	for (size_t k = from; k <= close; k++) {
		if (is_at(t, k, "(") || is_at(t, k, "[") || is_at(t, k, "{"))
			k = tokens_close(t, k);
		else if (k == close || is_at(t, k, ",")) {
			if (!n--) {
				*ret = tokens_text(t, from, k);
				return true;
			}
			from = k + 1;
		}
	}
	return false;
}

/* Calls that declare a carveout of a kind. */
static void read_kind_calls(struct reader *r, size_t i)
{
	const struct tokens *t = r->t;
	const struct token_function *f = tokens_function(t, i);

	if (!f || !is_call(t, f, i))
		return;
	for (unsigned int k = 0; k < r->kinds->n; k++) {
		const struct carveout_kind *kind = &r->kinds->v[k];
		struct text_carveout c = {.kind = kind,
					  .line = t->list.v[i].line,
					  .col = t->list.v[i].col};

		if (!kind->call || !is_at(t, i, kind->call))
			continue;
		call_arg(t, i, kind_arg(kind->base), &c.base);
		call_arg(t, i, kind_arg(kind->size), &c.size);
		call_arg(t, i, kind_arg(kind->name), &c.name);
		c.function = token_text(&t->list.v[f->name]);
		vec_push(&r->ret->carveouts, c);
	}
}

void text_read(const char *text, size_t len, const struct strmap *names,
	       const struct carveout_kinds *kinds, struct audit_text *ret)
{
	size_t budget = TOKENS_BUDGET;
	struct tokens tokens;
	struct reader r = {&tokens, names, kinds, ret};

	tokens_read(text, len, &budget, &tokens);
	read_calls(&r);
	for (size_t i = 0; i < tokens.list.n; i++) {
		read_slot(&r, i);
		if (tokens.list.v[i].kind != TOKEN_WORD)
			continue;
		read_param(&r, i);
		read_uses(&r, i);
		read_kind_calls(&r, i);
	}
	text_read_tables(&tokens, kinds, ret);
	text_read_names(&tokens, ret);
	ret->cut = !budget;
	tokens_deinit(&tokens);
}

void text_deinit(struct audit_text *t)
{
	vec_for_each(&t->calls, c) {
		free(c->name);
		free(c->function);
	}
	vec_for_each(&t->carveouts, c) {
		free(c->variable);
		free(c->function);
		free(c->name);
		free(c->base);
		free(c->size);
		free(c->cached);
	}
	vec_for_each(&t->slots, s) {
		free(s->slot);
		free(s->function);
	}
	vec_for_each(&t->params, p) {
		free(p->param);
		free(p->variable);
	}
	vec_for_each(&t->uses, u)
		free(u->function);
	vec_for_each(&t->aliases, a) {
		free(a->to);
		free(a->from);
		free(a->function);
	}
	vec_deinit(&t->aliases);
	strmap_deinit(&t->locals);
	vec_deinit(&t->calls);
	vec_deinit(&t->carveouts);
	vec_deinit(&t->slots);
	vec_deinit(&t->params);
	vec_deinit(&t->uses);
}
