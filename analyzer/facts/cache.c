// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "facts/cache.h"
#include "facts/cache_entry.h"
#include "facts/cache_files.h"
#include "facts/cache_prune.h"
#include "facts/facts.h"
#include "facts/facts_io.h"
#include "facts/layout.h"
#include "front_end_id.h"
#include "units/unit.h"

#define ENTRY_SIZE_MAX ((size_t)512 << 20)

/* How stale the time of last use may get: saves a write for most hits. */
#define USE_GRAIN_S 3600

struct cache {
	char *dir;
	uint64_t size;
	uint64_t program; /* hash of the code that makes facts */
	struct file_states files;
	struct cache_counts counts;
	struct dm_error *trouble; /* why nothing can be stored, or NULL */
};

static const char tag_text[] =
	"Signature: 8a477f597d28d172789f06886806bc55\n"
	"# This folder holds facts that dmalias can make again at any time.\n";

static void hash_add(XXH3_state_t *state, const void *data, size_t len)
{
	uint64_t n = len;

	/* The length first: "ab", "c" is not "a", "bc". */
	XXH3_128bits_update(state, &n, sizeof(n));
	XXH3_128bits_update(state, data, len);
}

static void hash_add_str(XXH3_state_t *state, const char *s)
{
	if (s)
		hash_add(state, s, strlen(s));
	else
		hash_add(state, "\0", 1);
}

/* The note that ld leaves in a program, other for other content; or NULL. */
static const ElfW(Nhdr) * find_build_id(const struct dl_phdr_info *info)
{
	for (unsigned int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
		const char *p = (const char *)info->dlpi_addr + ph->p_vaddr;
		const char *end = p + ph->p_memsz;

		while (ph->p_type == PT_NOTE && p + sizeof(ElfW(Nhdr)) <= end) {
			const ElfW(Nhdr) *note = (const void *)p;

			if (note->n_type == NT_GNU_BUILD_ID)
				return note;
			p += sizeof(*note) + ((note->n_namesz + 3) & ~3u) +
			     ((note->n_descsz + 3) & ~3u);
		}
	}
	return NULL;
}

/* A library, by what it is: another clang makes other facts. */
static int hash_library(struct dl_phdr_info *info, size_t size, void *ctx)
{
	const ElfW(Nhdr) *note = find_build_id(info);
	const char *path = info->dlpi_name;
	uint64_t *hash = ctx;
	uint64_t key[4] = {*hash};
	struct stat st;

	/* What has no file is the kernel's; the program has no name. */
	if (stat(path, &st) < 0)
		return 0;
	key[1] = note ? hash_bytes(note + 1, ((note->n_namesz + 3) & ~3u) +
						     note->n_descsz) :
			st.st_size;
	key[2] = note ? 0 : st.st_mtim.tv_sec;
	key[3] = note ? 0 : st.st_mtim.tv_nsec;
	*hash = hash_bytes(key, sizeof(key));
	return 0;
}

/* Count a unit that cannot be stored; the first reason is kept. */
static void fail(struct cache *cache, struct dm_error *err)
{
	cache->counts.failed++;
	if (!cache->trouble)
		cache->trouble = err;
	else
		dm_error_destroy(err);
}

struct cache *cache_open(const char *dir, uint64_t size)
{
	struct cache *cache = xcalloc(1, sizeof(*cache));
	autofree char *tag = xasprintf("%s/CACHEDIR.TAG", dir);

	cache->dir = xasprintf("%s/facts", dir);
	cache->size = size ? size : CACHE_SIZE_DEFAULT;
	cache->program = hash_str(FRONT_END_ID);
	dl_iterate_phdr(hash_library, &cache->program);
	cache->trouble = file_make_dirs(cache->dir);
	/* It is a courtesy to backup programs: no harm when it fails. */
	if (!cache->trouble && !file_exists(tag))
		dm_error_destroy(
			file_write_atomic(tag, tag_text, strlen(tag_text)));
	return cache;
}

