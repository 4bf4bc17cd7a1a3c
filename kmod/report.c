// SPDX-License-Identifier: GPL-2.0
/*
 * Verdicts on their way out. The record makes them under its lock, with
 * interrupts off; they wait in a ring of fixed size until the worker prints
 * them. Of each (rule, site) the first few are printed, the others counted; the
 * text of the first is kept for debugfs 'conflicts'.
 */

#include <linux/ctype.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/panic.h>
#include <linux/slab.h>

#include "kmod.h"

enum {
	RING = 32, /* a power of two */
	SITES_MAX = 256,
	TEXT_MAX = 6 * 1024,
	HEADLINE_MAX = 256,
	SYMBOL_MAX = 128,
	FILTER_MAX = 64,
	SPLITS_MAX = 16,
};

struct site {
	struct list_head node;
	char symbol[SYMBOL_MAX]; /* the same after a module is loaded again */
	enum dmr_rule rule;
	enum dmr_what what;
	u64 count, shown;
	u64 first_time, last_time;
	char text[]; /* the headline and the lines of the first verdict */
};

static struct dmr_verdict *ring;
/* head moves under the record's lock, tail by the worker */
static unsigned int head, tail;
static atomic64_t ring_lost, unsettled;

static DEFINE_MUTEX(report_lock); /* all below */
static LIST_HEAD(sites);
static unsigned int nr_sites;
static u64 sites_lost, filtered;
static bool printed_any;
static struct {
	enum { FILTER_OFF, FILTER_DRIVER, FILTER_MODULE, FILTER_RULE } by;
	char value[FILTER_MAX];
} filter;

/* ------------------------------------------------------------ into the ring */

void dmk_report_verdict(void *arg, const struct dmr_verdict *verdict)
{
	/* a walk sees what is; an event may meet what changed unseen */
	if (dmk_settling() && !(verdict->culprit.flags & DMR_EV_FOUND)) {
		atomic64_inc(&unsettled);
		return;
	}
	dmk_stream_verdict(verdict);
	if (head - dmr_smp_load(&tail) == RING) {
		atomic64_inc(&ring_lost);
		return;
	}
	ring[head % RING] = *verdict;
	dmr_smp_store(&head, head + 1);
	dmk_kick();
}

int dmk_report_init(void)
{
	ring = kcalloc(RING, sizeof(*ring), GFP_KERNEL);
	return ring ? 0 : -ENOMEM;
}

void dmk_report_exit(void)
{
	struct site *site, *next;

	list_for_each_entry_safe(site, next, &sites, node)
		kfree(site);
	INIT_LIST_HEAD(&sites);
	nr_sites = 0;
	kfree(ring);
	ring = NULL;
}

u64 dmk_report_lost(void)
{
	return atomic64_read(&ring_lost);
}

/* ------------------------------------------------------------------- filter */

static bool same_name(const char *a, size_t length, const char *b)
{
	return strlen(b) == length && !strncmp(a, b, length);
}

static bool is_module(const struct dmr_side *side, const char *name)
{
	char text[HEADLINE_MAX], *mod;

	if (!side->site)
		return false;
	dmk_symbol(NULL, side->site, side->time, text, sizeof(text));
	mod = strstr(text, " [");
	return mod && same_name(mod + 2, strcspn(mod + 2, "]"), name);
}

/* device is "driver name" or a name alone */
static bool is_driver(const struct dmr_side *side, const char *name)
{
	return same_name(side->device, strcspn(side->device, " "), name) ||
	       is_module(side, name);
}

static bool passes(const struct dmr_verdict *v)
{
	switch (filter.by) {
	case FILTER_DRIVER:
		return is_driver(&v->culprit, filter.value) ||
		       is_driver(&v->other, filter.value);
	case FILTER_MODULE:
		return is_module(&v->culprit, filter.value) ||
		       is_module(&v->other, filter.value);
	case FILTER_RULE:
		return !strcmp(dmr_rule_id(v->rule), filter.value);
	default:
		return true;
	}
}

static int parse_filter(char *text, const char **value)
{
	if (!strcmp(text, "off"))
		return FILTER_OFF;
	*value = strchr(text, '=');
	if (!*value || !*++*value || strlen(*value) >= FILTER_MAX)
		return -EINVAL;
	if (strstarts(text, "driver="))
		return FILTER_DRIVER;
	if (strstarts(text, "module="))
		return FILTER_MODULE;
	if (strstarts(text, "rule=") && dmr_rule_of(*value) != DMR_RULE_NONE)
		return FILTER_RULE;
	return -EINVAL;
}

