// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/file.h"
#include "base/mem.h"
#include "base/yaml.h"
#include "model/alias.h"
#include "units/unit.h"

#define ALIAS_TEXT 240

struct alias_file {
	struct model_alias *list;
	uint32_t list_count;
};

static const cyaml_strval_t type_words[] = {
	{"wb", MEMTYPE_WB},
	{"wt", MEMTYPE_WT},
	{"wc", MEMTYPE_WC},
	{"uc", MEMTYPE_UC},
	{"uc_minus", MEMTYPE_UC_MINUS},
	{"device", MEMTYPE_DEVICE},
};

static const cyaml_strval_t memory_words[] = {
	{"ram", false},
	{"io", true},
};

static const cyaml_strval_t arch_words[] = {
	{"x86", ARCH_X86},
	{"arm64", ARCH_ARM64},
	{"arm", ARCH_ARM},
	{"other", ARCH_OTHER},
};

static const cyaml_strval_t severity_words[] = {
	{"error", ALIAS_ERROR},
	{"warning", ALIAS_WARNING},
	{"note", ALIAS_NOTE},
};

#define ALIAS_WORD(key, member, words)                                       \
	CYAML_FIELD_ENUM(key, CYAML_FLAG_STRICT, struct model_alias, member, \
			 words, CYAML_ARRAY_LEN(words))
#define ALIAS_STRING(key)                                                    \
	CYAML_FIELD_STRING_PTR(#key, CYAML_FLAG_POINTER, struct model_alias, \
			       key, 8, ALIAS_TEXT)

static const cyaml_schema_field_t alias_fields[] = {
	ALIAS_WORD("one", one, type_words),
	ALIAS_WORD("other", other, type_words),
	ALIAS_WORD("memory", io, memory_words),
	ALIAS_WORD("arch", arch, arch_words),
	ALIAS_WORD("severity", severity, severity_words),
	ALIAS_STRING(says),
	ALIAS_STRING(doc),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t alias_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct model_alias,
			    alias_fields),
};

static const cyaml_schema_field_t file_fields[] = {
	CYAML_FIELD_SEQUENCE("aliases", CYAML_FLAG_POINTER, struct alias_file,
			     list, &alias_schema, 1, CYAML_UNLIMITED),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t file_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct alias_file, file_fields),
};

struct dm_error *model_alias_load(const char *dir, struct model *m)
{
	autofree char *path = path_normalize(dir, "memory-types/aliases.yaml");

	if (!file_exists(path))
		return NULL;
	return yaml_file_load(path, &file_schema, (void **)&m->aliases);
}

void model_alias_unload(struct model *m)
{
	yaml_file_free(&file_schema, m->aliases);
	m->aliases = NULL;
}

static bool is_of(const struct model_alias *a, enum model_type x,
		  enum model_type y)
{
	return (a->one == x && a->other == y) || (a->one == y && a->other == x);
}

const struct model_alias *model_alias_find(const struct model *m,
					   enum model_type x, enum model_type y,
					   bool io, unsigned int arch)
{
	const struct alias_file *file = m->aliases;

	for (uint32_t i = 0; file && i < file->list_count; i++) {
		const struct model_alias *a = &file->list[i];

		if ((unsigned int)a->arch == arch && !!a->io == io &&
		    is_of(a, x, y))
			return a;
	}
	return NULL;
}

const char *model_alias_severity_name(enum alias_severity severity)
{
	return severity_words[severity].str;
}
