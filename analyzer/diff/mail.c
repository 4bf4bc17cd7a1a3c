// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/strbuf.h"
#include "diff/mail.h"

/* The end of a line: behind its newline, or @end. */
static const char *line_end(const char *s, const char *end)
{
	while (s < end && *s != '\n')
		s++;
	return s < end ? s + 1 : end;
}

static bool is_blank_line(const char *s, const char *end)
{
	for (; s < end; s++)
		if (*s != '\r' && *s != '\n')
			return false;
	return true;
}

/* "From <who> ... hh:mm..." */
static bool is_from_line(const char *s, const char *end)
{
	if (end - s < 10 || memcmp(s, "From ", 5) != 0)
		return false;
	for (s += 6; s + 3 < end; s++)
		if (*s == ':' && isdigit((unsigned char)s[-1]) &&
		    isdigit((unsigned char)s[1]) &&
		    isdigit((unsigned char)s[2]))
			return true;
	return false;
}

/* The length of the name of a header field, or 0: it is none. */
static size_t field_name(const char *s, const char *end)
{
	size_t n = 0;

	while (s + n < end && s[n] > ' ' && s[n] < 127 && s[n] != ':')
		n++;
	return n && s + n < end && s[n] == ':' ? n : 0;
}

static void add_mail(const char *start, const char *end, mail_vec *ret)
{
	if (field_name(start, end))
		vec_push(ret, (struct mail){start, end - start});
}

void mail_split(const char *text, size_t len, mail_vec *ret)
{
	const char *end = text + len, *start = text, *s, *next;
	bool after_blank = true;

	for (s = text; s < end; s = next) {
		next = line_end(s, end);
		if (after_blank && is_from_line(s, next)) {
			add_mail(start, s, ret);
			start = next;
		}
		after_blank = is_blank_line(s, next);
	}
	add_mail(start, end, ret);
}

/* Append a part of a value: blanks at its ends are one, controls are none. */
static void add_part(struct strbuf *sb, const char *s, const char *end)
{
	while (s < end && isspace((unsigned char)*s))
		s++;
	while (end > s && isspace((unsigned char)end[-1]))
		end--;
	if (sb->len && s < end)
		strbuf_addc(sb, ' ');
	for (; s < end; s++)
		strbuf_addc(sb,
			    (unsigned char)*s < ' ' || *s == 127 ? ' ' : *s);
}

static char *read_value(const char *s, const char *end)
{
	const char *next = line_end(s, end);
	struct strbuf value = {};

	add_part(&value, s, next);
	while (next < end && (*next == ' ' || *next == '\t')) {
		s = next;
		next = line_end(s, end);
		add_part(&value, s, next);
	}
	if (value.len)
		return strbuf_take(&value);
	strbuf_deinit(&value);
	return NULL;
}

char *mail_header(const struct mail *mail, const char *name)
{
	const char *end = mail->text + mail->len, *s, *next;
	size_t len = strlen(name);

	for (s = mail->text; s < end; s = next) {
		size_t n = field_name(s, end);

		next = line_end(s, end);
		if (is_blank_line(s, next))
			break;
		if (n == len && !strncasecmp(s, name, len))
			return read_value(s + n + 1, end);
	}
	return NULL;
}
