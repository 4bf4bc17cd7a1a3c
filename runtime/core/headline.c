// SPDX-License-Identifier: GPL-2.0-or-later
/* What a verdict says: rule ids, the headline, the lines after it. */
#include "internal.h"

static const char *const ids[DMR_RULE_COUNT] = {
	[DMR_RULE_NONE] = "none",
	[DMR_RAM_IOMAP] = "attr/ram-iomap",
	[DMR_RAM_ALIAS_VMAP] = "attr/ram-alias-vmap",
	[DMR_RAM_ALIAS_USER] = "attr/ram-alias-user",
	[DMR_USER_NOT_DMA_MMAP] = "attr/user-not-dma-mmap",
	[DMR_NOT_RESTORED] = "attr/not-restored",
	[DMR_MMIO_CONFLICT] = "attr/mmio-conflict",
};

static const char *const whats[DMR_WHAT_COUNT] = {
	[DMR_WHAT_NONE] = "none",
	[DMR_ALIASED] = "aliased",
	[DMR_OVERRIDDEN] = "overridden",
	[DMR_WAS_REFUSED] = "refused",
	[DMR_CHANGED_UNDER] = "changed-under",
	[DMR_FREED_CHANGED] = "freed-changed",
	[DMR_FREED_ALIASED] = "freed-aliased",
	[DMR_WRONG_CALL] = "wrong-call",
};

const char *dmr_rule_id(enum dmr_rule rule)
{
	return rule < DMR_RULE_COUNT ? ids[rule] : "?";
}

enum dmr_rule dmr_rule_of(const char *id)
{
	int rule;

	for (rule = DMR_RULE_NONE + 1; rule < DMR_RULE_COUNT; rule++)
		if (!strcmp(ids[rule], id))
			return rule;
	return DMR_RULE_NONE;
}

const char *dmr_what_name(enum dmr_what what)
{
	return what < DMR_WHAT_COUNT ? whats[what] : "?";
}

/* --------------------------------------------------------------- headline */

enum { SYMBOL = 96, PLACE = 40 };

/* "foo_probe+0x1c4/0x200 [foo]" -> "foo_probe [foo]" */
static void strip_offset(char *symbol)
{
	char *plus = strchr(symbol, '+'), *space;

	if (!plus)
		return;
	space = strchr(plus, ' ');
	if (space)
		memmove(plus, space, strlen(space) + 1);
	else
		*plus = '\0';
}

/* An address without a name would differ on the next boot */
static void function_of(const struct dmr_side *side,
			dmr_symbolize_fn *symbolize, void *arg, char *buf,
			size_t size)
{
	buf[0] = '\0';
	if (side->site && symbolize)
		symbolize(arg, side->site, side->time, buf, size);
	strip_offset(buf);
	if (!buf[0] || !strncmp(buf, "0x", 2))
		snprintf(buf, size, "%s",
			 side->site ? "unknown code" : "somebody");
}

/* "in the linear map", "through ioremap" */
static const char *place_of(const struct dmr_side *side, char *buf, size_t size)
{
	switch (side->kind) {
	case DMR_KIND_LINEAR:
		return "in the linear map";
	case DMR_KIND_IMAGE:
		return "in the kernel image";
	case DMR_KIND_USER:
		return "in user space";
	default:
		snprintf(buf, size, "through %s", dmr_kind_name(side->kind));
		return buf;
	}
}

/* What a headline is put together from */
struct words {
	const char *type, *asked, *other_type, *other_place, *is, *has, *s;
	unsigned long long n;
	char place[PLACE];
};

static void find_words(const struct dmr_verdict *v, struct words *w)
{
	const struct dmr_side *c = &v->culprit, *o = &v->other;

	w->type = dmr_type_name(v->machine, c->type);
	w->asked = dmr_type_name(v->machine, c->asked ? c->asked : c->type);
	w->other_type = dmr_type_name(v->machine, o->type);
	w->other_place = place_of(o, w->place, sizeof(w->place));
	w->is = v->total == 1 ? "is" : "are";
	w->has = v->total == 1 ? "it" : "them";
	w->s = v->total == 1 ? "" : "s";
	w->n = v->total;
}

