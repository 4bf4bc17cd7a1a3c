// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "base/utf8.h"
#include "findings/format/writers.h"

bool colour_mode_parse(const char *when, enum colour_mode *ret)
{
	static const char *const names[] = {
		[COLOUR_AUTO] = "auto",
		[COLOUR_ALWAYS] = "always",
		[COLOUR_NEVER] = "never",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (!strcmp(when, names[i])) {
			*ret = i;
			return true;
		}
	}
	return false;
}

bool colour_wanted(enum colour_mode mode, FILE *out)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (mode != COLOUR_AUTO)
		return mode == COLOUR_ALWAYS;
	if (no_color && *no_color)
		return false;
	return term && strcmp(term, "dumb") != 0 && isatty(fileno(out));
}

/* The colours that compilers have taught. */
#define BOLD "\033[1m"
#define WARNING "\033[1;35m"
#define NOTE "\033[1;36m"
#define PLAIN "\033[0m"

struct text_writer {
	struct strbuf line;
	bool colour;
};

static void add_colour(struct text_writer *w, const char *colour)
{
	if (w->colour)
		strbuf_adds(&w->line, colour);
}

static void add_place(struct text_writer *w, const struct finding_place *place)
{
	add_colour(w, BOLD);
	strbuf_add_shown(&w->line, place->path);
	strbuf_addf(&w->line, ":%u:%u: ", place->line, place->col);
	add_colour(w, PLAIN);
}

static void add_kind(struct text_writer *w, const char *colour,
		     const char *kind)
{
	add_colour(w, colour);
	strbuf_adds(&w->line, kind);
	add_colour(w, PLAIN);
}

static void add_note(struct text_writer *w, const struct finding_place *place,
		     const char *message)
{
	add_place(w, place);
	add_kind(w, NOTE, "note: ");
	strbuf_add_shown(&w->line, message);
	strbuf_addc(&w->line, '\n');
}

/* How far a finding of a unit that was not read as it is built can go. */
static const char *quality_note(enum unit_quality quality)
{
	switch (quality) {
	case UNIT_TRUE_FLAGS:
		break;
	case UNIT_BORROWED_FLAGS:
		return "the file was read with the flags of a neighbour";
	case UNIT_NO_TYPES:
		return "the file was read without the kernel's headers, types are guessed";
	}
	return NULL;
}

static void add_harm(struct text_writer *w, const struct finding *f)
{
	add_kind(w, NOTE, "note: ");
	strbuf_adds(&w->line, "harms ");
	if (f->harm)
		strbuf_add_shown(&w->line, f->harm);
	else
		strbuf_addf(&w->line, "%s; fix: %s", f->rule->harm,
			    f->rule->fix);
	strbuf_addc(&w->line, '\n');
}

static void add_finding(struct text_writer *w, const struct finding *f)
{
	const char *quality = quality_note(f->quality);

	add_place(w, &f->place);
	add_kind(w, WARNING, "warning: ");
	strbuf_add_shown(&w->line, f->message);
	strbuf_addf(&w->line, " [%s]\n", f->rule->id);
	vec_for_each(&f->steps, step)
		add_note(w, &step->place, step->message);
	if (quality)
		add_note(w, &f->place, quality);
	add_harm(w, f);
}

void write_text(FILE *out, const finding_vec *findings, bool colour)
{
	struct text_writer w = {.colour = colour};

	vec_for_each(findings, f) {
		if (f->standing != FINDING_OPEN)
			continue;
		strbuf_reset(&w.line);
		add_finding(&w, f);
		fwrite(w.line.s, 1, w.line.len, out);
	}
	strbuf_deinit(&w.line);
}
