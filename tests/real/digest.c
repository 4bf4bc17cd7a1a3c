// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * digest - turn the JSON of 'dmalias scan --json' (stdin) into lines that
 * compare well: counts, units not analysed, and findings by fingerprint,
 * sorted. "digest summary" prints the counts only.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const counts[] = {
	"units_found",	"units_parsed",	     "units_left_out",
	"units_failed", "units_with_errors",
};

static const char *text(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));

	return s ? s : "-";
}

static int print_summary(const json_t *summary)
{
	if (!json_is_object(summary))
		return -1;
	printf("release %s\n", text(summary, "release"));
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		const json_t *n = json_object_get(summary, counts[i]);

		if (!json_is_integer(n))
			return -1;
		printf("%s %" JSON_INTEGER_FORMAT "\n", counts[i],
		       json_integer_value(n));
	}
	return 0;
}

static void print_failures(const json_t *summary)
{
	size_t i;
	json_t *failure;

	json_array_foreach(json_object_get(summary, "not_analysed"), i, failure)
		printf("not_analysed %s: %s\n", text(failure, "path"),
		       text(failure, "reason"));
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int print_findings(const json_t *findings)
{
	size_t i, n = json_array_size(findings);
	char **lines = calloc(n + 1, sizeof(*lines));
	json_t *finding;

	if (!lines || !json_is_array(findings))
		return -1;
	json_array_foreach(findings, i, finding)
		if (asprintf(&lines[i], "finding %s %s %s %s",
			     text(finding, "rule"), text(finding, "path"),
			     text(finding, "function"),
			     text(finding, "fingerprint")) < 0)
			return -1;
	qsort(lines, n, sizeof(*lines), compare);
	for (i = 0; i < n; i++) {
		puts(lines[i]);
		free(lines[i]);
	}
	free(lines);
	return 0;
}

int main(int argc, char **argv)
{
	json_error_t error;
	json_t *root = json_loadf(stdin, JSON_REJECT_DUPLICATES, &error);
	const json_t *summary = json_object_get(root, "summary");
	int status;

	if (!root) {
		fprintf(stderr, "digest: line %d: %s\n", error.line,
			error.text);
		return 1;
	}
	status = print_summary(summary);
	if (!status && !(argc > 1 && !strcmp(argv[1], "summary"))) {
		print_failures(summary);
		status = print_findings(json_object_get(root, "findings"));
	}
	if (status)
		fprintf(stderr, "digest: not the JSON of a scan\n");
	json_decref(root);
	return status ? 1 : 0;
}
