// SPDX-License-Identifier: GPL-2.0-or-later
#include "ctl/lines.h"

#ifdef HAVE_LIBDW

#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <fts.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/* What was found for a module ("" for the kernel); module NULL: nothing */
struct debug_file {
	char name[DMR_TEXT];
	Dwfl *dwfl;
	Dwfl_Module *module;
	GElf_Addr text, text_size; /* .text as libdwfl placed it */
	u64 live_text; /* of /sys/module/NAME/sections/.text, 0: not known */
};

struct lines {
	const struct common *common;
	char *release;
	bool live;
	struct debug_file *files;
	size_t n;
};

static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_build_id_find_elf,
	.find_debuginfo = dwfl_standard_find_debuginfo,
	.section_address = dwfl_offline_section_address,
};

struct lines *lines_create(const struct common *common, const char *release,
			   bool live)
{
	struct lines *lines = mem_grow(NULL, 1, sizeof(*lines));

	*lines = (struct lines){common, mem_dup(release), live};
	return lines;
}

void lines_free(struct lines *lines)
{
	if (!lines)
		return;
	for (size_t i = 0; i < lines->n; i++)
		if (lines->files[i].dwfl)
			dwfl_end(lines->files[i].dwfl);
	free(lines->files);
	free(lines->release);
	free(lines);
}

static void find_text(struct debug_file *file)
{
	GElf_Addr bias;
	Elf *elf = dwfl_module_getelf(file->module, &bias);
	Elf_Scn *scn = NULL;
	GElf_Shdr header;
	size_t names;

	if (!elf || elf_getshdrstrndx(elf, &names))
		return;
	while ((scn = elf_nextscn(elf, scn))) {
		const char *name;

		if (!gelf_getshdr(scn, &header))
			continue;
		name = elf_strptr(elf, names, header.sh_name);
		if (!name || strcmp(name, ".text") != 0)
			continue;
		file->text = header.sh_addr + bias;
		file->text_size = header.sh_size;
		return;
	}
}

/* False: no ELF file, or one without debug information */
static bool open_file(struct debug_file *file, const char *path)
{
	Dwarf_Addr bias;

	file->dwfl = dwfl_begin(&callbacks);
	if (!file->dwfl)
		return false;
	file->module = dwfl_report_offline(file->dwfl, path, path, -1);
	dwfl_report_end(file->dwfl, NULL, NULL);
	if (file->module && dwfl_module_getdwarf(file->module, &bias)) {
		find_text(file);
		return true;
	}
	dwfl_end(file->dwfl);
	file->dwfl = NULL;
	file->module = NULL;
	return false;
}

/* A module's file may have '-' where the kernel says '_' */
static bool same_name(const char *a, const char *b, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (a[i] != b[i] && !(strchr("-_", a[i]) && strchr("-_", b[i])))
			return false;
	return true;
}

/* "foo.ko", "foo.ko.debug", "foo.ko.xz" for foo; "vmlinux..." for "" */
static bool is_file_of(const char *path, const char *module)
{
	size_t len = strlen(module);

	if (!len)
		return !strncmp(path, "vmlinux", 7);
	return strlen(path) > len && same_name(path, module, len) &&
	       !strncmp(path + len, ".ko", 3) &&
	       (!path[len + 3] || path[len + 3] == '.');
}

static bool search(struct debug_file *file, const char *folder)
{
	char *paths[] = {(char *)folder, NULL};
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	bool found = false;
	FTSENT *entry;

	while (fts && !found && (entry = fts_read(fts)))
		found = entry->fts_info == FTS_F &&
			is_file_of(entry->fts_name, file->name) &&
			open_file(file, entry->fts_accpath);
	if (fts)
		fts_close(fts);
	return found;
}

static bool search_release(struct debug_file *file, const char *fmt,
			   const char *release)
{
	autofree char *path = NULL;

	if (!*release || strchr(release, '/') || *release == '.')
		return false;
	if (asprintf(&path, fmt, release) < 0) {
		path = NULL;
		return false;
	}
	return *file->name ? search(file, path) :
			     !access(path, R_OK) && open_file(file, path);
}

