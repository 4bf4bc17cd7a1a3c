// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/mem.h"
#include "findings_sample.h"

struct finding *sample_add(finding_vec *v, const char *id, unsigned int line)
{
	vec_push(v,
		 (struct finding){
			 .rule = rule_info_find(id),
			 .place = {xstrdup("drivers/a.c"), line, 9, line, 18},
			 .function = xstrdup("foo_probe"),
			 .statement = xstrdup("x = f(y);"),
			 .message = xstrdup("'x' is wrong"),
			 .engine = xstrdup("flow"),
		 });
	return vec_last(v);
}

void sample_set(char **field, const char *value)
{
	free(*field);
	*field = value ? xstrdup(value) : NULL;
}

struct run_summary sample_summary(void)
{
	return (struct run_summary){
		.root = "/nonexistent/src",
		.release = "6.1.192",
		.arch = ARCH_X86,
		.config = "allmodconfig",
		.command_line = "dmalias scan --kernel .",
		.engines = "flow",
		.units_found = 2,
		.units_parsed = 2,
		.units_by_quality = {2},
		.functions = 40,
		.seconds = 1.5,
	};
}

char *sample_written(sample_writer write, const finding_vec *findings,
		     const struct run_summary *summary)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	write(out, findings, summary);
	fclose(out);
	return text;
}

static const char *const nasty_texts[] = {
	"quotes \" ' and \\ backslash, [link](1) and {0}",
	"controls \001\b\t\n\r\033[31m\177 end",
	"not UTF-8: \xff\xc3(\xe2\x82 \xed\xa0\x80 \xf8\x88\x80\x80\x80",
	"C1 \xc2\x9b, bidi \xe2\x80\xae, line separator \xe2\x80\xa8, BOM "
	"\xef\xbb\xbf",
	"good: \xc3\xa4 \xe2\x82\xac \xf0\x9f\x90\x9b",
	"",
};

static const char *const nasty_paths[] = {
	"drivers/a b%20c.c", "drivers/a:b?c#d.c",      "/abs/o\"ut\\side.c",
	"a:b/c.c",	     "drivers/\xff\xe4\n\t.c", "drivers/\xc3\xa4.c",
};

void sample_nasty(finding_vec *v, struct run_summary *s)
{
	char longest[70000];

	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(nasty_texts); i++) {
		struct finding *f = sample_add(v, rule_infos[i]->id, i + 1);

		sample_set(&f->place.path, nasty_paths[i]);
		sample_set(&f->message, nasty_texts[i]);
		sample_set(&f->statement, i ? nasty_texts[i] : longest);
		sample_set(&f->function, i % 2 ? nasty_texts[i] : NULL);
		sample_set(&f->config, i % 3 ? nasty_texts[i] : NULL);
		f->confidence = i % 3;
		f->quality = i % 3;
		finding_add_step(f, &f->place, "%s", nasty_texts[i]);
		run_summary_fail(s, nasty_paths[i], nasty_texts[i]);
		s->units_found++;
	}
	s->config = nasty_texts[2];
	s->root = nasty_paths[2];
	s->release = nasty_texts[3];
	s->command_line = nasty_texts[0];
	s->units_with_errors = 1;
	s->budgets[BUDGET_STEPS] = 2;
	findings_finish(v);
}
