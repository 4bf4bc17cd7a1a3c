// SPDX-License-Identifier: GPL-2.0-or-later
#include <stddef.h>
#include <string.h>
#include <zstd.h>

#include "base/error.h"
#include "base/map.h"
#include "base/mem.h"
#include "facts/facts.h"
#include "facts/facts_io.h"
#include "facts/layout.h"
#include "facts/validate.h"

/* The lengths at the start of the inner form. */
struct lengths {
	uint32_t file, directory, strings;
	uint32_t arrays[FACTS_N_ARRAYS];
};

static uint64_t lengths_total(const struct lengths *lengths)
{
	uint64_t total = sizeof(*lengths);

	total +=
		(uint64_t)lengths->file + lengths->directory + lengths->strings;
	for (size_t i = 0; i < FACTS_N_ARRAYS; i++)
		total += (uint64_t)lengths->arrays[i] *
			 facts_array_row(&facts_arrays[i]);
	return total;
}

static void scatter(char *to, const char *from, const struct facts_array *array,
		    const struct facts_column *column, size_t n)
{
	to += column->offset;
	for (size_t i = 0; i < n; i++, to += array->size) {
		switch (column->size) {
		case 1:
			*to = *from++;
			break;
		case 4:
			memcpy(to, from, 4);
			from += 4;
			break;
		default:
			memcpy(to, from, 8);
			from += 8;
			break;
		}
	}
}

static const char *take_array(struct facts *f, const struct facts_array *array,
			      const char *from, size_t n)
{
	struct facts_vec *vec = facts_array_vec(f, array);

	vec->v = xcalloc(n, array->size);
	vec->n = vec->room = n;
	for (size_t i = 0; i < array->n_columns; i++) {
		scatter(vec->v, from, array, &array->columns[i], n);
		from += array->columns[i].size * n;
	}
	return from;
}

static struct facts *take_all(const char *from, const struct lengths *lengths)
{
	struct facts *f = xcalloc(1, sizeof(*f));

	f->file = xstrndup(from, lengths->file);
	from += lengths->file;
	f->directory = xstrndup(from, lengths->directory);
	from += lengths->directory;
	f->strings = xmalloc(lengths->strings);
	f->strings_len = f->strings_room = lengths->strings;
	memcpy(f->strings, from, lengths->strings);
	from += lengths->strings;
	for (size_t i = 0; i < FACTS_N_ARRAYS; i++)
		from = take_array(f, &facts_arrays[i], from,
				  lengths->arrays[i]);
	return f;
}

struct dm_error *facts_decode(const void *raw, size_t len, struct facts **ret)
{
	struct lengths lengths;
	struct dm_error *err;
	const char *names;
	struct facts *f;

	if (len < sizeof(lengths))
		return dm_error(DM_ERR_INPUT, "facts are cut short");
	memcpy(&lengths, raw, sizeof(lengths));
	if (lengths_total(&lengths) != len)
		return dm_error(DM_ERR_INPUT, "facts have the wrong length");
	names = (const char *)raw + sizeof(lengths);
	if (memchr(names, '\0', (size_t)lengths.file + lengths.directory))
		return dm_error(DM_ERR_INPUT, "facts have a NUL in a path");
	f = take_all(names, &lengths);
	err = facts_validate(f);
	if (err)
		facts_destroy(f);
	else
		*ret = f;
	return err;
}

static struct dm_error *check_header(const struct facts_header *header,
				     const char *data, size_t len)
{
	const size_t checked = offsetof(struct facts_header, raw_len);

	if (memcmp(header->magic, FACTS_MAGIC, sizeof(header->magic)) != 0)
		return dm_error(DM_ERR_INPUT, "not a file of facts");
	if (header->order != FACTS_ORDER || header->format != FACTS_FORMAT)
		return dm_error(DM_ERR_INPUT,
				"facts of another version of dmalias");
	if (header->check != hash_bytes(data + checked, len - checked))
		return dm_error(DM_ERR_INPUT,
				"facts are damaged: wrong checksum");
	if (header->raw_len > FACTS_RAW_MAX)
		return dm_error(DM_ERR_INPUT,
				"facts are larger than %llu bytes",
				(unsigned long long)FACTS_RAW_MAX);
	return NULL;
}

static struct dm_error *read_header(const void *data, size_t len,
				    struct facts_header *ret)
{
	if (len < sizeof(*ret))
		return dm_error(DM_ERR_INPUT, "not a file of facts");
	memcpy(ret, data, sizeof(*ret));
	return check_header(ret, data, len);
}

struct dm_error *facts_check(const void *data, size_t len)
{
	struct facts_header header;

	return read_header(data, len, &header);
}

struct dm_error *facts_read(const void *data, size_t len, struct facts **ret)
{
	struct facts_header header;
	autofree char *raw = NULL;
	struct dm_error *err = read_header(data, len, &header);
	size_t raw_len;

	if (err)
		return err;
	raw = xmalloc(header.raw_len);
	raw_len = ZSTD_decompress(raw, header.raw_len,
				  (const char *)data + sizeof(header),
				  len - sizeof(header));
	if (ZSTD_isError(raw_len) || raw_len != header.raw_len)
		return dm_error(DM_ERR_INPUT, "facts do not decompress");
	return facts_decode(raw, raw_len, ret);
}
