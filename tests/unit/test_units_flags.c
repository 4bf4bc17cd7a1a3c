// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/run.h"
#include "tree_fixture.h"
#include "units/flags.h"
#include "units/shell_words.h"

static void translate(const char *line, struct unit *ret)
{
	struct shell_words words = {};
	size_t argc;
	char **argv;

	*ret = (struct unit){};
	assert_non_null(
		shell_words_split(line, line + strlen(line), true, &words));
	argv = shell_words_list(&words, &argc);
	flags_translate(argv, argc, ret);
	shell_words_deinit(&words);
}

static void expect_flags(const char *line, const char *expected)
{
	autofree char *text = NULL;
	struct unit unit;

	translate(line, &unit);
	text = unit_line(&unit);
	assert_string_equal(text, expected);
	unit_deinit(&unit);
}

static void test_dropped(void **state)
{
	expect_flags("gcc -c -o x.o x.c", "");
	expect_flags("gcc -MD -MMD -MP -MF x.d -MTx -MQ y -Wp,-MMD,x.d x.c",
		     "");
	expect_flags("gcc -Wall -Werror -Wa,-mfoo -Wl,-z -w -pipe x.c", "");
	expect_flags("gcc -g -gdwarf-4 -fconserve-stack -mno-sched-prolog x.c",
		     "");
	expect_flags("gcc --param=x=1 --param y=2 -fplugin=/a/b.so "
		     "-fplugin-arg-b-c x.c",
		     "");
	expect_flags("gcc -x c -xc -Xassembler -DNOT -mllvm -y x.c -", "");
	expect_flags("gcc -o", "");
	expect_flags("", "");
}

static void test_kept(void **state)
{
	expect_flags("gcc -Ia -I b -DX -D Y=1 -UZ -U W x.c",
		     " -Ia -I b -DX -D Y=1 -UZ -U W");
	expect_flags("gcc -include a.h -imacros b.h -iquote c -idirafterd x.c",
		     " -include a.h -imacros b.h -iquote c -idirafterd");
	expect_flags("gcc -nostdinc -std=gnu11 -O2 -m64 -mno-sse2 x.c",
		     " -nostdinc -std=gnu11 -O2 -m64 -mno-sse2");
	expect_flags("gcc -fshort-wchar -funsigned-char -fno-builtin-memcmp "
		     "-ffreestanding x.c",
		     " -fshort-wchar -funsigned-char -fno-builtin-memcmp "
		     "-ffreestanding");
	expect_flags("gcc -EB -march=armv3m -march=armv7-a x.c",
		     " -mbig-endian -march=armv4 -march=armv7-a");
}

static void test_target(void **state)
{
	expect_flags("aarch64-linux-gnu-gcc x.c",
		     " --target=aarch64-linux-gnu");
	expect_flags("/opt/x/bin/arm-linux-gnueabihf-gcc-12 x.c",
		     " --target=arm-linux-gnueabihf");
	expect_flags("ccache x86_64-linux-gnu-gcc -DX x.c",
		     " -DX --target=x86_64-linux-gnu");
	expect_flags("env A=b distcc cc -DX x.c", " -DX");
	expect_flags("clang-19 --target=arm-linux-gnueabi x.c",
		     " --target=arm-linux-gnueabi");
	expect_flags("aarch64-linux-gnu-clang -target arm64 x.c",
		     " -target arm64");
}

static void expect_described(const char *line, enum unit_arch arch,
			     const char *module, const char *modfile)
{
	struct unit unit;

	translate(line, &unit);
	assert_int_equal(unit.arch, arch);
	assert_string_equal(unit.module ? unit.module : "", module);
	assert_string_equal(unit.modfile ? unit.modfile : "", modfile);
	unit_deinit(&unit);
}