static int say(const struct dmr_verdict *v, const struct words *w, char *buf,
	       size_t size)
{
	switch (v->what) {
	case DMR_ALIASED:
		return snprintf(buf, size, "%llu page%s %s %s here and %s %s",
				w->n, w->s, w->is, w->type, w->other_type,
				w->other_place);
	case DMR_OVERRIDDEN:
		return snprintf(
			buf, size,
			"asked for %s on %llu page%s, the kernel gave %s: %s %s %s",
			w->asked, w->n, w->s, w->type,
			w->n == 1 ? "it is" : "they are", w->other_type,
			w->other_place);
	case DMR_WAS_REFUSED:
		return snprintf(
			buf, size,
			"asked for %s on %llu page%s, the kernel refused: %s %s %s",
			w->asked, w->n, w->s, w->n == 1 ? "it is" : "they are",
			w->other_type, w->other_place);
	case DMR_CHANGED_UNDER:
		return snprintf(
			buf, size,
			"%llu page%s %s made %s in the linear map while still mapped %s %s",
			w->n, w->s, w->is, w->type, w->other_type,
			w->other_place);
	case DMR_FREED_CHANGED:
		return snprintf(
			buf, size,
			"%llu page%s freed while the linear map still has %s %s",
			w->n, w->s, w->has, w->type);
	case DMR_FREED_ALIASED:
		return snprintf(buf, size,
				"%llu page%s freed while still mapped %s %s",
				w->n, w->s, w->other_type, w->other_place);
	case DMR_WRONG_CALL:
		return snprintf(
			buf, size,
			"%llu page%s of a DMA buffer mapped %s to user space without dma_mmap_*()",
			w->n, w->s, w->type);
	default:
		return snprintf(buf, size, "%llu page%s", w->n, w->s);
	}
}

int dmr_verdict_headline(const struct dmr_verdict *verdict,
			 dmr_symbolize_fn *symbolize, void *arg, char *buf,
			 size_t size)
{
	char who[SYMBOL];
	struct words words;
	int n, more;

	function_of(&verdict->culprit, symbolize, arg, who, sizeof(who));
	find_words(verdict, &words);
	n = snprintf(buf, size, "dmalias: %s: %s: ", dmr_rule_id(verdict->rule),
		     who);
	if (n < size)
		more = say(verdict, &words, buf + n, size - n);
	else
		more = say(verdict, &words, NULL, 0);
	return n + more;
}

/* ------------------------------------------------------------------- lines */

/* Where lines go to, and what turns addresses into names */
struct printer {
	dmr_symbolize_fn *symbolize;
	void *arg;
	void (*line)(void *line_arg, const char *text);
	void *line_arg;
	const struct dmr_verdict *verdict;
	size_t n;
	char text[256];
};