static void search_all(const struct lines *lines, struct debug_file *file)
{
	static const char *const of_module[] = {"/usr/lib/debug/lib/modules/%s",
						"/lib/modules/%s", NULL};
	static const char *const of_kernel[] = {
		"/usr/lib/debug/boot/vmlinux-%s",
		"/usr/lib/debug/lib/modules/%s/vmlinux",
		"/lib/modules/%s/build/vmlinux", "/boot/vmlinux-%s", NULL};

	if (lines->common->debug_dir && search(file, lines->common->debug_dir))
		return;
	for (const char *const *fmt = *file->name ? of_module : of_kernel; *fmt;
	     fmt++)
		if (search_release(file, *fmt, lines->release))
			return;
}

static u64 read_live_text(const struct lines *lines, const char *module)
{
	autofree char *path = mem_printf("%s/module/%s/sections/.text",
					 lines->common->sysfs, module);
	autofclose FILE *file = lines->live ? fopen(path, "re") : NULL;
	u64 address = 0;

	if (file && fscanf(file, "%" SCNx64, &address) != 1)
		address = 0;
	return address;
}

static struct debug_file *file_of(struct lines *lines, const char *module)
{
	struct debug_file *file;

	for (size_t i = 0; i < lines->n; i++)
		if (!strcmp(lines->files[i].name, module))
			return &lines->files[i];
	if (strchr(module, '/'))
		return NULL;
	lines->files = mem_push(lines->files, lines->n, sizeof(*lines->files));
	file = &lines->files[lines->n++];
	*file = (struct debug_file){};
	snprintf(file->name, sizeof(file->name), "%s", module);
	search_all(lines, file);
	if (*module)
		file->live_text = read_live_text(lines, module);
	return file;
}

/*
 * From where the text was loaded. The symbol must come out the same, else the
 * file is of another build.
 */
static GElf_Addr by_section(const struct debug_file *file,
			    const struct lines_question *q)
{
	u64 start = file->live_text ? file->live_text : q->text_start;
	GElf_Addr address = file->text + (q->address - start);
	GElf_Off offset;
	GElf_Sym sym;
	const char *name;

	if (!start || q->address - start >= file->text_size)
		return 0;
	name = dwfl_module_addrinfo(file->module, address, &offset, &sym, NULL,
				    NULL, NULL);
	if (*q->symbol.function &&
	    (!name || strcmp(name, q->symbol.function) != 0 ||
	     offset != q->symbol.offset))
		return 0;
	return address;
}

/* From the symbol, when there is one function only of that name */
static GElf_Addr by_symbol(const struct debug_file *file,
			   const struct lines_question *q)
{
	int n = dwfl_module_getsymtab(file->module);
	GElf_Addr found = 0, value;
	GElf_Sym sym;

	for (int i = 1; *q->symbol.function && i < n; i++) {
		const char *name = dwfl_module_getsym_info(
			file->module, i, &sym, &value, NULL, NULL, NULL);

		if (!name || GELF_ST_TYPE(sym.st_info) != STT_FUNC ||
		    strcmp(name, q->symbol.function) != 0)
			continue;
		if (found || q->symbol.offset > sym.st_size)
			return 0;
		found = value + q->symbol.offset;
	}
	return found;
}

static void set_place(Dwfl_Line *line, const char *path, int number,
		      struct symbol_place *ret)
{
	const char *base = dwfl_line_comp_dir(line);
	size_t len = base ? strlen(base) : 0;

	if (len && !strncmp(path, base, len) && path[len] == '/')
		path += len + 1;
	while (!strncmp(path, "./", 2))
		path += 2;
	ret->file = mem_dup(path);
	ret->line = number;
}

bool lines_find(struct lines *lines, const struct lines_question *q,
		struct symbol_place *ret)
{
	struct debug_file *file = file_of(lines, q->symbol.module);
	GElf_Addr address = 0;
	Dwfl_Line *line;
	const char *path;
	int number;

	if (!file || !file->module)
		return false;
	if (*file->name)
		address = by_section(file, q);
	if (!address)
		address = by_symbol(file, q);
	if (!address)
		return false;
	/* a return address is behind its call, maybe in the next line */
	line = dwfl_module_getsrc(file->module, address - q->call);
	path = line ? dwfl_lineinfo(line, NULL, &number, NULL, NULL, NULL) :
		      NULL;
	if (!path || number <= 0)
		return false;
	set_place(line, path, number, ret);
	return true;
}

#else

struct lines *lines_create(const struct common *common, const char *release,
			   bool live)
{
	return NULL;
}

void lines_free(struct lines *lines)
{
}

bool lines_find(struct lines *lines, const struct lines_question *question,
		struct symbol_place *ret)
{
	return false;
}

#endif