static void test_described(void **state)
{
	expect_described("gcc -I/k/arch/x86/include "
			 "-DKBUILD_MODNAME='\"e1000\"' x.c",
			 ARCH_X86, "e1000", "");
	expect_described("gcc -I./arch/arm64/include "
			 "'-DKBUILD_MODFILE=\"drivers/a/b\"' x.c",
			 ARCH_ARM64, "", "drivers/a/b");
	expect_described("gcc -D\"KBUILD_MODNAME=KBUILD_STR(foo)\" "
			 "-Iarch/arm/include x.c",
			 ARCH_ARM, "foo", "");
	expect_described("gcc -I/k/arch/mips/include x.c", ARCH_OTHER, "", "");
	expect_described("aarch64-linux-gnu-gcc x.c", ARCH_ARM64, "", "");
	expect_described("arm-none-eabi-gcc x.c", ARCH_ARM, "", "");
	expect_described("gcc --target=i686-linux-gnu x.c", ARCH_X86, "", "");
	expect_described("gcc -Iarch x.c", ARCH_UNKNOWN, "", "");
	/* an option as the value of another */
	expect_described("gcc -imacros -target", ARCH_UNKNOWN, "", "");
	/* the last definition counts */
	expect_described("gcc -DKBUILD_MODNAME='\"a\"' -D "
			 "KBUILD_MODNAME='\"b\"' x.c",
			 ARCH_UNKNOWN, "b", "");
}

static void test_compiler_headers(void **state)
{
	struct unit unit;

	translate("gcc -isystem /usr/lib/gcc/x86_64-linux-gnu/12/include x.c",
		  &unit);
	assert_int_equal(unit.n_args, 2);
	assert_non_null(strstr(unit.args[1], "/clang/"));
	unit_deinit(&unit);
	expect_flags("gcc -isystem /my/include x.c", " -isystem /my/include");
}

/*
 * What gcc 12 to 14 get for allmodconfig and defconfig kernels, flags of old
 * kernels and of features that are off there added.
 */
