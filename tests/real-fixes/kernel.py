# SPDX-License-Identifier: GPL-2.0-or-later
"""Command lines for the drivers of a kernel tree of any age.

allmodconfig and modules_prepare with clang, out of tree; then what "make -n"
would run. Kernels before 5.7 do not know LLVM=1: they get the compiler alone,
and its assembler is not used, because their offset files are no assembly.
"""

import os
import re
import shlex
import subprocess

TRIPLES = {"x86": "", "arm64": "aarch64-linux-gnu-",
           "arm": "arm-linux-gnueabi-"}
MAKE_ARCH = {"x86": "x86_64", "arm64": "arm64", "arm": "arm"}
FRAGMENT = """\
# CONFIG_WERROR is not set
# CONFIG_KASAN is not set
# CONFIG_KCSAN is not set
# CONFIG_KMSAN is not set
# CONFIG_UBSAN is not set
# CONFIG_KCOV is not set
# CONFIG_GCOV_KERNEL is not set
# CONFIG_GCC_PLUGINS is not set
# CONFIG_MODVERSIONS is not set
# CONFIG_MODULE_SIG is not set
# CONFIG_FTRACE is not set
# CONFIG_STACK_VALIDATION is not set
# CONFIG_UNWINDER_ORC is not set
# CONFIG_ORC_UNWINDER is not set
# CONFIG_DEBUG_INFO is not set
CONFIG_DEBUG_INFO_NONE=y
CONFIG_RANDSTRUCT_NONE=y
"""
# Vendors put the processor of their phone into the Makefile of every one.
WRAPPER = """\
#!/bin/bash
for word; do
	case $word in
	-march=armv*|-mtune=cortex*|-mcpu=cortex*) ;;
	*) said+=("$word") ;;
	esac
done
exec /usr/lib/llvm-19/bin/clang "${said[@]}"
"""
ALIEN = ("-march=armv", "-mtune=cortex", "-mcpu=cortex")
COMPILATION = re.compile(r"(?:^|[;\s])(clang\S* .*? -D__KERNEL__ .*? -c -o "
                         r"\S+\.o \S+\.c)\s*(?:;|$)")


def version(tree):
    with open(os.path.join(tree, "Makefile"), encoding="utf-8") as file:
        text = file.read(2000)
    return tuple(int(re.search(rf"^{key} = (\d+)", text, re.M).group(1))
                 for key in ("VERSION", "PATCHLEVEL"))


def make_variables(tree, arch):
    said = [f"ARCH={MAKE_ARCH[arch]}", f"CROSS_COMPILE={TRIPLES[arch]}",
            "HOSTCFLAGS=-O1 -w -fcommon", "KBUILD_MODULES=1"]
    if version(tree) >= (5, 7):
        return said + ["LLVM=1", "LLVM_IAS=1"]
    target = f" --target={TRIPLES[arch][:-1]}" if TRIPLES[arch] else ""
    return said + [f"CC=clang-19{target} -no-integrated-as -w"]


def environment(tools):
    """PATH with the tools of LLVM 19 under the names that LLVM=1 asks for."""
    kept = {k: v for k, v in os.environ.items()
            if k in ("HOME", "USER", "LOGNAME", "TMPDIR")}
    kept["PATH"] = f"{tools}:/usr/lib/llvm-19/bin:" + os.environ["PATH"]
    kept["LC_ALL"] = "C"
    return kept


def wrap_compiler(objtree, arch):
    """The folder with a compiler that takes no other processor's flags."""
    folder = os.path.join(objtree, "wrapper")
    path = os.path.join(folder, "clang-19")
    os.makedirs(folder, exist_ok=True)
    if arch == "x86" and not os.path.exists(path):
        with open(path, "w", encoding="ascii") as to:
            to.write(WRAPPER)
        os.chmod(path, 0o755)
    return folder


def make(tree, objtree, arch, *argv):
    log = os.path.join(objtree, "make.log")
    with open(log, "a", encoding="utf-8") as to:
        return subprocess.run(
            ("make", "-C", tree, f"O={objtree}", "-j2",
             *make_variables(tree, arch), *argv), stdout=subprocess.PIPE,
            stderr=to, input=b"\n" * 10000, env=environment(wrap_compiler(objtree, arch)),
            check=False)


def give_values(path):
    """Numbers without a default make the next step ask for one: 0."""
    if not os.path.exists(path):
        return
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as to:
        to.write(re.sub(r"^(CONFIG_\w+=)$", r"\g<1>0", text, flags=re.M))


def keep_configuration(objtree):
    """Have no later make ask anew because a tree of another commit has other
    Kconfig files: the configuration depends on nothing, and is new."""
    folder = os.path.join(objtree, "include", "config")
    if os.path.exists(os.path.join(folder, "auto.conf")):
        with open(os.path.join(folder, "auto.conf.cmd"), "w",
                  encoding="ascii"):
            pass
        for name in ("auto.conf", "tristate.conf"):
            if os.path.exists(os.path.join(folder, name)):
                os.utime(os.path.join(folder, name))


def configure(tree, objtree, arch):
    """Whether the tree is configured and has its generated headers."""
    stamp = os.path.join(objtree, "configured")
    if not os.path.exists(stamp):
        os.makedirs(objtree, exist_ok=True)
        fragment = os.path.join(objtree, "fragment.config")
        with open(fragment, "w", encoding="ascii") as to:
            to.write(FRAGMENT)
        make(tree, objtree, arch, f"KCONFIG_ALLCONFIG={fragment}",
             "allmodconfig")
        give_values(os.path.join(objtree, ".config"))
        make(tree, objtree, arch, "-k", "modules_prepare")
        if version(tree) < (5, 0):
            keep_configuration(objtree)
        with open(stamp, "w", encoding="ascii") as to:
            to.write("done\n")
    return os.path.exists(os.path.join(objtree, "include", "generated",
                                       "autoconf.h"))


def entries(tree, objtree, arch, *targets):
    """The compilations behind make targets, as a compile database."""
    text = make(tree, objtree, arch, "-n", "-k", *targets).stdout
    found = []
    for line in text.decode("utf-8", "replace").splitlines():
        match = COMPILATION.search(line)
        if not match:
            continue
        try:
            argv = shlex.split(match.group(1))
        except ValueError:  # part of a quoted word, not a compilation
            continue
        if arch == "x86":
            argv = [word for word in argv if not word.startswith(ALIEN)]
        found.append({"directory": objtree, "file": argv[-1],
                      "arguments": argv})
    return found


def module_of(entry):
    for argument in entry["arguments"]:
        match = re.match(r"-DKBUILD_MODNAME=(?:KBUILD_STR\()?[\"\\]*(\w+)",
                         argument)
        if match:
            return match.group(1)
    return None