void cache_close(struct cache *cache)
{
	if (!cache)
		return;
	if (cache->counts.stored)
		cache_prune(cache->dir, cache->counts.bytes, cache->size);
	file_states_deinit(&cache->files);
	dm_error_destroy(cache->trouble);
	free(cache->dir);
	free(cache);
}

uint64_t cache_hash_names(const struct strmap *names)
{
	uint64_t hash[2] = {names->n};

	for (size_t i = 0; i < names->room; i++)
		if (names->slots[i].key)
			hash[1] += names->slots[i].hash;
	return hash_bytes(hash, sizeof(hash));
}

struct cache_key cache_key(const struct cache *cache, const struct unit *unit,
			   const struct cache_options *options)
{
	const uint64_t numbers[] = {FACTS_FORMAT, cache->program,
				    options->names, unit->n_args};
	XXH3_state_t *state = XXH3_createState();
	XXH128_hash_t hash;

	XXH3_128bits_reset(state);
	hash_add(state, numbers, sizeof(numbers));
	hash_add_str(state, unit->file);
	hash_add_str(state, unit->directory);
	for (size_t i = 0; i < unit->n_args; i++)
		hash_add_str(state, unit->args[i]);
	hash_add_str(state, options->root);
	hash_add_str(state, options->pch);
	hash = XXH3_128bits_digest(state);
	XXH3_freeState(state);
	return (struct cache_key){{hash.high64, hash.low64}};
}

static char *entry_path(const struct cache *cache, const struct cache_key *key)
{
	return xasprintf("%s/%02x/%014" PRIx64 "%016" PRIx64, cache->dir,
			 (unsigned int)(key->hash[0] >> 56),
			 key->hash[0] & (UINT64_MAX >> 8), key->hash[1]);
}

static bool is_fresh(struct cache *cache, const struct cache_entry *entry)
{
	vec_for_each(&entry->files, file)
		if (!file_is_same(&cache->files, file->path, &file->state))
			return false;
	return true;
}

static void take_note(const struct cache_entry *entry, struct cache_hit *ret)
{
	ret->note = xmalloc(entry->note_len);
	ret->note_len = entry->note_len;
	memcpy(ret->note, entry->note, entry->note_len);
}

enum found { FOUND_GOOD, FOUND_STALE, FOUND_CORRUPT };

static enum found take_entry(struct cache *cache, const char *data, size_t len,
			     const struct cache_key *key, struct cache_hit *ret)
{
	enum found found = FOUND_CORRUPT;
	struct cache_entry entry;
	struct dm_error *err;

	if (!cache_entry_decode(data, len, &entry))
		return FOUND_CORRUPT;
	err = facts_check(entry.facts, entry.facts_len);
	if (!err && !memcmp(&entry.key, key, sizeof(*key)))
		found = is_fresh(cache, &entry) ? FOUND_GOOD : FOUND_STALE;
	dm_error_destroy(err);
	if (found == FOUND_GOOD)
		take_note(&entry, ret);
	cache_entry_deinit(&entry);
	return found;
}

/* Say that an entry was used: the least recently used ones are dropped. */
static void mark_used(const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0 && time(NULL) - st.st_mtime > USE_GRAIN_S)
		utimensat(AT_FDCWD, path, NULL, 0);
}

bool cache_find(struct cache *cache, const struct unit *unit,
		const struct cache_key *key, struct cache_hit *ret)
{
	autofree char *path = entry_path(cache, key);
	autofree char *data = NULL;
	struct dm_error *err;
	size_t len;

	err = file_read(path, ENTRY_SIZE_MAX, &data, &len);
	if (err) {
		dm_error_destroy(err);
		cache->counts.misses++;
		return false;
	}
	switch (take_entry(cache, data, len, key, ret)) {
	case FOUND_GOOD:
		cache->counts.hits++;
		mark_used(path);
		return true;
	case FOUND_STALE:
		cache->counts.stale++;
		return false;
	default:
		cache->counts.corrupt++;
		unlink(path);
		return false;
	}
}

