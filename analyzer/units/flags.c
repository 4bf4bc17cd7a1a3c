// SPDX-License-Identifier: GPL-2.0-or-later
#include <glob.h>
#include <string.h>

#include "base/file.h"
#include "units/flags.h"
#include "units/unit_search.h"

enum flag_form {
	EXACT,
	PREFIX,
	WITH_VALUE, /* the value is joined, or the next argument */
	VALUE_NEXT, /* the value is always the next argument */
};

enum flag_action {
	KEEP,
	DROP,
	REPLACE,
	HEADERS, /* keep, but a compiler's own header folder becomes clang's */
};

struct flag_row {
	const char *name;
	enum flag_form form;
	enum flag_action action;
	const char *with; /* REPLACE */
};

/*
 * The first row that fits counts. Kept is what headers or the parser can see:
 * search paths, macros, the language, the target and what it predefines.
 * Everything else of -f, -m, -O and -g goes, known to clang or not: it changes
 * code, not syntax, and GCC has new ones in every release.
 * GCC 12-14 manual, "Option Summary"; clang 19 "Clang command line argument
 * reference".
 */
static const struct flag_row flag_table[] = {
	/* preprocessor; kbuild gives __STDC__ to checkers, clang has it */
	{"-D__STDC__", EXACT, DROP},
	{"-D", WITH_VALUE, KEEP},
	{"-U", WITH_VALUE, KEEP},
	{"-I", WITH_VALUE, KEEP},
	{"-include", VALUE_NEXT, KEEP},
	{"-imacros", VALUE_NEXT, KEEP},
	{"-isystem", WITH_VALUE, HEADERS},
	{"-isysroot", VALUE_NEXT, KEEP},
	{"-iquote", WITH_VALUE, KEEP},
	{"-idirafter", WITH_VALUE, KEEP},
	{"-iprefix", VALUE_NEXT, DROP},
	{"-iwithprefixbefore", VALUE_NEXT, DROP},
	{"-iwithprefix", VALUE_NEXT, DROP},
	{"-imultilib", VALUE_NEXT, DROP},
	{"--sysroot", VALUE_NEXT, KEEP},
	{"--sysroot=", PREFIX, KEEP},
	{"-nostdinc", EXACT, KEEP},
	/* dependency files and outputs */
	{"-MF", WITH_VALUE, DROP},
	{"-MT", WITH_VALUE, DROP},
	{"-MQ", WITH_VALUE, DROP},
	{"-M", PREFIX, DROP},
	{"-o", WITH_VALUE, DROP},
	{"-dumpbase", VALUE_NEXT, DROP},
	{"-aux-info", VALUE_NEXT, DROP},
	/* language */
	{"-std=", PREFIX, KEEP},
	{"-ansi", EXACT, REPLACE, "-std=gnu89"},
	{"-x", WITH_VALUE, DROP},
	{"-O", PREFIX, KEEP},
	{"-fshort-wchar", EXACT, KEEP},
	{"-fshort-enums", EXACT, KEEP},
	{"-fno-short-enums", EXACT, KEEP},
	{"-fsigned-char", EXACT, KEEP},
	{"-fno-signed-char", EXACT, KEEP},
	{"-funsigned-char", EXACT, KEEP},
	{"-fno-unsigned-char", EXACT, KEEP},
	{"-ffreestanding", EXACT, KEEP},
	{"-fno-builtin", PREFIX, KEEP},
	{"-fno-asm", EXACT, KEEP},
	{"-fgnu89-inline", EXACT, KEEP},
	{"-fms-extensions", EXACT, KEEP},
	{"-fcf-protection", PREFIX, KEEP},
	{"-fPI", PREFIX, KEEP},
	{"-fpi", PREFIX, KEEP},
	{"-fno-PI", PREFIX, KEEP},
	{"-fno-pi", PREFIX, KEEP},
	/* target: the word size, byte order and instruction set macros */
	{"--target=", PREFIX, KEEP},
	{"-target", VALUE_NEXT, KEEP},
	{"-m64", EXACT, KEEP},
	{"-m32", EXACT, KEEP},
	{"-m16", EXACT, KEEP},
	{"-mx32", EXACT, KEEP},
	{"-mno-sse", PREFIX, KEEP},
	{"-mno-mmx", EXACT, KEEP},
	{"-mno-3dnow", EXACT, KEEP},
	{"-mno-avx", EXACT, KEEP},
	{"-mno-80387", EXACT, KEEP},
	{"-msse", PREFIX, KEEP},
	{"-march=armv3", PREFIX, REPLACE, "-march=armv4"},
	{"-march=armv", PREFIX, KEEP},
	{"-mthumb", EXACT, KEEP},
	{"-marm", EXACT, KEEP},
	{"-msoft-float", EXACT, KEEP},
	{"-mfloat-abi=", PREFIX, KEEP},
	{"-mabi=aapcs-linux", EXACT, KEEP},
	{"-mlittle-endian", EXACT, KEEP},
	{"-mbig-endian", EXACT, KEEP},
	{"-EL", EXACT, REPLACE, "-mlittle-endian"},
	{"-EB", EXACT, REPLACE, "-mbig-endian"},
	/* passed on to other programs */
	{"-Xclang", VALUE_NEXT, DROP},
	{"-Xassembler", VALUE_NEXT, DROP},
	{"-Xpreprocessor", VALUE_NEXT, DROP},
	{"-Xlinker", VALUE_NEXT, DROP},
	{"-mllvm", VALUE_NEXT, DROP},
	{"--param", VALUE_NEXT, DROP},
	{"-T", WITH_VALUE, DROP},
	{"-B", WITH_VALUE, DROP},
	{"-L", WITH_VALUE, DROP},
	{"-u", WITH_VALUE, DROP},
	{"-z", WITH_VALUE, DROP},
	{"-arch", VALUE_NEXT, DROP},
	{"-", PREFIX, DROP},
};

