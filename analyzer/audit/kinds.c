// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <stdlib.h>

#include "audit/kinds.h"
#include "base/error.h"
#include "base/yaml.h"

#define MAX_TEXT 300
#define MAX_KINDS 1000
#define MAX_TYPES 64

#define TEXT(key, flags)                                           \
	CYAML_FIELD_STRING_PTR(#key, CYAML_FLAG_POINTER | (flags), \
			       struct carveout_kind, key, 1, MAX_TEXT)
#define NEEDED(key) TEXT(key, CYAML_FLAG_DEFAULT)
#define OPTIONAL(key) TEXT(key, CYAML_FLAG_OPTIONAL)

static const cyaml_schema_value_t word_schema = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, MAX_TEXT),
};

static const cyaml_schema_field_t kind_fields[] = {
	NEEDED(kind),
	NEEDED(title),
	OPTIONAL(table),
	OPTIONAL(within),
	OPTIONAL(call),
	OPTIONAL(param),
	OPTIONAL(base),
	OPTIONAL(size),
	OPTIONAL(name),
	OPTIONAL(cached),
	OPTIONAL(type),
	OPTIONAL(folder),
	CYAML_FIELD_SEQUENCE_COUNT("types",
				   CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct carveout_kind, types, n_types,
				   &word_schema, 0, MAX_TYPES),
	NEEDED(modern),
	NEEDED(since),
	NEEDED(until),
	NEEDED(doc),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t kind_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct carveout_kind,
			    kind_fields),
};

static const cyaml_schema_field_t file_fields[] = {
	CYAML_FIELD_SEQUENCE_COUNT("kinds", CYAML_FLAG_POINTER,
				   struct carveout_kinds, v, n, &kind_schema, 1,
				   MAX_KINDS),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t file_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct carveout_kinds,
			    file_fields),
};

int kind_arg(const char *number)
{
	return number && isdigit((unsigned char)*number) ? atoi(number) : -1;
}

/* What is wrong with a row beyond its keys, or NULL. */
static const char *row_mistake(const struct carveout_kind *k)
{
	if (!!k->table + !!k->call + !!k->param != 1)
		return "needs one of table, call and param";
	if (k->within && !k->table)
		return "has within without table";
	if (!k->type != !k->n_types)
		return "needs both of type and types, or none";
	if (k->call && ((k->base && kind_arg(k->base) < 0) ||
			(k->size && kind_arg(k->size) < 0) ||
			(k->name && kind_arg(k->name) < 0)))
		return "has arguments that are no numbers";
	return NULL;
}

struct dm_error *kinds_load(const char *path, struct carveout_kinds **ret)
{
	void *data = NULL;
	struct dm_error *err = yaml_file_load(path, &file_schema, &data);
	struct carveout_kinds *kinds = data;

	for (unsigned int i = 0; !err && i < kinds->n; i++) {
		const char *mistake = row_mistake(&kinds->v[i]);

		if (mistake)
			err = dm_error(DM_ERR_INPUT, "%s: row %u ('%s') %s",
				       path, i + 1, kinds->v[i].kind, mistake);
	}
	if (err)
		kinds_free(kinds);
	else
		*ret = kinds;
	return err;
}

void kinds_free(struct carveout_kinds *kinds)
{
	yaml_file_free(&file_schema, kinds);
}
