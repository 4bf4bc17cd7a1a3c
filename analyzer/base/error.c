// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"

static struct dm_error *error_new(enum dm_error_code code, char *message)
{
	struct dm_error *err = xmalloc(sizeof(*err));

	err->code = code;
	err->message = message;
	return err;
}

struct dm_error *dm_error(enum dm_error_code code, const char *fmt, ...)
{
	va_list ap;
	char *message;

	va_start(ap, fmt);
	message = xvasprintf(fmt, ap);
	va_end(ap);
	return error_new(code, message);
}

struct dm_error *dm_error_errno(int errnum, const char *fmt, ...)
{
	bool full = errnum == ENOSPC || errnum == EDQUOT;
	char *what, *message;
	va_list ap;

	va_start(ap, fmt);
	what = xvasprintf(fmt, ap);
	va_end(ap);
	message = xasprintf("%s: %s", what, strerror(errnum));
	free(what);
	return error_new(full ? DM_ERR_NOSPACE : DM_ERR_IO, message);
}

struct dm_error *dm_error_context(struct dm_error *err, const char *fmt, ...)
{
	char *context, *message;
	va_list ap;

	if (!err)
		return NULL;
	va_start(ap, fmt);
	context = xvasprintf(fmt, ap);
	va_end(ap);
	message = xasprintf("%s: %s", context, err->message);
	free(context);
	free(err->message);
	err->message = message;
	return err;
}

void dm_error_destroy(struct dm_error *err)
{
	if (!err)
		return;
	free(err->message);
	free(err);
}

enum dm_exit dm_error_exit(const struct dm_error *err)
{
	switch (err->code) {
	case DM_ERR_USAGE:
		return DM_EXIT_USAGE;
	case DM_ERR_INTERNAL:
		return DM_EXIT_INTERNAL;
	default:
		return DM_EXIT_INCOMPLETE;
	}
}

void dm_error_report(const struct dm_error *err)
{
	fprintf(stderr, "dmalias: %s\n", err->message);
}

void dm_warn(const char *fmt, ...)
{
	char *message;
	va_list ap;

	va_start(ap, fmt);
	message = xvasprintf(fmt, ap);
	va_end(ap);
	fprintf(stderr, "dmalias: warning: %s\n", message);
	free(message);
}
