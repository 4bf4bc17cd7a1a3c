// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "diff/git.h"
#include "diff/series.h"

#define SERIES_LIMIT ((size_t)64 << 20)

static struct dm_error *read_stdin(char **ret, size_t *ret_len)
{
	struct strbuf sb = {};
	char part[1 << 16];
	size_t n;

	while ((n = fread(part, 1, sizeof(part), stdin)) > 0 &&
	       sb.len <= SERIES_LIMIT)
		strbuf_add(&sb, part, n);
	*ret_len = sb.len;
	*ret = strbuf_take(&sb);
	if (ferror(stdin))
		return dm_error_errno(errno, "cannot read the standard input");
	if (*ret_len > SERIES_LIMIT)
		return dm_error(DM_ERR_INPUT,
				"the standard input is larger than %zu bytes",
				SERIES_LIMIT);
	return NULL;
}

/* Mail in transport form ends its lines with CR LF; patches are made of LF. */
static size_t strip_cr(char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		if (text[i] != '\r' || i + 1 == len || text[i + 1] != '\n')
			text[n++] = text[i];
	text[n] = '\0';
	return n;
}

/* The value of a line "Subject: value" of git-mailinfo(1). */
static char *info_subject(const char *info)
{
	const char *s = strstr(info, "Subject: ");
	struct strbuf shown = {};
	autofree char *line = NULL;

	if (!s)
		return NULL;
	s += strlen("Subject: ");
	line = xstrndup(s, strcspn(s, "\n"));
	strbuf_add_shown(&shown, line);
	return strbuf_take(&shown);
}

/* The patch in a message, its transfer encoding undone. */
static struct dm_error *decode(const struct git *git, const struct mail *mail,
			       struct series_patch *ret, size_t *ret_len)
{
	autofree char *message = xasprintf("%s/mail.message", git->own);
	autofree char *body = xasprintf("%s/mail.patch", git->own);
	const char *const words[] = {"mailinfo", "--quoted-cr=strip", message,
				     body, NULL};
	const struct git_call call = {
		.argv = words,
		.input = mail->text,
		.input_len = mail->len,
	};
	autofree char *info = NULL;
	struct dm_error *err = git_do(git, &call, &info);

	if (!err)
		err = file_read(body, SERIES_LIMIT, &ret->text, ret_len);
	if (!err)
		ret->subject = info_subject(info);
	unlink(message);
	unlink(body);
	return err;
}

static struct dm_error *check_name(const char *subject, const char *path)
{
	const char *wrong = path ? patch_path_wrong(path) : NULL;
	struct strbuf shown = {};
	struct dm_error *err = NULL;

	if (wrong) {
		strbuf_add_shown(&shown, path);
		err = dm_error(DM_ERR_USAGE, "'%s' names %s: '%s'", subject,
			       wrong, shown.s);
	}
	strbuf_deinit(&shown);
	return err;
}

static struct dm_error *check_patch(const struct series_patch *p)
{
	vec_for_each(&p->patch.files, f) {
		struct dm_error *err = check_name(p->subject, f->from);

		if (!err)
			err = check_name(p->subject, f->to);
		if (!err && f->binary)
			err = dm_error(DM_ERR_USAGE,
				       "'%s' changes a binary file, which "
				       "dmalias does not take",
				       p->subject);
		if (err)
			return err;
	}
	return NULL;
}

static void patch_free(struct series_patch *p)
{
	patch_deinit(&p->patch);
	free(p->subject);
	free(p->text);
}

/* Keep what changes files. */
static struct dm_error *add_patch(struct series *s, struct series_patch *p,
				  size_t len, const char *name)
{
	struct dm_error *err;

	if (!p->subject)
		p->subject = xstrdup(name);
	patch_parse(p->text, len, &p->patch);
	err = check_patch(p);
	if (err || !p->patch.files.n)
		patch_free(p);
	else
		vec_push(&s->patches, *p);
	return err;
}

static struct dm_error *read_mails(const struct git *git, const char *name,
				   const mail_vec *mails, struct series *ret)
{
	vec_for_each(mails, mail) {
		struct series_patch p = {.mail = *mail};
		size_t len = 0;
		struct dm_error *err = decode(git, mail, &p, &len);

		err = err ? err : add_patch(ret, &p, len, name);
		if (err)
			return err;
	}
	return NULL;
}

static struct dm_error *read_patches(const struct git *git, const char *name,
				     size_t len, struct series *ret)
{
	struct series_patch plain = {};
	mail_vec mails = {};
	struct dm_error *err;

	len = strip_cr(ret->text, len);
	mail_split(ret->text, len, &mails);
	err = read_mails(git, name, &mails, ret);
	if (!err && !mails.n) {
		plain.text = xstrdup(ret->text);
		err = add_patch(ret, &plain, strlen(ret->text), name);
	}
	vec_deinit(&mails);
	return err;
}

struct dm_error *series_read(const struct git *git, const char *path,
			     struct series *ret)
{
	bool from_stdin = !strcmp(path, "-");
	const char *name = from_stdin ? "standard input" : path;
	size_t len = 0;
	struct dm_error *err =
		from_stdin ? read_stdin(&ret->text, &len) :
			     file_read(path, SERIES_LIMIT, &ret->text, &len);

	if (!err)
		err = read_patches(git, name, len, ret);
	if (!err && !ret->patches.n)
		err = dm_error(DM_ERR_USAGE, "no patch in '%s'", name);
	return err;
}

void series_deinit(struct series *s)
{
	vec_for_each(&s->patches, p)
		patch_free(p);
	vec_deinit(&s->patches);
	free(s->text);
}

/* What git says of a patch that does not apply: the place, where it is told. */
static struct dm_error *no_match(const struct git *git,
				 const struct series_patch *p,
				 const char *commit, const char *err)
{
	static const char place[] = "error: patch failed: ";
	const char *at = strstr(err, place);
	struct strbuf shown = {};
	autofree char *why = at ? xstrndup(at + strlen(place),
					   strcspn(at + strlen(place), "\n")) :
				  git_complaint(err);
	struct dm_error *ret;

	strbuf_add_shown(&shown, why);
	ret = dm_error(DM_ERR_USAGE,
		       "'%s' does not apply to %.12s: %s%s; --base names "
		       "another commit",
		       p->subject, commit, shown.s,
		       at ? ": no such lines there for this hunk" : "");
	strbuf_deinit(&shown);
	return ret;
}

static struct dm_error *apply(const struct git *git,
			      const struct series_patch *p, const char *commit)
{
	static const char *const words[] = {"apply", "--cached",
					    "--whitespace=nowarn", "-", NULL};
	const struct git_call call = {words, "edit", p->text, strlen(p->text)};
	struct git_answer a = {};
	struct dm_error *err = git_run(git, &call, &a);

	if (!err && a.status)
		err = no_match(git, p, commit, a.err);
	git_answer_deinit(&a);
	return err;
}

struct dm_error *series_apply(const struct git *git, const struct series *s,
			      const char *commit, char **ret)
{
	const char *const read[] = {"read-tree", commit, NULL};
	static const char *const write[] = {"write-tree", NULL};
	const struct git_call begin = {.argv = read, .index = "edit"};
	const struct git_call end = {.argv = write, .index = "edit"};
	struct dm_error *err = git_do(git, &begin, NULL);

	for (size_t i = 0; i < s->patches.n && !err; i++)
		err = apply(git, &s->patches.v[i], commit);
	return err ? err : git_do(git, &end, ret);
}