int dmk_report_set_filter(char *text)
{
	const char *value = "";
	int by = parse_filter(text, &value);

	if (by < 0)
		return by;
	mutex_lock(&report_lock);
	filter.by = by;
	strscpy(filter.value, value, sizeof(filter.value));
	mutex_unlock(&report_lock);
	return 0;
}

void dmk_report_show_filter(struct seq_file *m)
{
	static const char *const names[] = {"off",
					    "driver=", "module=", "rule="};

	mutex_lock(&report_lock);
	seq_puts(m, names[filter.by]);
	dmk_show_string(m, filter.value);
	seq_putc(m, '\n');
	mutex_unlock(&report_lock);
}

/* ----------------------------------------------------------------- the text */

struct text {
	size_t used;
	char at[TEXT_MAX];
};

static void add_line(void *arg, const char *line)
{
	struct text *text = arg;
	size_t left = sizeof(text->at) - text->used;
	char *at = text->at + text->used;

	text->used += scnprintf(at, left, "%s\n", line);
	/* names of tasks and devices are not ours: no line may hide in them */
	for (; *at && at[1]; at++)
		if (!isprint(*at))
			*at = '?';
}

static struct text *compose(const struct dmr_verdict *verdict)
{
	struct text *text = kmalloc(sizeof(*text), GFP_KERNEL);
	char headline[HEADLINE_MAX];

	if (!text)
		return NULL;
	text->used = 0;
	dmr_verdict_headline(verdict, dmk_symbol, NULL, headline,
			     sizeof(headline));
	add_line(text, headline);
	dmr_verdict_lines(verdict, dmk_symbol, NULL, add_line, text);
	return text;
}

/* one message a line; the text is given back as it was */
static void print(char *text)
{
	while (*text) {
		char *end = strchrnul(text, '\n');
		char was = *end;

		*end = '\0';
		pr_warn("%s\n", text);
		*end = was;
		text = was ? end + 1 : end;
	}
}

static void first_line(const char *text, char *buf, size_t size)
{
	strscpy(buf, text, min(size, strcspn(text, "\n") + 1));
}

/* -------------------------------------------------------------------- sites */

static void name_site(const struct dmr_verdict *verdict, char *buf, size_t size)
{
	const struct dmr_side *side =
		verdict->culprit.site ? &verdict->culprit : &verdict->other;

	*buf = '\0';
	if (side->site)
		dmk_symbol(NULL, side->site, side->time, buf, size);
}

static struct site *find_site(const struct dmr_verdict *verdict)
{
	char symbol[SYMBOL_MAX];
	struct site *site;

	name_site(verdict, symbol, sizeof(symbol));
	list_for_each_entry(site, &sites, node)
		if (site->rule == verdict->rule &&
		    !strcmp(site->symbol, symbol))
			return site;
	return NULL;
}

static struct site *new_site(const struct dmr_verdict *verdict,
			     const struct text *text)
{
	struct site *site = NULL;

	if (nr_sites < SITES_MAX)
		site = kmalloc(sizeof(*site) + text->used + 1, GFP_KERNEL);
	if (!site) {
		sites_lost++;
		return NULL;
	}
	memset(site, 0, sizeof(*site));
	name_site(verdict, site->symbol, sizeof(site->symbol));
	site->rule = verdict->rule;
	site->what = verdict->what;
	site->first_time = verdict->time;
	memcpy(site->text, text->at, text->used);
	site->text[text->used] = '\0';
	list_add_tail(&site->node, &sites);
	nr_sites++;
	return site;
}

/* 10, 100, 1000: when a site that is silent by now says how often */
static bool is_milestone(u64 count)
{
	while (count >= 10 && count % 10 == 0)
		count = div_u64(count, 10);
	return count == 1;
}

static void say_count(const struct site *site)
{
	char headline[HEADLINE_MAX];

	if (!site->shown || site->count == site->shown ||
	    !is_milestone(site->count))
		return;
	first_line(site->text, headline, sizeof(headline));
	pr_warn("%s\n", headline);
	pr_warn(" %llu of %llu shown for this site\n", site->shown,
		site->count);
}