/* What stands before the compiler's name on some command lines. */
static const char *const launchers[] = {"ccache",  "distcc", "icecc",
					"sccache", "gomacc", "env"};

static bool row_fits(const struct flag_row *row, const char *arg)
{
	size_t n;

	if (row->name[1] && row->name[1] != arg[1])
		return false;
	if (row->form == EXACT || row->form == VALUE_NEXT)
		return !strcmp(row->name, arg);
	n = strlen(row->name);
	return !strncmp(row->name, arg, n);
}

static const struct flag_row *find_row(const char *arg)
{
	const struct flag_row *row = flag_table;

	while (!row_fits(row, arg))
		row++;
	return row;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool is_launcher(const char *word)
{
	const char *name = base_name(word);

	for (size_t i = 0; i < ARRAY_SIZE(launchers); i++)
		if (!strcmp(name, launchers[i]))
			return true;
	return strchr(name, '=') && *name != '-';
}

/* "aarch64-linux-gnu-gcc-12" -> "aarch64-linux-gnu"; NULL for "gcc". */
static char *program_target(const char *program)
{
	static const char *const names[] = {"-gcc", "-cc", "-clang"};
	const char *name = base_name(program);

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *at = strstr(name, names[i]);
		char after = at ? at[strlen(names[i])] : 0;

		if (at && at > name && (!after || after == '-'))
			return xstrndup(name, at - name);
	}
	return NULL;
}

/* The folder of clang's own headers (stdarg.h and the like), or NULL. */
static const char *clang_headers(void)
{
	static char *folder;
	autofree char *bin = NULL, *pattern = NULL;
	glob_t found = {};

	if (folder)
		return folder;
	bin = path_folder(DMALIAS_CLANG);
	pattern = xasprintf("%s/../lib/clang/*/include", bin);
	if (!glob(pattern, 0, NULL, &found))
		folder = path_normalize(NULL,
					found.gl_pathv[found.gl_pathc - 1]);
	globfree(&found);
	return folder;
}

static bool is_compiler_headers(const char *path)
{
	return strstr(path, "/lib/gcc/") || strstr(path, "/lib/gcc-cross/") ||
	       strstr(path, "/lib/clang/");
}

typedef VEC(const char *) arg_vec;

static void add_flag(arg_vec *args, const struct flag_row *row, const char *arg,
		     const char *next)
{
	size_t n = strlen(row->name);
	const char *value = next ? next : arg + n;

	switch (row->action) {
	case DROP:
		return;
	case REPLACE:
		vec_push(args, row->with);
		return;
	case HEADERS:
		if (is_compiler_headers(value) && clang_headers()) {
			vec_push(args, "-isystem");
			vec_push(args, clang_headers());
			return;
		}
		break;
	case KEEP:
		break;
	}
	vec_push(args, arg);
	if (next)
		vec_push(args, next);
}

static bool takes_next(const struct flag_row *row, const char *arg)
{
	if (row->form == VALUE_NEXT)
		return true;
	return row->form == WITH_VALUE && !arg[strlen(row->name)];
}

static bool has_target(const arg_vec *args)
{
	vec_for_each(args, arg)
		if (!strncmp(*arg, "--target=", 9) || !strcmp(*arg, "-target"))
			return true;
	return false;
}

