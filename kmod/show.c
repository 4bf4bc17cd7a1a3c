// SPDX-License-Identifier: GPL-2.0
/*
 * Lines of key=value for debugfs. Values have no blanks: what came from outside
 * is escaped in octal. Addresses follow the kernel's pointer policy (%pK).
 */

#include <linux/math64.h>
#include <linux/string_helpers.h>

#include "kmod.h"

enum { SYMBOL_MAX = 256 };

void dmk_show_string(struct seq_file *m, const char *text)
{
	seq_escape_str(m, text, ESCAPE_OCTAL | ESCAPE_NP | ESCAPE_APPEND,
		       " \t\n\\=\"");
}

/* the name of a kind as one word */
void dmk_show_kind(struct seq_file *m, enum dmr_kind kind)
{
	char name[32];

	strscpy(name, dmr_kind_name(kind), sizeof(name));
	strreplace(name, ' ', '-');
	dmk_show_string(m, name);
}

void dmk_show_time(struct seq_file *m, const char *key, u64 ns)
{
	u32 rest;
	u64 seconds = div_u64_rem(ns, NSEC_PER_SEC, &rest);

	seq_printf(m, " %s=%llu.%06u", key, seconds, rest / 1000);
}

/* "func+0x1c4 [mod]" becomes two values */
void dmk_show_site(struct seq_file *m, const struct dmr_side *side)
{
	char text[SYMBOL_MAX], *mod;

	text[0] = '\0';
	if (side->site)
		dmk_symbol(NULL, side->site, side->time, text, sizeof(text));
	mod = strstr(text, " [");
	if (mod) {
		*mod = '\0';
		mod += 2;
		strreplace(mod, ']', '\0');
	}
	seq_puts(m, " site=");
	dmk_show_string(m, text);
	seq_puts(m, " module=");
	dmk_show_string(m, mod ?: "");
}

static void show_flags(struct seq_file *m, u16 flags)
{
	static const struct {
		u16 bit;
		const char *name;
	} names[] = {
		{DMR_EV_SANCTIONED, "sanctioned"},
		{DMR_EV_FOUND, "found"},
		{DMR_EV_DMA_MMAP, "dma-mmap"},
	};
	const char *comma = "";

	seq_puts(m, " flags=");
	for (int i = 0; i < ARRAY_SIZE(names); i++) {
		if (!(flags & names[i].bit))
			continue;
		seq_printf(m, "%s%s", comma, names[i].name);
		comma = ",";
	}
}

static void show_space(struct seq_file *m, const struct dmr_side *side)
{
	if (side->space == DMR_SPACE_KERNEL || side->space == DMR_SPACE_DMA)
		seq_puts(m, " space=kernel");
	else
		seq_printf(m, " space=%u", side->pid);
}

void dmk_show_mapping(struct seq_file *m, const struct dmr_mapping *mapping)
{
	const struct dmr_side *side = &mapping->side;
	enum dmr_arch arch = dmk_arch();

	seq_printf(m, "pfn=%#llx-%#llx kind=", mapping->pfn,
		   mapping->pfn + mapping->npages - 1);
	dmk_show_kind(m, side->kind);
	seq_printf(m, " type=%s asked=%s", dmr_type_name(arch, side->type),
		   dmr_type_name(arch, side->asked ?: side->type));
	show_flags(m, side->flags);
	dmk_show_site(m, side);
	seq_printf(m, " pid=%u comm=", side->pid);
	dmk_show_string(m, side->comm);
	seq_puts(m, " device=");
	dmk_show_string(m, side->device);
	dmk_show_time(m, "time", side->time);
	show_space(m, side);
	seq_printf(m, " va=%pK", (void *)(unsigned long)side->va);
}

void dmk_show_stack(struct seq_file *m, const struct dmr_side *side)
{
	char text[SYMBOL_MAX];

	seq_puts(m, " stack=");
	for (int i = 0; i < side->nr_stack; i++) {
		dmk_symbol(NULL, side->stack[i], side->time, text,
			   sizeof(text));
		if (i)
			seq_putc(m, '<');
		dmk_show_string(m, text);
	}
}
