// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <string.h>

#include "ctl/kallsyms.h"

/*
 * A symbol has no size: what is further behind the last one before it than any
 * function is long is in no function.
 */
enum { FUNCTION_MAX = 1 << 20 };

static size_t add_name(struct kallsyms *k, const char *name)
{
	size_t offset = k->names.len;

	buf_add(&k->names, name, strlen(name) + 1);
	return offset;
}

/* "ffffffffc0a01000 t foo_probe\t[foo]" */
void kallsyms_line(struct kallsyms *k, const char *line)
{
	struct kallsyms_entry entry = {};
	char type, name[512], module[72] = "";

	if (sscanf(line, "%" SCNx64 " %c %511s [%71[^]]]", &entry.address,
		   &type, name, module) < 3)
		return;
	if (!entry.address || !strchr("tTwW", type))
		return;
	if (!k->names.len)
		buf_add(&k->names, "", 1);
	entry.name = add_name(k, name);
	/* the symbols of a module stand together */
	if (*module && k->n && k->v[k->n - 1].module &&
	    !strcmp(k->names.s + k->v[k->n - 1].module, module))
		entry.module = k->v[k->n - 1].module;
	else if (*module)
		entry.module = add_name(k, module);
	k->v = mem_push(k->v, k->n, sizeof(*k->v));
	k->v[k->n++] = entry;
}

static int by_address(const void *a, const void *b)
{
	const struct kallsyms_entry *x = a, *y = b;

	return (x->address > y->address) - (x->address < y->address);
}

void kallsyms_sort(struct kallsyms *k)
{
	if (k->n)
		qsort(k->v, k->n, sizeof(*k->v), by_address);
}

bool kallsyms_load(struct kallsyms *k, const char *procfs)
{
	autofree char *path = mem_printf("%s/kallsyms", procfs);
	autofclose FILE *file = fopen(path, "re");
	autofree char *line = NULL;
	size_t size = 0, lines = 0;

	kallsyms_free(k);
	for (; file && getline(&line, &size, file) > 0; lines++)
		kallsyms_line(k, line);
	kallsyms_sort(k);
	k->restricted = lines && !k->n;
	return k->n > 0;
}

/* The last entry that is not above the address */
static const struct kallsyms_entry *find(const struct kallsyms *k,
					 uint64_t address)
{
	size_t low = 0, high = k->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (k->v[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &k->v[low - 1] : NULL;
}

bool kallsyms_name(const struct kallsyms *k, uint64_t address, char *buf,
		   size_t size)
{
	const struct kallsyms_entry *entry = find(k, address);

	if (!entry || address - entry->address >= FUNCTION_MAX)
		return false;
	snprintf(buf, size, "%s+0x%" PRIx64 "%s%s%s", k->names.s + entry->name,
		 address - entry->address, entry->module ? " [" : "",
		 entry->module ? k->names.s + entry->module : "",
		 entry->module ? "]" : "");
	return true;
}

void kallsyms_free(struct kallsyms *k)
{
	free(k->v);
	buf_free(&k->names);
	*k = (struct kallsyms){};
}
