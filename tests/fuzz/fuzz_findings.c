// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Any bytes as the findings of a worker. Those that are taken go through
 * every writer, whose output must be what it says it is. A checksum that fits
 * is added here, as a fuzzer would never find one.
 */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/map.h"
#include "base/strbuf.h"
#include "findings/serial.h"
#include "findings/summary.h"
#include "findings/format/writers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add_sum(struct strbuf *bytes)
{
	uint64_t sum = hash_bytes(strbuf_str(bytes), bytes->len);

	for (unsigned int i = 0; i < 8; i++)
		strbuf_addc(bytes, sum >> (8 * i));
}

static void check_json(void (*write)(FILE *, const finding_vec *,
				     const struct run_summary *),
		       const finding_vec *findings)
{
	struct run_summary summary = {.units_found = 1, .units_parsed = 1};
	json_error_t error;
	json_t *value;
	size_t len;
	char *text;
	FILE *out = open_memstream(&text, &len);

	write(out, findings, &summary);
	fclose(out);
	value = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	if (!value)
		abort();
	json_decref(value);
	free(text);
}

static void check_text(const finding_vec *findings)
{
	size_t len;
	char *text;
	FILE *out = open_memstream(&text, &len);

	write_text(out, findings, false);
	fclose(out);
	for (size_t i = 0; i < len; i++)
		if (text[i] != '\n' && (unsigned char)text[i] < ' ')
			abort();
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strbuf bytes = {};
	finding_vec findings = {};
	struct dm_error *err;

	strbuf_add(&bytes, data, size);
	add_sum(&bytes);
	err = findings_read(bytes.s, bytes.len, &findings);
	if (err && findings.n)
		abort();
	dm_error_destroy(err);
	findings_finish(&findings);
	if (findings.n) {
		check_json(write_json, &findings);
		check_json(write_sarif, &findings);
		check_text(&findings);
	}
	finding_vec_deinit(&findings);
	strbuf_deinit(&bytes);
	return 0;
}
