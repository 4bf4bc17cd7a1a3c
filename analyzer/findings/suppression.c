// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "findings/entry_lines.h"
#include "findings/summary.h"
#include "findings/suppression.h"

void suppressions_deinit(struct suppressions *s)
{
	vec_for_each(&s->list, it) {
		free(it->rule);
		free(it->path);
		free(it->function);
		free(it->until);
		free(it->reason);
	}
	vec_deinit(&s->list);
	free(s->name);
	*s = (struct suppressions){};
}

/* A day of the calendar, written as ISO 8601 has it. */
static bool is_day(const char *s)
{
	struct tm tm = {}, again;
	const char *end = strptime(s, "%Y-%m-%d", &tm);

	if (strlen(s) != 10 || !end || *end)
		return false;
	again = tm;
	tm.tm_isdst = 0;
	again.tm_isdst = 0;
	timegm(&again);
	return again.tm_mday == tm.tm_mday && again.tm_mon == tm.tm_mon;
}

/* Whether a pattern can match an id of a rule. */
static bool names_rule(const char *pattern)
{
	for (size_t i = 0; i < n_rule_infos; i++)
		if (!fnmatch(pattern, rule_infos[i]->id, 0))
			return true;
	return false;
}

/* Return: what is wrong with a line, or NULL. */
static const char *check_line(const struct entry_line *line)
{
	char *const *w = line->words.v;

	if (line->words.n < 3 || line->words.n > 4)
		return "a rule, a path and a function are expected, and "
		       "until=YYYY-MM-DD perhaps";
	if (!names_rule(w[0]))
		return "there is no such rule; see dmalias rules";
	if (line->words.n == 4 && strncmp(w[3], "until=", 6) != 0)
		return "the fourth word is not until=YYYY-MM-DD";
	if (line->words.n == 4 && !is_day(w[3] + 6))
		return "until= is not followed by a day, as YYYY-MM-DD";
	if (!line->reason)
		return "the reason is missing: '# why' at the end";
	return NULL;
}

static void take_line(struct entry_line *line, struct suppressions *s)
{
	char **w = line->words.v;

	vec_push(&s->list,
		 (struct suppression){
			 .line = line->number,
			 .rule = take_ptr(w[0]),
			 .path = take_ptr(w[1]),
			 .function = take_ptr(w[2]),
			 .until = line->words.n > 3 ? xstrdup(w[3] + 6) : NULL,
			 .reason = take_ptr(line->reason),
		 });
}

struct dm_error *suppressions_read(const char *path, struct suppressions *ret)
{
	struct suppressions s = {};
	entry_line_vec lines = {};
	struct dm_error *err = entry_lines_read(path, &lines);

	if (err)
		return err;
	s.name = xstrdup(path);
	vec_for_each(&lines, line) {
		const char *wrong = check_line(line);

		if (wrong) {
			err = dm_error(DM_ERR_USAGE, "%s:%u: %s", path,
				       line->number, wrong);
			break;
		}
		take_line(line, &s);
	}
	entry_line_vec_deinit(&lines);
	if (err)
		suppressions_deinit(&s);
	else
		*ret = s;
	return err;
}

static bool is_over(const struct suppression *s, const char *today)
{
	return s->until && strcmp(s->until, today) < 0;
}

static bool matches(const struct suppression *s, const struct finding *f)
{
	return !fnmatch(s->rule, f->rule->id, 0) &&
	       !fnmatch(s->path, f->place.path, 0) &&
	       !fnmatch(s->function, f->function ? f->function : "", 0);
}

static void suppress(struct suppressions *s, struct finding *f,
		     const char *today)
{
	vec_for_each(&s->list, it) {
		if (!matches(it, f))
			continue;
		it->used = true;
		if (is_over(it, today) || f->standing == FINDING_SUPPRESSED)
			continue;
		f->standing = FINDING_SUPPRESSED;
		free(f->reason);
		f->reason = xstrdup(it->reason);
	}
}

static void tell(const struct suppressions *s, const struct suppression *it,
		 const char *why, struct run_summary *summary)
{
	autofree char *where = xasprintf("%s:%u", s->name, it->line);
	autofree char *what = xasprintf("%s %s %s: %s", it->rule, it->path,
					it->function, why);

	run_summary_stale(summary, where, what);
}

void suppressions_apply(struct suppressions *s, finding_vec *findings,
			const char *today, bool whole,
			struct run_summary *summary)
{
	vec_for_each(findings, f)
		suppress(s, f, today);
	vec_for_each(&s->list, it) {
		if (it->used && is_over(it, today))
			tell(s, it, "it was good until its last day", summary);
		else if (!it->used && whole)
			tell(s, it, "it suppresses nothing", summary);
	}
}
