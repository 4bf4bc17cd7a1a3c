// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <stdarg.h>
#include <string.h>
#include <yaml.h>

#include "base/error.h"
#include "base/file.h"
#include "model/draft.h"
#include "model/names.h"
#include "units/unit.h"

/* Far above any sane model file; keeps a wrong path from eating memory. */
#define MODEL_FILE_LIMIT (16u << 20)
/* What is seen in the kernel; a position beyond is a slip. */
#define POSITION_MAX 15

struct reader {
	yaml_document_t *doc;
	struct model_file *file;
};

static struct model_mark mark_of(yaml_mark_t mark)
{
	return (struct model_mark){mark.line + 1, mark.column + 1};
}

static struct model_mark node_mark(const yaml_node_t *node)
{
	return mark_of(node->start_mark);
}

void model_problem(struct model_file *file, struct model_mark mark,
		   const char *fmt, ...)
{
	struct model_problem *p = vec_add(&file->problems);
	va_list ap;

	va_start(ap, fmt);
	p->message = xvasprintf(fmt, ap);
	va_end(ap);
	p->mark = mark;
}

/* The text of a scalar; NULL, with a problem, for anything else. */
static const char *scalar(struct reader *r, const yaml_node_t *node,
			  const char *what)
{
	const char *text;

	if (node->type != YAML_SCALAR_NODE) {
		model_problem(r->file, node_mark(node),
			      "%s must be one word, not a list or a mapping",
			      what);
		return NULL;
	}
	text = (const char *)node->data.scalar.value;
	if (!*text || strlen(text) != node->data.scalar.length) {
		model_problem(r->file, node_mark(node), "%s is empty", what);
		return NULL;
	}
	return text;
}

/* A name in C, or two with a dot between: "record.field". */
static bool is_identifier(const char *s)
{
	bool dot = false;

	for (bool first = true; *s || first; s++) {
		bool letter = isalpha((unsigned char)*s) || *s == '_';

		if (*s == '.' && !first && !dot) {
			dot = true;
			first = true;
			continue;
		}
		if (!letter && (first || !isdigit((unsigned char)*s)))
			return false;
		first = false;
	}
	return true;
}

/* The name of a C function, or of a slot for one; NULL, with a problem, for
 * anything else. */
static const char *identifier(struct reader *r, const yaml_node_t *node,
			      const char *what)
{
	const char *text = scalar(r, node, what);

	if (!text || is_identifier(text))
		return text;
	model_problem(r->file, node_mark(node), "%s '%s' is no name in C", what,
		      text);
	return NULL;
}

static bool add_word(struct reader *r, const yaml_node_t *node,
		     const char *what, model_words *words)
{
	const char *text = identifier(r, node, what);

	if (!text)
		return false;
	vec_for_each(words, word) {
		if (strcmp(word->text, text))
			continue;
		model_problem(r->file, node_mark(node), "%s '%s' stands twice",
			      what, text);
		return false;
	}
	vec_push(words, (struct model_word){xstrdup(text), node_mark(node)});
	return true;
}

/* Call @item for each item of a list; one word counts as a list of it. */
static bool for_each_item(struct reader *r, const yaml_node_t *node,
			  struct model_draft *d,
			  bool (*item)(struct reader *r, const yaml_node_t *n,
				       struct model_draft *d))
{
	bool good = true;

	if (node->type != YAML_SEQUENCE_NODE)
		return item(r, node, d);
	for (yaml_node_item_t *i = node->data.sequence.items.start;
	     i < node->data.sequence.items.top; i++)
		good &= item(r, yaml_document_get_node(r->doc, *i), d);
	return good;
}

/* Call @pair for each key and value of a mapping. */
static bool for_each_pair(struct reader *r, const yaml_node_t *node,
			  const char *what, struct model_draft *d,
			  bool (*pair)(struct reader *r, const yaml_node_t *key,
				       const yaml_node_t *value,
				       struct model_draft *d))
{
	bool good = true;

	if (node->type != YAML_MAPPING_NODE) {
		model_problem(r->file, node_mark(node),
			      "%s must be a mapping ('key: value')", what);
		return false;
	}
	for (yaml_node_pair_t *p = node->data.mapping.pairs.start;
	     p < node->data.mapping.pairs.top; p++)
		good &= pair(r, yaml_document_get_node(r->doc, p->key),
			     yaml_document_get_node(r->doc, p->value), d);
	return good;
}

