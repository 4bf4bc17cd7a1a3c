// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/mem.h"
#include "findings/format/formats.h"

static const struct format formats[] = {
	{"text", NULL},		  {"json", write_json},
	{"sarif", write_sarif},	  {"gitlab", write_gitlab},
	{"github", write_github}, {"rdjsonl", write_rdjsonl},
	{"kcidb", write_kcidb},	  {"ktap", write_ktap},
};

const struct format *format_find(const char *name, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (strlen(formats[i].name) == len &&
		    !memcmp(formats[i].name, name, len))
			return &formats[i];
	return NULL;
}