static void put(struct printer *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void put(struct printer *p, const char *format, ...)
{
	va_list args;
	int n;

	if (p->n >= sizeof(p->text))
		return;
	va_start(args, format);
	n = vsnprintf(p->text + p->n, sizeof(p->text) - p->n, format, args);
	va_end(args);
	if (n > 0)
		p->n += n;
}

static void end_line(struct printer *p)
{
	p->line(p->line_arg, p->text);
	p->n = 0;
	p->text[0] = '\0';
}

/* Seconds since boot; there is no 64-bit division on every architecture */
static void put_time(struct printer *p, u64 ns)
{
	u64 seconds = dmr_div(ns, 1000000000);
	u32 us = (u32)(ns - seconds * 1000000000) / 1000;

	put(p, "%llu.%06u", (unsigned long long)seconds, us);
}

static void put_symbol(struct printer *p, u64 address, u64 time)
{
	char name[SYMBOL] = "";

	if (p->symbolize)
		p->symbolize(p->arg, address, time, name, sizeof(name));
	if (name[0])
		put(p, "%s", name);
	else
		put(p, "0x%llx", (unsigned long long)address);
}

static void put_type(struct printer *p, const struct dmr_side *side)
{
	enum dmr_arch machine = p->verdict->machine;

	put(p, "%s", dmr_type_name(machine, side->type));
	if (side->asked && side->asked != side->type)
		put(p, " (asked %s)", dmr_type_name(machine, side->asked));
}

static void put_maker(struct printer *p, const struct dmr_side *side)
{
	if (side->site) {
		put(p, "  by ");
		put_symbol(p, side->site, side->time);
	}
	if (side->comm[0] || side->pid)
		put(p, ", %.*s/%u", DMR_COMM - 1, side->comm, side->pid);
	if (side->device[0])
		put(p, ", device %.*s", DMR_DEVICE - 1, side->device);
	put(p, ", ");
	put_time(p, side->time);
}

static void put_side(struct printer *p, const struct dmr_side *side,
		     const char *unknown)
{
	bool free = side->kind == DMR_KIND_NONE;

	put(p, " %s  %-11s", free ? "freed" : "alias",
	    free ? "" : dmr_kind_name(side->kind));
	put_type(p, side);
	if (!side->seq)
		put(p, "  %s", unknown);
	else if (!side->nr_stack && !side->site && (side->flags & DMR_EV_FOUND))
		put(p, "  found in a page table, its maker was not seen");
	else
		put_maker(p, side);
	end_line(p);
}

static void put_stack(struct printer *p, const struct dmr_side *side,
		      const char *title)
{
	int i;

	if (!side->nr_stack)
		return;
	put(p, " %s", title);
	end_line(p);
	for (i = 0; i < side->nr_stack && i < DMR_STACK_MAX; i++) {
		put(p, "  ");
		put_symbol(p, side->stack[i], side->time);
		end_line(p);
	}
}

static void put_pages(struct printer *p)
{
	const struct dmr_verdict *v = p->verdict;

	put(p, " pfn 0x%llx", (unsigned long long)v->pfn);
	if (v->npages > 1)
		put(p, "-0x%llx", (unsigned long long)(v->pfn + v->npages - 1));
	if (v->total > v->npages)
		put(p, ", %llu pages in all", (unsigned long long)v->total);
	if (v->nth > 1)
		put(p, ", number %u of this site", v->nth);
	if (v->arch != v->machine)
		put(p, ", by the rules of %s", dmr_arch_name(v->arch));
	if (v->strict)
		put(p, ", strict");
	end_line(p);
}

void dmr_verdict_lines(const struct dmr_verdict *verdict,
		       dmr_symbolize_fn *symbolize, void *arg,
		       void (*line)(void *line_arg, const char *text),
		       void *line_arg)
{
	struct printer p = {
		.symbolize = symbolize,
		.arg = arg,
		.line = line,
		.line_arg = line_arg,
		.verdict = verdict,
	};
	const char *unknown = "its maker is not known";

	if (verdict->what == DMR_FREED_CHANGED)
		unknown = "changed before dmalias was loaded, or unseen";
	else if (verdict->other.kind == DMR_KIND_LINEAR &&
		 !(verdict->other.flags & DMR_EV_FOUND))
		unknown = "since boot";
	put_pages(&p);
	put_side(&p, &verdict->culprit, "");
	put_side(&p, &verdict->other, unknown);
	put_stack(&p, &verdict->culprit,
		  verdict->what == DMR_FREED_CHANGED ||
				  verdict->what == DMR_FREED_ALIASED ?
			  "freed at:" :
			  "the later at:");
	put_stack(&p, &verdict->other,
		  verdict->other.kind == DMR_KIND_LINEAR ? "changed at:" :
							   "mapped at:");
}
