// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/map.h"
#include "base/strbuf.h"
#include "findings/finding.h"

static void steps_deinit(struct finding *f)
{
	vec_for_each(&f->steps, step) {
		free(step->place.path);
		free(step->message);
	}
	vec_deinit(&f->steps);
}

void finding_deinit(struct finding *f)
{
	steps_deinit(f);
	free(f->place.path);
	free(f->function);
	free(f->statement);
	free(f->message);
	free(f->harm);
	free(f->config);
	free(f->engine);
	free(f->fingerprint);
	free(f->reason);
	*f = (struct finding){};
}

void finding_vec_deinit(finding_vec *v)
{
	vec_for_each(v, f)
		finding_deinit(f);
	vec_deinit(v);
}

void finding_add_step(struct finding *f, const struct finding_place *place,
		      const char *fmt, ...)
{
	struct finding_step step = {.place = *place};
	va_list ap;

	step.place.path = xstrdup(place->path);
	va_start(ap, fmt);
	step.message = xvasprintf(fmt, ap);
	va_end(ap);
	vec_push(&f->steps, step);
}

const char *finding_confidence_name(enum finding_confidence confidence)
{
	static const char *const names[] = {
		[CONFIDENCE_HIGH] = "high",
		[CONFIDENCE_MEDIUM] = "medium",
		[CONFIDENCE_LOW] = "low",
	};

	return names[confidence];
}

bool finding_is_sure(const struct finding *f)
{
	return f->rule->gating && f->confidence == CONFIDENCE_HIGH;
}

bool finding_gates(const struct finding *f)
{
	return finding_is_sure(f) && f->standing == FINDING_OPEN;
}

const char *finding_standing_name(enum finding_standing standing)
{
	static const char *const names[] = {
		[FINDING_OPEN] = "new",
		[FINDING_KNOWN] = "known",
		[FINDING_SUPPRESSED] = "suppressed",
	};

	return names[standing];
}

size_t findings_count(const finding_vec *v, enum finding_standing standing)
{
	size_t n = 0;

	vec_for_each(v, f)
		n += f->standing == standing;
	return n;
}

/* strcmp() that takes NULL for "". */
static int compare_str(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int compare_uint(unsigned int a, unsigned int b)
{
	return (a > b) - (a < b);
}

static int compare_places(const struct finding_place *a,
			  const struct finding_place *b)
{
	int c = compare_str(a->path, b->path);

	if (!c)
		c = compare_uint(a->line, b->line);
	if (!c)
		c = compare_uint(a->col, b->col);
	return c;
}

/* Zero for what findings_finish() makes one of. */
static int compare_identity(const struct finding *a, const struct finding *b)
{
	int c = compare_places(&a->place, &b->place);

	if (!c)
		c = strcmp(a->rule->id, b->rule->id);
	if (!c)
		c = compare_str(a->message, b->message);
	return c;
}

static int compare_steps(const struct finding *a, const struct finding *b)
{
	int c = compare_uint(a->steps.n, b->steps.n);

	for (size_t i = 0; i < a->steps.n && !c; i++) {
		c = compare_places(&a->steps.v[i].place, &b->steps.v[i].place);
		if (!c)
			c = compare_str(a->steps.v[i].message,
					b->steps.v[i].message);
	}
	return c;
}

/* A total order, the best of equals first, so that runs can be compared. */
static int compare_findings(const void *pa, const void *pb)
{
	const struct finding *a = pa, *b = pb;
	int c = compare_identity(a, b);

	if (!c)
		c = compare_uint(a->confidence, b->confidence);
	if (!c)
		c = compare_uint(a->quality, b->quality);
	if (!c)
		c = compare_str(a->config, b->config);
	if (!c)
		c = compare_str(a->engine, b->engine);
	if (!c)
		c = compare_str(a->function, b->function);
	if (!c)
		c = compare_str(a->statement, b->statement);
	if (!c)
		c = compare_str(a->harm, b->harm);
	return c ? c : compare_steps(a, b);
}

/* Whether @list, words joined by ", ", has the word of @len bytes. */
static bool has_word(const char *list, const char *word, size_t len)
{
	while (list) {
		const char *end = strstr(list, ", ");
		size_t n = end ? (size_t)(end - list) : strlen(list);

		if (n == len && !memcmp(list, word, n))
			return true;
		list = end ? end + 2 : NULL;
	}
	return false;
}

/* Add to *@list the words of @more that it does not have. */
static void join_words(char **list, const char *more)
{
	struct strbuf sb = {};

	if (!more)
		return;
	if (*list)
		strbuf_adds(&sb, *list);
	while (more) {
		const char *end = strstr(more, ", ");
		size_t n = end ? (size_t)(end - more) : strlen(more);

		if (!has_word(sb.s, more, n)) {
			if (sb.len)
				strbuf_adds(&sb, ", ");
			strbuf_add(&sb, more, n);
		}
		more = end ? end + 2 : NULL;
	}
	free(*list);
	*list = strbuf_take(&sb);
}

/* Make @f one with @other, which is not better and is gone afterwards. */
static void absorb(struct finding *f, struct finding *other)
{
	join_words(&f->config, other->config);
	join_words(&f->engine, other->engine);
	if (other->quality < f->quality)
		f->quality = other->quality;
	if (!f->function)
		f->function = take_ptr(other->function);
	if (!f->statement)
		f->statement = take_ptr(other->statement);
	finding_deinit(other);
}

static void merge_equals(finding_vec *v)
{
	size_t n = 0;

	vec_for_each(v, f) {
		if (n && !compare_identity(&v->v[n - 1], f))
			absorb(&v->v[n - 1], f);
		else
			v->v[n++] = *f;
	}
	v->n = n;
}

void finding_add_statement(const struct finding *f, struct strbuf *sb)
{
	const char *statement = f->statement ? f->statement : "";

	for (; *statement; statement++)
		if (!isspace((unsigned char)*statement))
			strbuf_addc(sb, *statement);
}

/* The parts of a fingerprint that are not the ordinal; NUL ends each. */
static void add_key(struct strbuf *key, const struct finding *f)
{
	strbuf_add(key, f->rule->id, strlen(f->rule->id) + 1);
	strbuf_add(key, f->place.path, strlen(f->place.path) + 1);
	if (f->function)
		strbuf_adds(key, f->function);
	strbuf_addc(key, '\0');
	finding_add_statement(f, key);
	strbuf_addc(key, '\0');
}

static char *make_fingerprint(const struct strbuf *key)
{
	XXH128_hash_t h = XXH3_128bits(key->s, key->len);

	return xasprintf("%016llx%016llx", (unsigned long long)h.high64,
			 (unsigned long long)h.low64);
}

static void set_fingerprints(finding_vec *v)
{
	struct strmap seen = {};
	struct strbuf key = {};

	vec_for_each(v, f) {
		autofree char *plain = NULL;
		uint32_t ordinal = 0;

		strbuf_reset(&key);
		add_key(&key, f);
		plain = make_fingerprint(&key);
		strmap_get(&seen, plain, &ordinal);
		strmap_put(&seen, plain, ordinal + 1);
		strbuf_addf(&key, "%u", ordinal);
		free(f->fingerprint);
		f->fingerprint = make_fingerprint(&key);
	}
	strbuf_deinit(&key);
	strmap_deinit(&seen);
}

void findings_finish(finding_vec *v)
{
	if (v->n)
		qsort(v->v, v->n, sizeof(*v->v), compare_findings);
	merge_equals(v);
	set_fingerprints(v);
}