void flags_translate(char *const *argv, size_t argc, struct unit *ret)
{
	autofree char *triple = NULL, *target = NULL;
	arg_vec args = {};
	size_t i = 0;

	while (i < argc && is_launcher(argv[i]))
		i++;
	if (i < argc)
		triple = program_target(argv[i++]);
	for (; i < argc; i++) {
		const struct flag_row *row;
		const char *arg = argv[i], *next = NULL;

		if (arg[0] != '-' || !arg[1])
			continue;
		row = find_row(arg);
		if (takes_next(row, arg)) {
			if (i + 1 == argc)
				break;
			next = argv[++i];
		}
		add_flag(&args, row, arg, next);
	}
	if (triple && !has_target(&args)) {
		target = xasprintf("--target=%s", triple);
		vec_push(&args, target);
	}
	unit_set_args(ret, args.v, args.n);
	vec_deinit(&args);
	flags_describe(ret);
}

const char *flags_value(char *const *args, size_t n, size_t *i,
			const char *option)
{
	const char *arg = args[*i];
	size_t len = strlen(option);

	if (!arg || strncmp(arg, option, len) != 0)
		return NULL;
	if (arg[len])
		return arg + len;
	return *i + 1 < n ? args[++*i] : NULL;
}

const char *flags_macro(const struct unit *unit, const char *name)
{
	const char *found = NULL;
	size_t n = strlen(name);

	for (size_t i = 0; i < unit->n_args; i++) {
		const char *def =
			flags_value(unit->args, unit->n_args, &i, "-D");

		if (!def || strncmp(def, name, n) != 0)
			continue;
		if (def[n] == '=')
			found = def + n + 1;
		else if (!def[n])
			found = "1";
	}
	return found;
}

/* "foo" and KBUILD_STR(foo), as kernels before 4.17 have it, -> foo. */
static char *macro_text(const struct unit *unit, const char *name)
{
	const char *s = flags_macro(unit, name);

	if (!s)
		return NULL;
	if (!strncmp(s, "KBUILD_STR(", 11))
		return xstrndup(s + 11, strcspn(s + 11, ")"));
	while (*s == '"' || *s == '\\')
		s++;
	return xstrndup(s, strcspn(s, "\"\\"));
}

static enum unit_arch triple_arch(const char *triple)
{
	static const struct {
		const char *prefix;
		enum unit_arch arch;
	} rows[] = {
		{"x86_64", ARCH_X86},	 {"i386", ARCH_X86},
		{"i486", ARCH_X86},	 {"i586", ARCH_X86},
		{"i686", ARCH_X86},	 {"aarch64_be", ARCH_ARM64},
		{"aarch64", ARCH_ARM64}, {"arm64", ARCH_ARM64},
		{"arm", ARCH_ARM},	 {"thumb", ARCH_ARM},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (!strncmp(triple, rows[i].prefix, strlen(rows[i].prefix)))
			return rows[i].arch;
	return ARCH_OTHER;
}

/* ".../arch/arm64/include" -> arm64. */
static enum unit_arch include_arch(const char *path)
{
	const char *s = strstr(path, "arch/");
	autofree char *name = NULL;
	enum unit_arch arch;

	if (!s || (s != path && s[-1] != '/'))
		return ARCH_UNKNOWN;
	s += strlen("arch/");
	name = xstrndup(s, strcspn(s, "/"));
	if (strncmp(s + strlen(name), "/include", 8) != 0)
		return ARCH_UNKNOWN;
	return unit_arch_parse(name, &arch) ? arch : ARCH_OTHER;
}

static const char *target_of(const struct unit *unit)
{
	const char *target = NULL;

	for (size_t i = 0; i < unit->n_args && !target; i++) {
		target = flags_value(unit->args, unit->n_args, &i, "--target=");
		if (!target)
			target = flags_value(unit->args, unit->n_args, &i,
					     "-target");
	}
	return target;
}

void flags_describe(struct unit *unit)
{
	free(unit->module);
	free(unit->modfile);
	unit->module = macro_text(unit, "KBUILD_MODNAME");
	unit->modfile = macro_text(unit, "KBUILD_MODFILE");
	unit->arch = ARCH_UNKNOWN;
	for (size_t i = 0; i < unit->n_args && !unit->arch; i++) {
		const char *path =
			flags_value(unit->args, unit->n_args, &i, "-I");

		if (path)
			unit->arch = include_arch(path);
	}
	if (!unit->arch && target_of(unit))
		unit->arch = triple_arch(target_of(unit));
}
