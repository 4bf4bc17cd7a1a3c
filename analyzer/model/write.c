// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <string.h>

#include "base/strbuf.h"
#include "model/names.h"
#include "units/unit.h"

/* Lists of words, "[a, b]" or "{a: 1}"; nothing when there is none. */
struct list {
	struct strbuf *out;
	const char *key;
	char end;
	unsigned int n;
};

static void list_next(struct list *l)
{
	if (l->n++)
		strbuf_adds(l->out, ", ");
	else
		strbuf_addf(l->out, "  %s: %c", l->key, l->end - 2);
}

static void list_end(struct list *l)
{
	if (l->n)
		strbuf_addf(l->out, "%c\n", l->end);
}

static void write_args(const struct model_row *row, struct strbuf *out)
{
	struct list l = {out, "args", '}'};

	for (int pos = 0; pos < 16; pos++) {
		for (int i = 0; i < ARG_NR; i++) {
			if (row->arg[i] != pos)
				continue;
			list_next(&l);
			strbuf_addf(out, "%s: %d", model_arg_name(i), pos);
		}
	}
	list_end(&l);
}

static void write_constants(const struct model_row *row, struct strbuf *out)
{
	struct list l = {out, "constants", '}'};

	for (int i = 0; i < ARG_NR; i++) {
		const char *name;

		if (!row->has_const[i])
			continue;
		name = i == ARG_DIR ? model_direction_name(row->constant[i]) :
				      NULL;
		list_next(&l);
		if (name)
			strbuf_addf(out, "%s: %s", model_arg_name(i), name);
		else
			strbuf_addf(out, "%s: %" PRId64, model_arg_name(i),
				    row->constant[i]);
	}
	list_end(&l);
}

static bool is_first(const struct model_row *row, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (!strcmp(row->pairs[i], row->pairs[j]))
			return false;
	return true;
}

static void write_pairs(const struct model_row *row,
			const struct strmap *has_row, struct strbuf *out)
{
	struct list l = {out, "pairs", ']'};

	for (size_t i = 0; i < row->n_pairs; i++) {
		if (!strmap_get(has_row, row->pairs[i], NULL) ||
		    !is_first(row, i))
			continue;
		list_next(&l);
		strbuf_adds(out, row->pairs[i]);
	}
	list_end(&l);
}

static void write_flags(const struct model_row *row, struct strbuf *out)
{
	struct list l = {out, "flags", ']'};

	for (unsigned int flag = 1; model_flag_name(flag); flag <<= 1) {
		if (!(row->flags & flag))
			continue;
		list_next(&l);
		strbuf_adds(out, model_flag_name(flag));
	}
	list_end(&l);
}

static void write_archs(const struct model_row *row, struct strbuf *out)
{
	struct list l = {out, "archs", ']'};

	for (unsigned int arch = ARCH_X86; arch <= ARCH_OTHER; arch++) {
		if (!(row->archs & 1u << arch))
			continue;
		list_next(&l);
		strbuf_adds(out, unit_arch_name(arch));
	}
	list_end(&l);
}

static void write_word(struct strbuf *out, const char *key, const char *word)
{
	if (word && *word)
		strbuf_addf(out, "  %s: %s\n", key, word);
}

static void write_version(struct strbuf *out, const char *key,
			  model_version version)
{
	autofree char *text = model_version_print(version);

	write_word(out, key, text);
}

void model_row_write(const struct model_row *row, const struct strmap *has_row,
		     struct strbuf *out)
{
	strbuf_addf(out, "- function: %s\n", row->function);
	write_word(out, "role", model_role_name(row->role));
	write_word(out, "family", row->family);
	write_args(row, out);
	write_constants(row, out);
	if (row->copies)
		strbuf_addf(out, "  copies: %lld\n", (long long)row->copies);
	if (row->returns != RETURNS_VOID)
		write_word(out, "returns", model_returns_name(row->returns));
	if (row->from != MEMORY_NONE)
		write_word(out, "from", model_memory_name(row->from));
	if (row->memory != MEMORY_NONE)
		write_word(out, "memory", model_memory_name(row->memory));
	if (row->type != MEMTYPE_NONE)
		write_word(out, "type", model_type_name(row->type));
	if (row->origin != ORIGIN_UNKNOWN)
		write_word(out, "origin", model_origin_name(row->origin));
	write_word(out, "error_test", row->error_test);
	write_pairs(row, has_row, out);
	write_version(out, "since", row->since);
	write_version(out, "until", row->until);
	write_archs(row, out);
	write_flags(row, out);
	write_word(out, "doc", row->doc);
}
