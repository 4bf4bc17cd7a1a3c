// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdlib.h>

#include "ctl/findings.h"
#include "ctl/mem.h"

/* FNV-1a, 64 bits */
static u64 hash(u64 seed, const char *s)
{
	/* the terminating 0 separates the parts */
	do {
		seed = (seed ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	} while (*s++);
	return seed;
}

/*
 * No address, offset, PFN or number is in it: the same defect has the same
 * fingerprint on the next boot, and in the next build of the kernel.
 */
static void fingerprint(const struct dmr_verdict *v, const struct symbol *site,
			char *ret)
{
	const char *parts[] = {dmr_rule_id(v->rule), site->module,
			       site->function, dmr_what_name(v->what)};
	u64 a = UINT64_C(0xcbf29ce484222325), b = ~a;

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		a = hash(a, parts[i]);
		b = hash(b, parts[i]);
	}
	snprintf(ret, FINGERPRINT_SIZE, "%016" PRIx64 "%016" PRIx64, a, b);
}

static struct finding *find(struct findings *findings, const char *print)
{
	for (size_t i = 0; i < findings->n; i++)
		if (!strcmp(findings->v[i].fingerprint, print))
			return &findings->v[i];
	return NULL;
}

static struct finding *add(struct findings *findings, const char *print,
			   const struct symbol *site,
			   const struct dmr_verdict *v, struct symbols *symbols)
{
	struct finding *f;
	char headline[512];

	dmr_verdict_headline(v, symbols_symbolize, symbols, headline,
			     sizeof(headline));
	findings->v = mem_push(findings->v, findings->n, sizeof(*findings->v));
	f = &findings->v[findings->n++];
	*f = (struct finding){
		.headline = mem_dup(headline), .site = *site, .first = *v};
	memcpy(f->fingerprint, print, FINGERPRINT_SIZE);
	return f;
}

struct finding *findings_add(struct findings *findings,
			     const struct dmr_verdict *v,
			     struct symbols *symbols)
{
	char print[FINGERPRINT_SIZE], name[SYMBOL_MAX];
	struct finding *f;
	struct symbol site;

	symbols_name(symbols, v->culprit.site, name, sizeof(name));
	symbol_parse(name, &site);
	fingerprint(v, &site, print);
	f = find(findings, print);
	if (!f)
		f = add(findings, print, &site, v, symbols);
	f->count++;
	f->pages += v->total;
	f->last_time = v->time;
	findings->verdicts++;
	return f;
}

void findings_free(struct findings *findings)
{
	for (size_t i = 0; i < findings->n; i++)
		free(findings->v[i].headline);
	free(findings->v);
	*findings = (struct findings){};
}
