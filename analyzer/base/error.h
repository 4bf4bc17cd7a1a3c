/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_BASE_ERROR_H
#define DMALIAS_BASE_ERROR_H

/*
 * The one error type. A function that can fail returns a struct dm_error *,
 * NULL for success; the caller owns it, hands it up, and the command prints
 * it once with dm_error_report(). Out-parameters are written on success only.
 */
enum dm_error_code {
	DM_ERR_USAGE, /* the command line or a name in it is wrong */
	DM_ERR_INPUT, /* a file is malformed; the message has path:line:col */
	DM_ERR_IO, /* open, read, write, mkdir, ... failed */
	DM_ERR_NOSPACE, /* the disk or the quota is full */
	DM_ERR_TOOL, /* another program is missing, failed or too old */
	DM_ERR_UNIT, /* one unit could not be analysed */
	DM_ERR_INTERNAL, /* a broken invariant of dmalias itself */
};

/* Exit codes of every command, as in the manual. */
enum dm_exit {
	DM_EXIT_CLEAN = 0,
	DM_EXIT_FINDINGS = 1,
	DM_EXIT_USAGE = 2,
	DM_EXIT_INCOMPLETE = 3,
	DM_EXIT_INTERNAL = 128,
};

struct dm_error {
	enum dm_error_code code;
	char *message; /* one line, no full stop, no program name */
};

/**
 * dm_error() - make an error with a formatted one-line message.
 * Return: the error, owned by the caller; never NULL.
 */
struct dm_error *dm_error(enum dm_error_code code, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), returns_nonnull));

/**
 * dm_error_errno() - make an error out of an errno value.
 * @err: a positive errno; ENOSPC and EDQUOT become DM_ERR_NOSPACE.
 * @fmt: what was tried and on what; ": <strerror>" is appended.
 */
struct dm_error *dm_error_errno(int err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), returns_nonnull));

/**
 * dm_error_context() - put "<context>: " before the message of @err.
 * Return: @err itself; NULL stays NULL.
 */
struct dm_error *dm_error_context(struct dm_error *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Free an error; NULL is allowed. */
void dm_error_destroy(struct dm_error *err);

/* The exit code that a command ends with when @err stops it. */
enum dm_exit dm_error_exit(const struct dm_error *err);

/* Print "dmalias: <message>" to stderr; the caller still owns @err. */
void dm_error_report(const struct dm_error *err);

/* Print "dmalias: warning: ..." to stderr: the run goes on. */
void dm_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