static bool read_function(struct reader *r, const yaml_node_t *node,
			  struct model_draft *d)
{
	if (!add_word(r, node, "function", &d->names))
		return false;
	/* "also" may stand first in the file */
	if (d->names.n > 1) {
		struct model_word last = *vec_last(&d->names);

		memmove(d->names.v + 1, d->names.v,
			(d->names.n - 1) * sizeof(*d->names.v));
		d->names.v[0] = last;
	}
	return true;
}

static bool read_also_item(struct reader *r, const yaml_node_t *node,
			   struct model_draft *d)
{
	return add_word(r, node, "also", &d->names);
}

static bool read_also(struct reader *r, const yaml_node_t *node,
		      struct model_draft *d)
{
	return for_each_item(r, node, d, read_also_item);
}

static bool read_pair_item(struct reader *r, const yaml_node_t *node,
			   struct model_draft *d)
{
	return add_word(r, node, "pair", &d->pairs);
}

static bool read_pairs(struct reader *r, const yaml_node_t *node,
		       struct model_draft *d)
{
	return for_each_item(r, node, d, read_pair_item);
}

static bool read_error_test(struct reader *r, const yaml_node_t *node,
			    struct model_draft *d)
{
	const char *text = identifier(r, node, "error_test");

	if (text)
		d->error_test =
			(struct model_word){xstrdup(text), node_mark(node)};
	return text;
}

