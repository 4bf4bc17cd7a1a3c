/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_BASE_YAML_H
#define DMALIAS_BASE_YAML_H

#include <cyaml/cyaml.h>

struct dm_error;

/* Names begin with yaml_file_: libyaml exports yaml_free() and more. */

/*
 * For keys that are true or false: CYAML_FIELD_ENUM with CYAML_FLAG_STRICT
 * over these and an int member. libcyaml's own CYAML_BOOL takes any word that
 * it does not know for true.
 */
extern const cyaml_strval_t yaml_bool_names[2];
#define YAML_FIELD_BOOL(key, flags, structure, member)                        \
	CYAML_FIELD_ENUM(key, (flags) | CYAML_FLAG_STRICT, structure, member, \
			 yaml_bool_names, CYAML_ARRAY_LEN(yaml_bool_names))

/**
 * yaml_file_load() - read a file of one YAML document by a libcyaml schema.
 * @schema: its top value is a pointer; unknown and missing keys are errors
 * @ret: the value, freed with yaml_file_free()
 *
 * Return: DM_ERR_INPUT with path:line:col (where libcyaml knows it: the place
 * of the last value that was still right) for anything the schema does not
 * take, an empty file, and a second document.
 */
struct dm_error *yaml_file_load(const char *path,
				const cyaml_schema_value_t *schema, void **ret);

/* Free what yaml_file_load() gave; NULL is allowed. */
void yaml_file_free(const cyaml_schema_value_t *schema, void *data);

#endif
