// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/mem.h"
#include "units/module_list.h"

static bool is_loadable(const struct unit *unit)
{
	for (size_t i = 0; i < unit->n_args; i++)
		if (!strcmp(unit->args[i], "-DMODULE"))
			return true;
	return false;
}

static void add_to(struct module_list *list, const char *key, const char *name,
		   uint32_t number)
{
	struct unit_module *m;
	uint32_t i;

	if (!strmap_get(&list->index, key, &i)) {
		m = vec_add(&list->list);
		m->name = xstrdup(name);
		i = list->list.n;
		strmap_put(&list->index, key, i);
	}
	m = &list->list.v[i - 1];
	if (!m->units.n || *vec_last(&m->units) != number)
		vec_push(&m->units, number);
}

/* Each of several names, of which kbuild makes "a:b" or "x/a x/b". */
static void add_each(struct module_list *list, const char *names,
		     const char *separator, const char *folder, uint32_t number)
{
	autofree char *copy = xstrdup(names);
	char *rest = copy, *name;

	while ((name = strsep(&rest, separator))) {
		autofree char *key = xasprintf("%s\n%s", folder, name);

		if (*name)
			add_to(list, key, name, number);
	}
}

void module_list_add(struct module_list *list, const struct unit *unit,
		     uint32_t number)
{
	const char *slash = strrchr(unit->file, '/');
	autofree char *folder =
		xstrndup(unit->file, slash ? (size_t)(slash - unit->file) : 0);

	if (unit->modfile && *unit->modfile)
		add_each(list, unit->modfile, " ", "file", number);
	else if (unit->module && *unit->module)
		/* a name is one of its kind for what can be loaded only */
		add_each(list, unit->module, ":",
			 is_loadable(unit) ? "module" : folder, number);
	else
		add_to(list, folder, folder, number);
}

void module_list_add_alone(struct module_list *list, const struct unit *unit,
			   uint32_t number)
{
	add_to(list, unit->file, unit->file, number);
}

void module_list_deinit(struct module_list *list)
{
	vec_for_each(&list->list, m) {
		free(m->name);
		vec_deinit(&m->units);
	}
	vec_deinit(&list->list);
	strmap_deinit(&list->index);
}