static const char *const gcc_lines[] = {
	"gcc -Wp,-MMD,drivers/net/.tun.o.d -nostdinc -Iinclude "
	"-D__KERNEL__ -fmacro-prefix-map=./= -std=gnu11 -fshort-wchar "
	"-funsigned-char -fno-common -fno-PIE -fno-strict-aliasing -mno-sse "
	"-mno-mmx -mno-sse2 -mno-3dnow -mno-avx -fcf-protection=branch "
	"-fno-jump-tables -m64 -falign-jumps=1 -falign-loops=1 -mno-80387 "
	"-mno-fp-ret-in-387 -mpreferred-stack-boundary=3 -mskip-rax-setup "
	"-mtune=generic -mno-red-zone -mcmodel=kernel "
	"-fno-asynchronous-unwind-tables -mindirect-branch=thunk-extern "
	"-mindirect-branch-register -mindirect-branch-cs-prefix "
	"-mfunction-return=thunk-extern -fno-delete-null-pointer-checks "
	"-mharden-sls=all -fpatchable-function-entry=16,16 -O2 "
	"-fno-allow-store-data-races -fstack-protector-strong "
	"-fno-stack-clash-protection -ftrivial-auto-var-init=zero "
	"-fzero-call-used-regs=used-gpr -fmin-function-alignment=16 "
	"-falign-functions=16 -fstrict-flex-arrays=3 -fno-strict-overflow "
	"-fno-stack-check -fconserve-stack -fno-builtin-wcslen -pg "
	"-mrecord-mcount -mfentry -DCC_USING_FENTRY "
	"-mstack-protector-guard-reg=gs "
	"-mstack-protector-guard-symbol=__stack_chk_guard "
	"-fsanitize=kernel-address --param asan-globals=1 --param=max-vrp=3 "
	"-fsanitize-coverage=trace-pc -fno-tree-loop-im -fsched-pressure "
	"-fplugin=./scripts/gcc-plugins/latent_entropy_plugin.so "
	"-maccumulate-outgoing-args -fno-var-tracking-assignments "
	"-femit-struct-debug-baseonly -fno-inline-functions-called-once "
	"-Wno-maybe-uninitialized -Wimplicit-fallthrough=5 -march=znver5 "
	"-freorder-blocks-algorithm=simple -flive-patching=inline-clone "
	"-DMODULE -DKBUILD_MODNAME='\"tun\"' -c -o drivers/net/tun.o "
	"/k/drivers/net/tun.c",

	"aarch64-linux-gnu-gcc-13 -nostdinc -D__KERNEL__ -mlittle-endian "
	"-DKASAN_SHADOW_SCALE_SHIFT=  -std=gnu11 -fshort-wchar "
	"-mgeneral-regs-only -DCONFIG_CC_HAS_K_CONSTRAINT=1 -mabi=lp64 "
	"-fno-asynchronous-unwind-tables -mbranch-protection=pac-ret+bti "
	"-Wa,-march=armv8.5-a -DARM64_ASM_ARCH='\"armv8.5-a\"' "
	"-ffixed-x18 -fsanitize=shadow-call-stack -mno-outline-atomics "
	"-fno-delete-null-pointer-checks -O2 -fno-allow-store-data-races "
	"-mstack-protector-guard=sysreg -mstack-protector-guard-reg=sp_el0 "
	"-mstack-protector-guard-offset=1320 -fstack-protector-strong "
	"-fno-omit-frame-pointer -fpatchable-function-entry=4,2 "
	"-mfix-cortex-a53-843419 -mlow-precision-recip-sqrt -mcpu=cortex-a76 "
	"-mtune=neoverse-v2 -fno-stack-clash-protection -fconserve-stack "
	"-c -o a.o /k/a.c",

	"arm-linux-gnueabihf-gcc -nostdinc -D__KERNEL__ -mlittle-endian "
	"-fno-dwarf2-cfi-asm -mapcs -mno-sched-prolog -fno-ipa-sra -mabi=aapcs-linux "
	"-mfpu=vfp -marm -Wa,-mno-warn-deprecated -D__LINUX_ARM_ARCH__=7 "
	"-march=armv7-a -msoft-float -Uarm -mtp=cp15 "
	"-mstack-protector-guard=tls -mstack-protector-guard-offset=1296 "
	"-fno-delete-null-pointer-checks -O2 --param=allow-store-data-races=0 "
	"-mthumb-interwork -mcpu=marvell-pj4 -mtune=cortex-a9 "
	"-mword-relocations -mno-unaligned-access -fconserve-stack -c -o a.o "
	"/k/a.c",

	"arm-none-eabi-gcc -mabi=apcs-gnu -march=armv3m -mthumb -Wa,-mthumb "
	"-mapcs-frame -mlong-calls -funwind-tables -fno-section-anchors "
	"-mshort-load-bytes -malignment-traps -ansi -c -o a.o a.c",

	/* kbuild calls a checker so */
	"sparse -D__linux__ -Dlinux -D__STDC__ -Dunix -D__unix__ -Wbitwise "
	"-Wno-return-void -Wno-unknown-attribute --arch=x86 -m64 "
	"-mlittle-endian -fdiagnostic-prefix -nostdinc a.c",
};

/* Run clang on nothing with the arguments. */
static void expect_clang_takes(const struct unit *unit)
{
	VEC(const char *) argv = {};
	struct run_result result;
	struct run run = {};

	vec_push(&argv, DMALIAS_CLANG);
	for (size_t i = 0; i < unit->n_args; i++)
		vec_push(&argv, unit->args[i]);
	vec_push(&argv, "-fsyntax-only");
	vec_push(&argv, "-Werror");
	vec_push(&argv, "-x");
	vec_push(&argv, "c");
	vec_push(&argv, "/dev/null");
	vec_push(&argv, NULL);
	run.argv = argv.v;
	assert_null(run_program(&run, &result));
	if (result.end != RUN_EXITED || result.status)
		fail_msg("%s", strbuf_str(&result.err));
	run_result_deinit(&result);
	vec_deinit(&argv);
}

static void test_clang_takes_gcc_lines(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(gcc_lines); i++) {
		struct unit unit;

		translate(gcc_lines[i], &unit);
		assert_true(unit.n_args > 0);
		expect_clang_takes(&unit);
		unit_deinit(&unit);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dropped),
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_target),
		cmocka_unit_test(test_described),
		cmocka_unit_test(test_compiler_headers),
		cmocka_unit_test(test_clang_takes_gcc_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
