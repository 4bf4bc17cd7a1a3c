// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdint.h>
#include <string.h>
#include <zstd.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "facts/cache_entry.h"

#define ENTRY_MAGIC "DMCACHE"
#define ENTRY_FORMAT 1u
#define FILES_RAW_MAX (UINT64_C(64) << 20)

struct entry_header {
	char magic[8];
	uint32_t format;
	uint32_t n_files;
	uint64_t check; /* of all from key up to the facts */
	struct cache_key key;
	uint64_t files_raw; /* bytes of the files, before compression */
	uint64_t files_len, note_len, facts_len;
};

#define CHECKED offsetof(struct entry_header, key)

static bool add_files(const struct cache_entry *entry, struct strbuf *out,
		      struct entry_header *header)
{
	struct strbuf raw = {};
	size_t room, len;

	vec_for_each(&entry->files, file)
		strbuf_add(&raw, &file->state, sizeof(file->state));
	vec_for_each(&entry->files, file)
		strbuf_add(&raw, file->path, strlen(file->path) + 1);
	room = ZSTD_compressBound(raw.len);
	vec_grow_((void **)&out->s, &out->room, out->len + room + 1, 1);
	len = ZSTD_compress(out->s + out->len, room, strbuf_str(&raw), raw.len,
			    1);
	header->files_raw = raw.len;
	header->n_files = entry->files.n;
	strbuf_deinit(&raw);
	if (ZSTD_isError(len))
		return false;
	header->files_len = len;
	out->len += len;
	return true;
}

bool cache_entry_encode(const struct cache_entry *entry, struct strbuf *out)
{
	struct entry_header header = {.magic = ENTRY_MAGIC,
				      .format = ENTRY_FORMAT,
				      .key = entry->key,
				      .note_len = entry->note_len,
				      .facts_len = entry->facts_len};
	size_t start = out->len, end;

	strbuf_add(out, &header, sizeof(header));
	if (!add_files(entry, out, &header))
		return false;
	if (entry->note_len)
		strbuf_add(out, entry->note, entry->note_len);
	end = out->len;
	strbuf_add(out, entry->facts, entry->facts_len);
	memcpy(out->s + start, &header, sizeof(header));
	header.check =
		hash_bytes(out->s + start + CHECKED, end - start - CHECKED);
	memcpy(out->s + start, &header, sizeof(header));
	return true;
}

static bool header_is_sound(const struct entry_header *header, const char *data,
			    size_t len)
{
	uint64_t rest = len - sizeof(*header);

	if (memcmp(header->magic, ENTRY_MAGIC, sizeof(header->magic)) != 0 ||
	    header->format != ENTRY_FORMAT)
		return false;
	if (header->files_len > rest || header->note_len > rest ||
	    header->facts_len > rest ||
	    header->files_len + header->note_len + header->facts_len != rest)
		return false;
	return header->check ==
	       hash_bytes(data + CHECKED, len - CHECKED - header->facts_len);
}

static bool take_files(const struct entry_header *header, const char *raw,
		       struct cache_entry *entry)
{
	uint64_t states = (uint64_t)header->n_files * sizeof(struct file_state);
	const char *path = raw + states, *end = raw + header->files_raw;

	if (states > header->files_raw)
		return false;
	for (uint32_t i = 0; i < header->n_files; i++) {
		struct cached_file file = {.path = path};
		const char *stop = memchr(path, '\0', end - path);

		if (!stop)
			return false;
		memcpy(&file.state, raw + i * sizeof(file.state),
		       sizeof(file.state));
		vec_push(&entry->files, file);
		path = stop + 1;
	}
	return path == end;
}

static bool decode_files(const struct entry_header *header, const char *data,
			 struct cache_entry *entry)
{
	size_t len;

	if (header->files_raw > FILES_RAW_MAX)
		return false;
	entry->paths = xmalloc(header->files_raw);
	len = ZSTD_decompress(entry->paths, header->files_raw, data,
			      header->files_len);
	return len == header->files_raw &&
	       take_files(header, entry->paths, entry);
}

bool cache_entry_decode(const char *data, size_t len, struct cache_entry *ret)
{
	struct cache_entry entry = {};
	struct entry_header header;
	const char *rest = data + sizeof(header);

	if (len < sizeof(header))
		return false;
	memcpy(&header, data, sizeof(header));
	if (!header_is_sound(&header, data, len))
		return false;
	if (!decode_files(&header, rest, &entry)) {
		cache_entry_deinit(&entry);
		return false;
	}
	entry.key = header.key;
	entry.note = rest + header.files_len;
	entry.note_len = header.note_len;
	entry.facts = (const char *)entry.note + entry.note_len;
	entry.facts_len = header.facts_len;
	*ret = entry;
	return true;
}

void cache_entry_deinit(struct cache_entry *entry)
{
	vec_deinit(&entry->files);
	free(entry->paths);
	entry->paths = NULL;
}
