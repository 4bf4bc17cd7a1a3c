// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/yaml.h"

/* The largest YAML file that is read; rules and models are far below. */
#define YAML_SIZE_MAX (4u << 20)

const cyaml_strval_t yaml_bool_names[2] = {
	{"false", 0},
	{"true", 1},
};

/* The first complaint of libcyaml, and the innermost place it names. */
struct complaint {
	char *text;
	unsigned int line, col;
};

/* libcyaml says what and where in log lines only, not in its return value. */
static void take_log(cyaml_log_t level, void *ctx, const char *fmt, va_list ap)
{
	autofree char *line = xvasprintf(fmt, ap);
	struct complaint *c = ctx;
	const char *place = strstr(line, "(line: ");
	char *text = line;

	if (place && !c->line)
		sscanf(place, "(line: %u, column: %u)", &c->line, &c->col);
	if (c->text)
		return;
	line[strcspn(line, "\n")] = '\0';
	if (!strncmp(text, "Load: ", 6))
		text += 6;
	if (!strncmp(text, "libyaml: ", 9))
		text += 9;
	c->text = xstrdup(text);
}

static cyaml_config_t make_config(struct complaint *c)
{
	return (cyaml_config_t){
		.log_fn = take_log,
		.log_ctx = c,
		.mem_fn = cyaml_mem,
		.log_level = CYAML_LOG_WARNING,
	};
}

static struct dm_error *complain(const char *path, const struct complaint *c,
				 const char *otherwise)
{
	const char *text = c->text ? c->text : otherwise;

	if (!c->line)
		return dm_error(DM_ERR_INPUT, "%s: %s", path, text);
	return dm_error(DM_ERR_INPUT, "%s:%u:%u: %s", path, c->line, c->col,
			text);
}

void yaml_file_free(const cyaml_schema_value_t *schema, void *data)
{
	struct complaint ignored = {};
	cyaml_config_t config = make_config(&ignored);

	if (data)
		cyaml_free(&config, schema, data, 0);
	free(ignored.text);
}

struct dm_error *yaml_file_load(const char *path,
				const cyaml_schema_value_t *schema, void **ret)
{
	struct complaint c = {};
	cyaml_config_t config = make_config(&c);
	autofree char *text = NULL;
	void *data = NULL;
	struct dm_error *err;
	cyaml_err_t status;
	size_t len;

	err = file_read(path, YAML_SIZE_MAX, &text, &len);
	if (err)
		return err;
	status = cyaml_load_data((uint8_t *)text, len, &config, schema, &data,
				 NULL);
	if (status != CYAML_OK)
		err = complain(path, &c, cyaml_strerror(status));
	else if (c.text)
		err = complain(path, &c, "");
	else if (!data)
		err = dm_error(DM_ERR_INPUT, "%s:1:1: the file is empty", path);
	free(c.text);
	if (err) {
		yaml_file_free(schema, data);
		return err;
	}
	*ret = data;
	return NULL;
}
