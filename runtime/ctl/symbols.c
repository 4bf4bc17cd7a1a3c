// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <inttypes.h>
#include <string.h>
#include <sys/utsname.h>

#include "ctl/lines.h"
#include "ctl/symbols.h"
#include "ctl/text.h"

void symbols_init(struct symbols *s, struct common *common)
{
	*s = (struct symbols){.common = common};
}

void symbols_free(struct symbols *s)
{
	addrmap_free(&s->names);
	kallsyms_free(&s->kallsyms);
	lines_free(s->lines);
	free(s->modules);
	*s = (struct symbols){};
}

void symbols_here(struct symbols *s)
{
	struct utsname uts;

	s->live = true;
	if (!uname(&uts))
		snprintf(s->release, sizeof(s->release), "%.*s", DMR_TEXT - 1,
			 uts.release);
}

void symbols_live(struct symbols *s)
{
	symbols_here(s);
	if (kallsyms_load(&s->kallsyms, s->common->procfs))
		return;
	if (s->kallsyms.restricted)
		command_warn(s->common,
			     "%s/kallsyms shows no addresses: names are "
			     "missing; as root: sysctl kernel.kptr_restrict=1",
			     s->common->procfs);
	else
		command_warn(s->common,
			     "%s/kallsyms cannot be read: names are missing",
			     s->common->procfs);
}

/* The module whose text has the address; the last one that was there */
static const struct symbols_module *module_at(const struct symbols *s,
					      u64 address)
{
	for (size_t i = s->n_modules; i-- > 0;)
		if (address - s->modules[i].start < s->modules[i].size)
			return &s->modules[i];
	return NULL;
}

static void module_event(struct symbols *s, const struct dmr_event *event)
{
	struct symbols_module *m;

	for (size_t i = 0; i < s->n_modules; i++) {
		m = &s->modules[i];
		if (!strcmp(m->name, event->text) &&
		    (!event->nr_runs || m->start == event->runs[0].va)) {
			m->gone = event->flags & DMR_EV_GONE;
			return;
		}
	}
	if (!event->nr_runs || event->flags & DMR_EV_GONE)
		return;
	s->modules = mem_push(s->modules, s->n_modules, sizeof(*s->modules));
	m = &s->modules[s->n_modules++];
	*m = (struct symbols_module){.start = event->runs[0].va,
				     .size = event->runs[0].npages << 12};
	memcpy(m->name, event->text, sizeof(m->name));
	m->name[sizeof(m->name) - 1] = '\0';
	s->stale = true;
}

static void symbol_event(struct symbols *s, const struct dmr_event *event)
{
	struct addrmap_entry *entry = addrmap_add(&s->names, event->func, NULL);

	free(entry->name);
	entry->name = mem_printf("%.*s", DMR_TEXT - 1, event->text);
}

void symbols_event(struct symbols *s, const struct dmr_event *event)
{
	if (event->op == DMR_OP_START)
		snprintf(s->release, sizeof(s->release), "%.*s", DMR_TEXT - 1,
			 event->text);
	else if (event->op == DMR_OP_SYMBOL)
		symbol_event(s, event);
	else if (event->op == DMR_OP_MODULE)
		module_event(s, event);
}

/*
 * Names of a module that came later are read when one is first needed. It may
 * be gone by then, as its functions for initialization are: the symbol before
 * such an address is another's.
 */
static bool find_live(struct symbols *s, u64 address, char *buf, size_t size)
{
	const struct symbols_module *module = module_at(s, address);
	struct symbol symbol;

	if (!s->live)
		return false;
	if (s->stale && module) {
		kallsyms_load(&s->kallsyms, s->common->procfs);
		s->stale = false;
	}
	if (!kallsyms_name(&s->kallsyms, address, buf, size))
		return false;
	symbol_parse(buf, &symbol);
	if (!*symbol.module)
		return !module;
	return !s->n_modules ||
	       (module && !strcmp(symbol.module, module->name));
}

static bool find_name(struct symbols *s, u64 address, char *buf, size_t size)
{
	struct addrmap_entry *entry = addrmap_get(&s->names, address);
	const struct symbols_module *module;

	if (entry && entry->name) {
		snprintf(buf, size, "%s", entry->name);
		return true;
	}
	if (find_live(s, address, buf, size)) {
		/* the module may go away, and its names with it */
		entry = addrmap_add(&s->names, address, NULL);
		entry->name = mem_dup(buf);
		return true;
	}
	module = module_at(s, address);
	if (!module)
		return false;
	snprintf(buf, size, "0x%" PRIx64 " [%s]", address - module->start,
		 module->name);
	return true;
}

void symbols_name(void *symbols, u64 address, char *buf, size_t size)
{
	if (!find_name(symbols, address, buf, size))
		snprintf(buf, size, "0x%" PRIx64, address);
}

bool symbols_known(struct symbols *s, u64 address)
{
	char buf[SYMBOL_MAX];

	return find_name(s, address, buf, sizeof(buf));
}

void symbols_name_line(void *symbols, u64 address, char *buf, size_t size)
{
	struct symbol_place place;
	const char *file;
	size_t len;

	symbols_name(symbols, address, buf, size);
	if (!symbols_place(symbols, address, true, &place))
		return;
	len = strlen(buf);
	/* a path that has no room gives way to the file's name, or to nothing
	 */
	file = place.file;
	if (len + strlen(file) + 16 > size && strrchr(file, '/'))
		file = strrchr(file, '/') + 1;
	if (len + strlen(file) + 16 <= size)
		snprintf(buf + len, size - len, " (%s:%u)", file, place.line);
	free(place.file);
}

void symbols_symbolize(void *symbols, u64 address, u64 time, char *buf,
		       size_t size)
{
	symbols_name(symbols, address, buf, size);
}

void symbols_symbolize_line(void *symbols, u64 address, u64 time, char *buf,
			    size_t size)
{
	symbols_name_line(symbols, address, buf, size);
}

bool symbol_parse(const char *text, struct symbol *ret)
{
	size_t len = strcspn(text, "+ ");
	const char *module = strstr(text, " [");

	*ret = (struct symbol){};
	if (module)
		snprintf(ret->module, sizeof(ret->module), "%.*s",
			 (int)strcspn(module + 2, "]"), module + 2);
	if (!len || isdigit((unsigned char)*text))
		return false;
	snprintf(ret->function, sizeof(ret->function), "%.*s", (int)len, text);
	if (text[len] == '+')
		ret->offset = strtoull(text + len + 1, NULL, 0);
	return true;
}

bool symbols_place(struct symbols *s, u64 address, bool call,
		   struct symbol_place *ret)
{
	char name[SYMBOL_MAX];
	struct lines_question q = {.call = call};
	const struct symbols_module *module = module_at(s, address);

	if (!find_name(s, address, name, sizeof(name)))
		return false;
	if (!symbol_parse(name, &q.symbol) && !*q.symbol.module)
		return false;
	if (!s->lines)
		s->lines = lines_create(s->common, s->release, s->live);
	q.address = address;
	q.text_start = module ? module->start : 0;
	return lines_find(s->lines, &q, ret);
}

bool symbols_place_of(struct symbols *s, const char *symbol,
		      struct symbol_place *ret)
{
	struct lines_question q = {.call = true};

	if (!symbol_parse(symbol, &q.symbol))
		return false;
	if (!s->lines)
		s->lines = lines_create(s->common, s->release, s->live);
	return lines_find(s->lines, &q, ret);
}
