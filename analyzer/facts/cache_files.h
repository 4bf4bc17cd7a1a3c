/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FACTS_CACHE_FILES_H
#define DMALIAS_FACTS_CACHE_FILES_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/map.h"
#include "base/vec.h"

/* A file as it was at some time. */
struct file_state {
	uint64_t size;
	int64_t mtime; /* ns */
	uint64_t hash[2]; /* of the content */
};

struct known_file {
	struct file_state state;
	int64_t ctime;
	bool exists;
	bool hashed; /* state.hash is set */
};

/* Files of this process's run: each is looked at once. */
struct file_states {
	struct strmap index;
	VEC(struct known_file) list;
};

/* Whether @path is what it was at @then: as old, or of the same content. */
bool file_is_same(struct file_states *files, const char *path,
		  const struct file_state *then);

/**
 * file_state_now() - the state of a file, looked up again.
 * Return: false when it is not there, or has changed at @since or later.
 */
bool file_state_now(struct file_states *files, const char *path,
		    struct timespec since, struct file_state *ret);

void file_states_deinit(struct file_states *files);

#endif