/* One word of a fixed set. @parse is one of the functions of names.h. */
#define READ_WORD(name, target, parse)                                     \
	static bool read_##name(struct reader *r, const yaml_node_t *node, \
				struct model_draft *d)                     \
	{                                                                  \
		const char *text = scalar(r, node, #name);                 \
                                                                           \
		if (!text)                                                 \
			return false;                                      \
		if (parse(text, &d->row.target))                           \
			return true;                                       \
		model_problem(r->file, node_mark(node), "unknown %s '%s'", \
			      #name, text);                                \
		return false;                                              \
	}

READ_WORD(role, role, model_role_parse)
READ_WORD(returns, returns, model_returns_parse)
READ_WORD(memory, memory, model_memory_parse)
READ_WORD(from, from, model_memory_parse)
READ_WORD(type, type, model_type_parse)
READ_WORD(origin, origin, model_origin_parse)

static bool read_family(struct reader *r, const yaml_node_t *node,
			struct model_draft *d)
{
	const char *text = scalar(r, node, "family");

	if (text)
		d->row.family = xstrdup(text);
	return text;
}

static bool read_doc(struct reader *r, const yaml_node_t *node,
		     struct model_draft *d)
{
	const char *text = scalar(r, node, "doc");

	if (text)
		d->row.doc = xstrdup(text);
	return text;
}

static bool read_version(struct reader *r, const yaml_node_t *node,
			 const char *what, model_version *ret)
{
	const char *text = scalar(r, node, what);

	if (!text)
		return false;
	if (model_version_parse(text, ret))
		return true;
	model_problem(r->file, node_mark(node),
		      "%s '%s' is no kernel version such as 6.1 or 6.1.192",
		      what, text);
	return false;
}

/* Said at whichever of the two keys stands second. */
static bool versions_in_order(struct reader *r, const yaml_node_t *node,
			      const struct model_draft *d)
{
	if (!d->row.since || !d->row.until || d->row.since < d->row.until)
		return true;
	model_problem(r->file, node_mark(node),
		      "'until' must be after 'since': it is the first version "
		      "for which the row does not hold");
	return false;
}

static bool read_since(struct reader *r, const yaml_node_t *node,
		       struct model_draft *d)
{
	return read_version(r, node, "since", &d->row.since) &&
	       versions_in_order(r, node, d);
}

static bool read_until(struct reader *r, const yaml_node_t *node,
		       struct model_draft *d)
{
	return read_version(r, node, "until", &d->row.until) &&
	       versions_in_order(r, node, d);
}

static bool read_arch_item(struct reader *r, const yaml_node_t *node,
			   struct model_draft *d)
{
	const char *text = scalar(r, node, "architecture");
	enum unit_arch arch;

	if (!text)
		return false;
	if (unit_arch_parse(text, &arch) && arch != ARCH_UNKNOWN) {
		d->row.archs |= 1u << arch;
		return true;
	}
	model_problem(
		r->file, node_mark(node),
		"unknown architecture '%s'; known: x86, arm64, arm, other",
		text);
	return false;
}

static bool read_archs(struct reader *r, const yaml_node_t *node,
		       struct model_draft *d)
{
	return for_each_item(r, node, d, read_arch_item);
}

static bool read_flag_item(struct reader *r, const yaml_node_t *node,
			   struct model_draft *d)
{
	const char *text = scalar(r, node, "flag");
	unsigned int flag;

	if (!text)
		return false;
	if (model_flag_parse(text, &flag)) {
		d->row.flags |= flag;
		return true;
	}
	model_problem(r->file, node_mark(node), "unknown flag '%s'", text);
	return false;
}

static bool read_flags(struct reader *r, const yaml_node_t *node,
		       struct model_draft *d)
{
	return for_each_item(r, node, d, read_flag_item);
}

/* The argument that a key of "args" or "constants" names, each once. */
static bool read_arg_name(struct reader *r, const yaml_node_t *key,
			  struct model_draft *d, enum model_arg *ret)
{
	const char *name = scalar(r, key, "argument");

	if (!name)
		return false;
	if (!model_arg_parse(name, ret)) {
		model_problem(r->file, node_mark(key), "unknown argument '%s'",
			      name);
		return false;
	}
	if (d->has & 1u << *ret) {
		model_problem(r->file, node_mark(key),
			      "argument '%s' stands twice", name);
		return false;
	}
	d->has |= 1u << *ret;
	d->arg_marks[*ret] = node_mark(key);
	return true;
}

static bool position_is_free(struct reader *r, const yaml_node_t *value,
			     const struct model_draft *d, int64_t position)
{
	for (unsigned int i = 0; i < ARG_NR; i++) {
		if (d->row.arg[i] != position)
			continue;
		model_problem(r->file, node_mark(value),
			      "position %d is that of '%s' already",
			      (int)position, model_arg_name(i));
		return false;
	}
	return true;
}

static bool read_arg(struct reader *r, const yaml_node_t *key,
		     const yaml_node_t *value, struct model_draft *d)
{
	const char *text;
	enum model_arg arg;
	int64_t position;

	if (!read_arg_name(r, key, d, &arg))
		return false;
	text = scalar(r, value, "position");
	if (!text)
		return false;
	if (!model_constant_parse(text, &position) || position < 0 ||
	    position > POSITION_MAX || !isdigit((unsigned char)*text)) {
		model_problem(r->file, node_mark(value),
			      "'%s' is no position; the first argument is 0, "
			      "the last possible %d",
			      text, POSITION_MAX);
		return false;
	}
	if (!position_is_free(r, value, d, position))
		return false;
	d->row.arg[arg] = position;
	return true;
}

static bool read_args(struct reader *r, const yaml_node_t *node,
		      struct model_draft *d)
{
	return for_each_pair(r, node, "'args'", d, read_arg);
}

static bool read_constant(struct reader *r, const yaml_node_t *key,
			  const yaml_node_t *value, struct model_draft *d)
{
	const char *text;
	enum model_arg arg;

	if (!read_arg_name(r, key, d, &arg))
		return false;
	text = scalar(r, value, "constant");
	if (!text)
		return false;
	if (!model_constant_parse(text, &d->row.constant[arg])) {
		model_problem(r->file, node_mark(value),
			      "'%s' is neither a number nor a constant of the "
			      "DMA API",
			      text);
		return false;
	}
	d->row.has_const[arg] = true;
	return true;
}

static bool read_constants(struct reader *r, const yaml_node_t *node,
			   struct model_draft *d)
{
	return for_each_pair(r, node, "'constants'", d, read_constant);
}

static bool read_copies(struct reader *r, const yaml_node_t *node,
			struct model_draft *d)
{
	const char *text = scalar(r, node, "copies");

	if (!text)
		return false;
	if (isdigit((unsigned char)*text) &&
	    model_constant_parse(text, &d->row.copies) && d->row.copies > 0)
		return true;
	model_problem(r->file, node_mark(node), "'%s' is no number of bytes",
		      text);
	return false;
}

static const struct row_key {
	const char *name;
	bool (*read)(struct reader *r, const yaml_node_t *value,
		     struct model_draft *d);
} row_keys[] = {
	{"function", read_function},
	{"also", read_also},
	{"role", read_role},
	{"family", read_family},
	{"args", read_args},
	{"constants", read_constants},
	{"copies", read_copies},
	{"returns", read_returns},
	{"memory", read_memory},
	{"from", read_from},
	{"type", read_type},
	{"origin", read_origin},
	{"error_test", read_error_test},
	{"pairs", read_pairs},
	{"since", read_since},
	{"until", read_until},
	{"archs", read_archs},
	{"flags", read_flags},
	{"doc", read_doc},
};

static bool read_key(struct reader *r, const yaml_node_t *key,
		     const yaml_node_t *value, struct model_draft *d)
{
	const char *name = scalar(r, key, "key");
	size_t i = 0;

	if (!name)
		return false;
	while (i < ARRAY_SIZE(row_keys) && strcmp(row_keys[i].name, name))
		i++;
	if (i == ARRAY_SIZE(row_keys)) {
		model_problem(r->file, node_mark(key), "unknown key '%s'",
			      name);
		return false;
	}
	if (d->keys & 1u << i) {
		model_problem(r->file, node_mark(key), "key '%s' stands twice",
			      name);
		return false;
	}
	d->keys |= 1u << i;
	return row_keys[i].read(r, value, d);
}

static bool draft_has_key(const struct model_draft *d, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(row_keys); i++)
		if (!strcmp(row_keys[i].name, name))
			return d->keys & 1u << i;
	return false;
}

static void read_row(struct reader *r, const yaml_node_t *node)
{
	struct model_draft *d = vec_add(&r->file->drafts);
	bool good;

	d->mark = node_mark(node);
	memset(d->row.arg, -1, sizeof(d->row.arg));
	good = for_each_pair(r, node, "a row", d, read_key);
	if (node->type == YAML_MAPPING_NODE) {
		if (!draft_has_key(d, "function"))
			model_problem(r->file, d->mark,
				      "a row without 'function'");
		if (!draft_has_key(d, "role"))
			model_problem(r->file, d->mark, "a row without 'role'");
		good &= draft_has_key(d, "function") &&
			draft_has_key(d, "role");
	}
	d->broken = !good;
	if (good)
		model_draft_check(r->file, d);
}

static void read_rows(struct reader *r, const yaml_node_t *root)
{
	if (root->type != YAML_SEQUENCE_NODE) {
		model_problem(r->file, node_mark(root),
			      "a model file is a list of rows, each beginning "
			      "with '- function: NAME'");
		return;
	}
	for (yaml_node_item_t *i = root->data.sequence.items.start;
	     i < root->data.sequence.items.top; i++)
		read_row(r, yaml_document_get_node(r->doc, *i));
}

static void yaml_problem(struct model_file *file, const yaml_parser_t *parser)
{
	/* YAML_READER_ERROR (bad UTF-8) has an offset only */
	yaml_mark_t mark = parser->error == YAML_READER_ERROR ?
				   parser->mark :
				   parser->problem_mark;

	model_problem(file, mark_of(mark), "not YAML: %s",
		      parser->problem ? parser->problem : "cannot be parsed");
}

/* Read one document. Return: whether there was one. */
static bool read_document(yaml_parser_t *parser, struct model_file *file,
			  bool more)
{
	yaml_document_t doc;
	struct reader r = {&doc, file};
	const yaml_node_t *root;

	if (!yaml_parser_load(parser, &doc)) {
		yaml_problem(file, parser);
		return false;
	}
	root = yaml_document_get_root_node(&doc);
	if (root && more)
		model_problem(file, node_mark(root),
			      "a model file is one YAML document, not several");
	else if (root)
		read_rows(&r, root);
	yaml_document_delete(&doc);
	return root && !more;
}

void model_file_parse(const char *path, const char *text, size_t len,
		      struct model_file *ret)
{
	yaml_parser_t parser;

	*ret = (struct model_file){.path = xstrdup(path)};
	if (!yaml_parser_initialize(&parser)) {
		model_problem(ret, (struct model_mark){1, 1},
			      "no memory for the YAML parser");
		return;
	}
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
	if (read_document(&parser, ret, false))
		read_document(&parser, ret, true);
	else if (!ret->problems.n)
		model_problem(ret, (struct model_mark){1, 1},
			      "the file has no rows");
	yaml_parser_delete(&parser);
}

struct dm_error *model_file_read(const char *path, struct model_file *ret)
{
	autofree char *text = NULL;
	struct dm_error *err;
	size_t len;

	err = file_read(path, MODEL_FILE_LIMIT, &text, &len);
	if (err)
		return err;
	model_file_parse(path, text, len, ret);
	return NULL;
}

static void words_deinit(model_words *words)
{
	vec_for_each(words, word)
		free(word->text);
	vec_deinit(words);
}

void model_file_deinit(struct model_file *file)
{
	vec_for_each(&file->drafts, d) {
		words_deinit(&d->names);
		words_deinit(&d->pairs);
		free(d->error_test.text);
		free(d->row.family);
		free(d->row.doc);
	}
	vec_deinit(&file->drafts);
	vec_for_each(&file->problems, p)
		free(p->message);
	vec_deinit(&file->problems);
	free(file->path);
	*file = (struct model_file){};
}
