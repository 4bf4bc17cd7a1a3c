/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_CTL_SYMBOLS_H
#define DMALIAS_CTL_SYMBOLS_H

#include "core/verdict.h"
#include "ctl/addrmap.h"
#include "ctl/command.h"
#include "ctl/kallsyms.h"

struct lines;

/*
 * Names of addresses: those a recording brings along, else those of the running
 * kernel; file and line where debug information is found.
 */
struct symbols {
	struct common *common;
	struct addrmap names; /* told by DMR_OP_SYMBOL, or resolved before */
	struct symbols_module {
		char name[DMR_TEXT];
		u64 start, size;
		bool gone;
	} *modules;
	size_t n_modules;
	struct kallsyms kallsyms;
	bool live; /* kallsyms of this machine are those of the addresses */
	bool stale; /* a module came since they were read */
	char release[DMR_TEXT]; /* of the kernel, "" not known */
	struct lines *lines;
};

enum { SYMBOL_MAX = 256 };

/* A symbol taken apart: "foo_probe+0x1c4 [foo]" */
struct symbol {
	char function[SYMBOL_MAX]; /* "" when it is only an address */
	char module[DMR_TEXT]; /* "" for the kernel */
	u64 offset;
};

struct symbol_place {
	char *file; /* owned by the caller */
	unsigned int line;
};

void symbols_init(struct symbols *symbols, struct common *common);
void symbols_free(struct symbols *symbols);

/*
 * symbols_live - the addresses are of this machine, now. Says what is lacking
 * when the kernel shows no addresses; goes on without names then.
 */
void symbols_live(struct symbols *symbols);

/* symbols_here - the same, where symbols are told and none are looked up */
void symbols_here(struct symbols *symbols);

/* symbols_event - learn from DMR_OP_START, DMR_OP_SYMBOL and DMR_OP_MODULE */
void symbols_event(struct symbols *symbols, const struct dmr_event *event);

/*
 * symbols_name - "foo_probe+0x1c4 [foo]"; what has no name is
 * "0x1c4 [foo]" in a module that is known, "0xffffffffc0a011c4" else.
 */
void symbols_name(void *symbols, u64 address, char *buf, size_t size);

/* symbols_name_line - the same with " (file.c:12)" where that is known */
void symbols_name_line(void *symbols, u64 address, char *buf, size_t size);

/*
 * The two for the core. A name is kept from when it was first asked for, which
 * is when the event came; the time of an address is not looked at.
 */
dmr_symbolize_fn symbols_symbolize;
dmr_symbolize_fn symbols_symbolize_line;

/* symbols_known - is there more to say of it than its number? */
bool symbols_known(struct symbols *symbols, u64 address);

/*
 * symbols_place - file and line of the call before a return address, or of
 * the function itself (@call false). False: not known.
 */
bool symbols_place(struct symbols *symbols, u64 address, bool call,
		   struct symbol_place *ret);

/*
 * symbols_place_of - the same of a symbol alone, "foo_probe+0x1c4 [foo]", where
 * only one function has that name
 */
bool symbols_place_of(struct symbols *symbols, const char *symbol,
		      struct symbol_place *ret);

/* symbol_parse - false when there is no function in it */
bool symbol_parse(const char *text, struct symbol *ret);

#endif