static void show_verdict(const struct dmr_verdict *verdict, struct text *text)
{
	char headline[HEADLINE_MAX];

	print(text->at);
	printed_any = true;
	first_line(text->at, headline, sizeof(headline));
	WARN(dmk_params.warn, "%s\n", headline);
	if (dmk_params.panic)
		panic("%s\n", headline);
}

static void take_verdict(const struct dmr_verdict *verdict)
{
	struct site *site = find_site(verdict);
	struct text *text = NULL;
	char headline[HEADLINE_MAX];

	if (!site || site->shown < dmk_params.show || dmk_trace_verdict_on()) {
		text = compose(verdict);
		if (!text) {
			sites_lost++;
			return;
		}
		first_line(text->at, headline, sizeof(headline));
		dmk_trace_verdict(verdict, headline);
	}
	if (!site)
		site = new_site(verdict, text);
	if (site) {
		site->count++;
		site->last_time = verdict->time;
	}
	if (!passes(verdict)) {
		filtered++;
	} else if (text && (!site || site->shown < dmk_params.show)) {
		if (site)
			site->shown++;
		show_verdict(verdict, text);
	} else if (site) {
		say_count(site);
	}
	kfree(text);
}

void dmk_report_run(void)
{
	mutex_lock(&report_lock);
	while (ring && tail != dmr_smp_load(&head)) {
		struct dmr_verdict verdict = ring[tail % RING];

		dmr_smp_store(&tail, tail + 1);
		take_verdict(&verdict);
	}
	mutex_unlock(&report_lock);
}

/* blocks with a blank line between: the headline first */
static void show_conflict(struct seq_file *m, const struct site *site)
{
	seq_printf(m, "%s count=%llu shown=%llu what=%s", site->text,
		   site->count, site->shown, dmr_what_name(site->what));
	dmk_show_time(m, "first", site->first_time);
	dmk_show_time(m, "last", site->last_time);
	seq_puts(m, "\n\n");
}

void dmk_report_show(struct seq_file *m)
{
	struct site *site;

	mutex_lock(&report_lock);
	list_for_each_entry(site, &sites, node)
		show_conflict(m, site);
	mutex_unlock(&report_lock);
}

void dmk_report_show_stats(struct seq_file *m)
{
	mutex_lock(&report_lock);
	seq_printf(m, "verdicts_lost %llu\n", dmk_report_lost());
	seq_printf(m, "verdicts_unsettled %llu\n",
		   (u64)atomic64_read(&unsettled));
	seq_printf(m, "conflict_sites %u\n", nr_sites);
	seq_printf(m, "conflict_sites_lost %llu\n", sites_lost);
	seq_printf(m, "verdicts_filtered %llu\n", filtered);
	mutex_unlock(&report_lock);
}

/* ------------------------------------------------------------------- splits */

/* who split large leaves of the linear map; under report_lock */
static struct {
	char who[SYMBOL_MAX];
	u64 leaves;
} splits[SPLITS_MAX];
static u64 splits_by_others;

/* a module, if there is one on the way */
static u64 splitter(const u64 *stack, unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++)
		if (stack[i] >= MODULES_VADDR && stack[i] < MODULES_END)
			return stack[i];
	return nr ? stack[0] : 0;
}

void dmk_report_split(const u64 *stack, unsigned int nr, u64 time)
{
	char who[SYMBOL_MAX] = "somebody";
	u64 address = splitter(stack, nr), *leaves = &splits_by_others;

	if (address)
		dmk_symbol(NULL, address, time, who, sizeof(who));
	mutex_lock(&report_lock);
	for (int i = 0; i < SPLITS_MAX; i++) {
		if (splits[i].leaves && strcmp(splits[i].who, who))
			continue;
		strscpy(splits[i].who, who, sizeof(who));
		leaves = &splits[i].leaves;
		break;
	}
	++*leaves;
	mutex_unlock(&report_lock);
}

void dmk_report_show_splits(struct seq_file *m)
{
	mutex_lock(&report_lock);
	for (int i = 0; i < SPLITS_MAX && splits[i].leaves; i++) {
		seq_puts(m, "splits_by:");
		dmk_show_string(m, splits[i].who);
		seq_printf(m, " %llu\n", splits[i].leaves);
	}
	seq_printf(m, "splits_by_others %llu\n", splits_by_others);
	mutex_unlock(&report_lock);
}
