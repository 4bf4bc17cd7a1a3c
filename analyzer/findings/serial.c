// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "base/map.h"
#include "base/strbuf.h"
#include "findings/serial.h"

/*
 * magic, count, findings, XXH3-64 of all before. Numbers are 32 bits; a
 * string is its length + 1 and its bytes, or 0 for NULL.
 */
#define MAGIC 0x31464d44 /* "DMF1" */
#define TRAILER 8

static void put_u32(struct strbuf *out, uint32_t n)
{
	unsigned char b[4] = {n, n >> 8, n >> 16, n >> 24};

	strbuf_add(out, b, sizeof(b));
}

static void put_str(struct strbuf *out, const char *s)
{
	size_t len = s ? strlen(s) : 0;

	put_u32(out, s ? len + 1 : 0);
	if (s)
		strbuf_add(out, s, len);
}

static void put_place(struct strbuf *out, const struct finding_place *p)
{
	put_str(out, p->path);
	put_u32(out, p->line);
	put_u32(out, p->col);
	put_u32(out, p->end_line);
	put_u32(out, p->end_col);
}

static void put_finding(struct strbuf *out, const struct finding *f)
{
	put_str(out, f->rule->id);
	put_u32(out, f->confidence);
	put_u32(out, f->quality);
	put_place(out, &f->place);
	put_str(out, f->function);
	put_str(out, f->statement);
	put_str(out, f->message);
	put_str(out, f->harm);
	put_str(out, f->config);
	put_str(out, f->engine);
	put_u32(out, f->steps.n);
	vec_for_each(&f->steps, step) {
		put_place(out, &step->place);
		put_str(out, step->message);
	}
}

void findings_write(const finding_vec *findings, struct strbuf *out)
{
	size_t start = out->len;
	uint64_t sum;

	put_u32(out, MAGIC);
	put_u32(out, findings->n);
	vec_for_each(findings, f)
		put_finding(out, f);
	sum = hash_bytes(out->s + start, out->len - start);
	put_u32(out, sum);
	put_u32(out, sum >> 32);
}

/* What is left to read; @bad once something was not as it must be. */
struct reader {
	const unsigned char *p;
	size_t left;
	bool bad;
};

static uint32_t get_u32(struct reader *r)
{
	const unsigned char *p = r->p;

	if (r->left < 4) {
		r->bad = true;
		return 0;
	}
	r->p += 4;
	r->left -= 4;
	return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
}

static char *get_str(struct reader *r)
{
	size_t n = get_u32(r);
	const char *s = (const char *)r->p;

	if (!n)
		return NULL;
	n--;
	if (n > r->left || memchr(s, '\0', n)) {
		r->bad = true;
		return NULL;
	}
	r->p += n;
	r->left -= n;
	return xstrndup(s, n);
}

/* A string that must be there. */
static char *need_str(struct reader *r)
{
	char *s = get_str(r);

	if (!s)
		r->bad = true;
	return s;
}

static uint32_t get_enum(struct reader *r, uint32_t last)
{
	uint32_t n = get_u32(r);

	if (n <= last)
		return n;
	r->bad = true;
	return 0;
}

static void get_place(struct reader *r, struct finding_place *p)
{
	p->path = need_str(r);
	p->line = get_u32(r);
	p->col = get_u32(r);
	p->end_line = get_u32(r);
	p->end_col = get_u32(r);
}

static void get_rule(struct reader *r, struct finding *f)
{
	autofree char *id = need_str(r);

	if (id)
		f->rule = rule_info_find(id);
	if (!f->rule)
		r->bad = true;
}

static void get_finding(struct reader *r, struct finding *f)
{
	uint32_t n;

	get_rule(r, f);
	f->confidence = get_enum(r, CONFIDENCE_LOW);
	f->quality = get_enum(r, UNIT_NO_TYPES);
	get_place(r, &f->place);
	f->function = get_str(r);
	f->statement = get_str(r);
	f->message = need_str(r);
	f->harm = get_str(r);
	f->config = get_str(r);
	f->engine = get_str(r);
	n = get_u32(r);
	while (n-- && !r->bad) {
		struct finding_step *step = vec_add(&f->steps);

		get_place(r, &step->place);
		step->message = need_str(r);
	}
}

/* Whether the checksum at the end fits what is before it. */
static bool sum_fits(const unsigned char *data, size_t len)
{
	struct reader r = {data + len - TRAILER, TRAILER};
	uint64_t sum = get_u32(&r);

	sum |= (uint64_t)get_u32(&r) << 32;
	return sum == hash_bytes(data, len - TRAILER);
}

static bool read_all(const void *data, size_t len, finding_vec *ret)
{
	struct reader r = {data, len - TRAILER};
	uint32_t n;

	if (len < TRAILER || get_u32(&r) != MAGIC || !sum_fits(data, len))
		return false;
	n = get_u32(&r);
	while (n-- && !r.bad)
		get_finding(&r, vec_add(ret));
	return !r.bad && !r.left;
}

struct dm_error *findings_read(const void *data, size_t len, finding_vec *ret)
{
	finding_vec read = {};

	if (!read_all(data, len, &read)) {
		finding_vec_deinit(&read);
		return dm_error(DM_ERR_INPUT,
				"findings of a worker are damaged");
	}
	vec_for_each(&read, f)
		vec_push(ret, *f);
	vec_deinit(&read);
	return NULL;
}