struct dm_error *cache_load(const struct cache *cache,
			    const struct cache_key *key, struct facts **ret)
{
	autofree char *path = entry_path(cache, key);
	autofree char *data = NULL;
	struct cache_entry entry;
	struct dm_error *err;
	size_t len;

	err = file_read(path, ENTRY_SIZE_MAX, &data, &len);
	if (err)
		return err;
	if (!cache_entry_decode(data, len, &entry))
		return dm_error(DM_ERR_INPUT, "'%s' is damaged", path);
	err = facts_read(entry.facts, entry.facts_len, ret);
	cache_entry_deinit(&entry);
	return dm_error_context(err, "'%s'", path);
}

/* Return: false when a file is not as it was when the unit was parsed. */
static bool add_file(struct cache *cache, struct cache_entry *entry,
		     const char *path, struct timespec started)
{
	struct cached_file file = {.path = path};

	if (!file_state_now(&cache->files, path, started, &file.state))
		return false;
	vec_push(&entry->files, file);
	return true;
}

static bool add_all_files(struct cache *cache, struct cache_entry *entry,
			  const char *main_file, const struct cache_item *item)
{
	if (!add_file(cache, entry, main_file, item->started))
		return false;
	for (size_t i = 0; i < item->n_files; i++)
		if (!add_file(cache, entry, item->files[i], item->started))
			return false;
	return true;
}

static struct dm_error *write_entry(const struct cache *cache,
				    const struct cache_entry *entry,
				    size_t *len)
{
	autofree char *path = entry_path(cache, &entry->key);
	autofree char *folder = xstrndup(path, strrchr(path, '/') - path);
	struct strbuf data = {};
	struct dm_error *err;

	if (mkdir(folder, 0777) < 0 && errno != EEXIST)
		return dm_error_errno(errno, "cannot make folder '%s'", folder);
	if (!cache_entry_encode(entry, &data))
		err = dm_error(DM_ERR_INTERNAL, "cannot compress");
	else
		err = file_write_atomic(path, data.s, data.len);
	*len = data.len;
	strbuf_deinit(&data);
	return err;
}

static bool put_entry(struct cache *cache, const struct cache_entry *entry)
{
	size_t len;
	struct dm_error *err = write_entry(cache, entry, &len);

	if (err) {
		fail(cache, err);
		return false;
	}
	cache->counts.stored++;
	cache->counts.bytes += len;
	return true;
}

bool cache_store(struct cache *cache, const struct unit *unit,
		 const struct cache_key *key, const struct cache_item *item)
{
	struct cache_entry entry = {.key = *key,
				    .note = item->note,
				    .note_len = item->note_len,
				    .facts = item->facts,
				    .facts_len = item->facts_len};
	bool stored = false;

	/* A full or write-protected disk stays so: it is tried once. */
	if (cache->trouble)
		cache->counts.failed++;
	else if (!add_all_files(cache, &entry, unit->file, item))
		cache->counts.unstable++;
	else
		stored = put_entry(cache, &entry);
	cache_entry_deinit(&entry);
	return stored;
}

const struct cache_counts *cache_counts(const struct cache *cache)
{
	return &cache->counts;
}

void cache_add_counts(struct cache *cache, const struct cache_counts *counts)
{
	struct cache_counts *sum = &cache->counts;

	sum->hits += counts->hits;
	sum->misses += counts->misses;
	sum->stale += counts->stale;
	sum->corrupt += counts->corrupt;
	sum->stored += counts->stored;
	sum->unstable += counts->unstable;
	sum->failed += counts->failed;
	sum->bytes += counts->bytes;
}

char *cache_complaint(const struct cache *cache)
{
	const struct cache_counts *c = &cache->counts;
	struct strbuf sb = {};

	if (!c->corrupt && !c->failed)
		return NULL;
	strbuf_addf(&sb, "cache '%s':", cache->dir);
	if (c->corrupt)
		strbuf_addf(&sb, " damaged entries removed: %" PRIu64,
			    c->corrupt);
	if (c->failed)
		strbuf_addf(&sb, "%s units not stored: %" PRIu64,
			    c->corrupt ? ";" : "", c->failed);
	if (c->failed && cache->trouble)
		strbuf_addf(&sb, " (%s)", cache->trouble->message);
	return strbuf_take(&sb);
}
