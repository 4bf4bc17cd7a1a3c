// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "diff/quote.h"
#include "diff/reply.h"

#define WIDTH 72

/* Append @text in lines of at most WIDTH columns; a longer word stays whole.
 * @indent goes before each but the first. */
static void add_wrapped(struct strbuf *sb, const char *text, const char *indent)
{
	size_t column = 0;

	while (*text) {
		size_t n = strcspn(text, " ");

		if (column && column + 1 + n > WIDTH) {
			strbuf_addf(sb, "\n%s", indent);
			column = strlen(indent);
		} else if (column) {
			strbuf_addc(sb, ' ');
			column++;
		}
		strbuf_add(sb, text, n);
		column += n;
		text += n;
		while (*text == ' ')
			text++;
	}
	strbuf_addc(sb, '\n');
}

static char *shown(const char *s)
{
	struct strbuf sb = {};

	strbuf_add_shown(&sb, s);
	return strbuf_take(&sb);
}

static void add_header(struct strbuf *sb, const char *name, const char *value)
{
	autofree char *text = value ? shown(value) : NULL;

	if (text)
		strbuf_addf(sb, "%s: %s\n", name, text);
}

/* "a, b" of what is there; NULL: nothing is. */
static char *join(const char *a, const char *b, const char *between)
{
	if (a && b)
		return xasprintf("%s%s%s", a, between, b);
	return a || b ? xstrdup(a ? a : b) : NULL;
}

static char *header(const struct mail *mail, const char *name)
{
	return mail->len ? mail_header(mail, name) : NULL;
}

static void add_subject(struct strbuf *sb, const struct series_patch *p)
{
	autofree char *raw = header(&p->mail, "Subject");
	autofree char *subject = xasprintf(
		"%s%s", raw && !strncasecmp(raw, "Re: ", 4) ? "" : "Re: ",
		raw ? raw : p->subject);

	add_header(sb, "Subject", subject);
}

static void add_headers(struct strbuf *sb, const struct series_patch *p)
{
	const struct mail *mail = &p->mail;
	autofree char *from = header(mail, "From");
	autofree char *reply_to = header(mail, "Reply-To");
	autofree char *to = header(mail, "To"), *cc = header(mail, "Cc");
	autofree char *others = join(to, cc, ", ");
	autofree char *id = header(mail, "Message-ID");
	autofree char *references = header(mail, "References");
	autofree char *parent = header(mail, "In-Reply-To");
	autofree char *thread = join(references ? references : parent, id, " ");

	add_header(sb, "To", reply_to ? reply_to : from);
	add_header(sb, "Cc", others);
	add_subject(sb, p);
	add_header(sb, "In-Reply-To", id);
	add_header(sb, "References", id ? thread : NULL);
	strbuf_adds(sb, "MIME-Version: 1.0\n"
			"Content-Type: text/plain; charset=UTF-8\n"
			"Content-Transfer-Encoding: 8bit\n\n");
}

/* "On <date>, <who> wrote:", where the message tells both in plain words. */
static void add_attribution(struct strbuf *sb, const struct mail *mail)
{
	autofree char *from = header(mail, "From");
	autofree char *date = header(mail, "Date");
	autofree char *line = NULL, *text = NULL;

	if (!from || !date || strstr(from, "=?"))
		return;
	line = xasprintf("On %s, %s wrote:", date, from);
	text = shown(line);
	add_wrapped(sb, text, "");
}

static void add_steps(struct strbuf *sb, const struct finding *f)
{
	vec_for_each(&f->steps, step) {
		autofree char *line = xasprintf("  %s:%u: %s", step->place.path,
						step->place.line,
						step->message);
		autofree char *text = shown(line);

		strbuf_adds(sb, "  ");
		add_wrapped(sb, text + 2, "    ");
	}
	if (f->steps.n)
		strbuf_addc(sb, '\n');
}

static void add_question(struct strbuf *sb, const struct finding *f)
{
	autofree char *question =
		xasprintf("Can it happen here, in line %u of %s, that %s?",
			  f->place.line, f->place.path, f->message);
	autofree char *harm =
		f->harm ? xasprintf("It would harm %s.", f->harm) :
			  xasprintf("It would harm %s. A way out: %s.",
				    f->rule->harm, f->rule->fix);
	autofree char *asked = shown(question), *harmed = shown(harm);

	add_wrapped(sb, asked, "");
	strbuf_addc(sb, '\n');
	add_steps(sb, f);
	add_wrapped(sb, harmed, "");
	if (f->rule->doc) {
		autofree char *doc = xasprintf("See %s (rule %s).",
					       f->rule->doc, f->rule->id);

		add_wrapped(sb, doc, "");
	}
	strbuf_addc(sb, '\n');
}

static void add_reproduction(struct strbuf *sb, const char *commit)
{
	add_wrapped(sb,
		    "This was found by reading the source with dmalias, and "
		    "may be wrong. With this message in a file, the same is "
		    "said by",
		    "");
	strbuf_addf(sb, "\n  dmalias diff --base %.12s --mbox FILE\n\n",
		    commit);
}

/* The findings that one patch brings in. Return: whether there are any. */
static bool add_findings(struct strbuf *sb, const struct series *series,
			 const finding_vec *findings, size_t patch)
{
	bool any = false;

	vec_for_each(findings, f) {
		struct quote q = quote_find(series, f);

		if (q.patch != patch)
			continue;
		quote_add(&q, sb);
		if (q.hunk)
			strbuf_addc(sb, '\n');
		add_question(sb, f);
		any = true;
	}
	return any;
}

void reply_write(FILE *out, const struct series *series,
		 const finding_vec *findings, const char *commit)
{
	for (size_t i = 0; i < series->patches.n; i++) {
		const struct series_patch *p = &series->patches.v[i];
		struct strbuf head = {}, body = {};

		strbuf_adds(&head, "From dmalias Thu Jan  1 00:00:00 1970\n");
		add_headers(&head, p);
		add_attribution(&head, &p->mail);
		if (add_findings(&body, series, findings, i)) {
			add_reproduction(&body, commit);
			fputs(head.s, out);
			fputs(body.s, out);
		}
		strbuf_deinit(&head);
		strbuf_deinit(&body);
	}
}
