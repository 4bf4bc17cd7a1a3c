# SPDX-License-Identifier: GPL-2.0-or-later
"""Finds, by text alone, where a kernel's drivers choose a memory type.

No preprocessor and no types: what one architecture or one configuration
leaves out is found like the rest.
"""

import dataclasses
import os
import re

FOLDERS = ("drivers", "sound", "fs/pstore", "arch/arm/common", "arch/x86/pci",
           "arch/x86/platform")
ARM = "arch/arm", ("mach-", "plat-")
LEFT_OUT = "drivers/gpu/drm/amd/include"  # register names, 300 MB

WRAPPED = r"(?:devm_|pci_|of_|platform_|devm_pci_|devm_platform_|acpi_os_)?"
CALL = re.compile(r"(?<![\w>.])(" + "|".join((
    # the type of the linear map
    r"_?set_memory_(?:uc|wc|wt|wb|np|encrypted|decrypted)",
    r"set_pages_(?:array_)?(?:uc|wc|wt|wb)",
    r"map_page_into_agp|unmap_page_from_agp",
    # a second mapping for the kernel
    r"vmap|vm_map_ram|vmap_pfn", r"(?:devm_)?memremap", r"of_iomap",
    WRAPPED + r"ioremap(?:_(?:wc|wt|uc|np|cache|cached|prot|exec|encrypted|"
    r"page_range|phb|resource|resource_wc))?",
    r"dma_declare_coherent_memory",
    # one for user space
    r"pgprot_(?!val\b|modify\b|nx\b)\w+", r"__pgprot",
    r"(?:io_)?remap_pfn_range|vm_iomap_memory",
    # page tables by hand
    r"apply_to_(?:existing_)?page_range", r"set_pte(?:_at|_ext)?",
    r"lookup_address|pte_offset_kernel",
)) + r")\s*\(|\bpgprot_val\s*\([^;={}]*\)\s*[|&^]?=(?!=)")
MAYBE = re.compile(
    rb"set_memory_|set_pages_|_agp\(|vmap|vm_map_ram|remap|iomap|pgprot_|"
    rb"vm_iomap|apply_to_|set_pte|lookup_address|pte_offset|declare_coherent")

NOT_CODE = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)
DEFINE = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)(?:[^\\\n]|\\.|\\\n)*",
                    re.M)
NAME = re.compile(r"(?<![\w.>])(?!__(?:printf|acquires|releases|must_hold|"
                  r"attribute__|aligned|section)\b)(\w+)\s*\(")

PLAIN_IOREMAP = re.compile(WRAPPED + r"ioremap(?:_resource)?$|of_iomap$")
KERNEL_MAP = re.compile(r"vmap$|vm_map_ram$|vmap_pfn$")
USER_MAP = re.compile(r"(?:io_)?remap_pfn_range$|vm_iomap_memory$")
PROTECTION = re.compile(r"\bpgprot_(?!val\b)\w+\s*\(")
# in the address that is mapped: it may be RAM
RAM_NAME = re.compile(
    r"(?<![a-z])(?:d?ram|ddr|shm|shmem|bdf)(?![a-z])|"
    r"carveout|reserved|shared")
# in the function of a plain ioremap: what it maps may be RAM
OF_RAM = re.compile(
    r"\b(?:virt_to_phys|page_to_phys|page_to_pfn|virt_to_pfn|__pa|"
    r"of_reserved_mem_lookup|reserved_mem|rmem|memblock_\w+)\b|"
    r"\"memory-region\"|\bMEMREMAP_\w+")


@dataclasses.dataclass(frozen=True)
class Site:
    """A call in the text of a tree. `ordinal` counts the listed calls of that
    name in the function, from 1; `text` is the statement, for people."""
    path: str
    function: str
    call: str
    ordinal: int
    line: int
    text: str

    @property
    def key(self):
        """What names the site whatever line it moves to."""
        return self.path, self.function, self.call, self.ordinal


def blank(text, pattern):
    """The text, every match of the pattern made white space."""
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def arguments(code, start):
    """The arguments of the call whose parenthesis is at `start`, and the
    index after its end."""
    out, depth, begin = [], 0, start + 1
    for i in range(start, len(code)):
        if code[i] in "([{":
            depth += 1
        elif code[i] in ")]}":
            depth -= 1
            if not depth:
                return out + [code[begin:i].strip()], i + 1
        elif code[i] == "," and depth == 1:
            out.append(code[begin:i].strip())
            begin = i + 1
    return out + [code[begin:].strip()], len(code)


def functions(code):
    """(name, start, end) of every body whose brace is in column 0."""
    for match in re.finditer(r"^\{", code, re.M):
        head = code[max(0, match.start() - 2000):match.start()]
        head = re.split(r"[;}]|^#[^\n]*\n", head, flags=re.M)[-1]
        name = NAME.search(head)
        end = code.find("\n}", match.start())
        yield (name.group(1) if name else "?", match.start(),
               end if end >= 0 else len(code))


def bodies(code):
    """(name, start, end) of the macros, a '#' before the name, and of the
    functions."""
    macros = [("#" + m.group(1), m.end(1), m.end())
              for m in DEFINE.finditer(code)]
    return macros + list(functions(blank(code, DEFINE)))


def chooses(call, args, text, code):
    """Whether a call chooses a type for what may be RAM; text and code are
    those of its function."""
    if KERNEL_MAP.match(call):
        return args[-1] != "PAGE_KERNEL" and \
            (call != "vm_map_ram" or len(args) > 3)
    if call.endswith("memremap"):
        return "MEMREMAP_WB" not in args[-1]
    if PLAIN_IOREMAP.match(call):
        return bool(OF_RAM.search(text)) or \
            any(RAM_NAME.search(arg) for arg in args)
    if call == "remap_pfn_range":
        return not PROTECTION.search(args[-1])
    if USER_MAP.match(call):
        return not PROTECTION.search(code)
    return True


def statement(code, start, end):
    """The statement around a call of a body, white space made one."""
    begin = max(code.rfind(c, 0, start) for c in ";{}") + 1
    stop = code.find(";", end)
    return " ".join(code[begin:stop + 1 if stop >= 0 else None].split())


def sites_of_body(path, text, code, body):
    """The sites of one function or macro."""
    name, begin, stop = body
    seen, inside = {}, 0
    for match in CALL.finditer(code, begin, stop):
        call = match.group(1) or "pgprot_val"
        args, end = arguments(code, code.index("(", match.start()))
        protects = call.startswith(("pgprot_", "__pgprot"))
        # the protection that a listed mapping is given is part of it
        if protects and match.start() < inside:
            continue
        if not chooses(call, args, text[begin:stop], code[begin:stop]):
            continue
        inside = max(inside, end)
        seen[call] = seen.get(call, 0) + 1
        yield Site(path, name, call, seen[call],
                   text.count("\n", 0, match.start()) + 1,
                   statement(code[begin:stop], match.start() - begin,
                             end - begin))


def sites_of_text(path, text):
    """The sites of one file, in the order of its lines."""
    code = blank(text, NOT_CODE)
    found = [site for body in bodies(code)
             for site in sites_of_body(path, text, code, body)]
    return sorted(found, key=lambda site: site.line)


def function_at(text, line):
    """Name of the function that a line of a file is in, or None."""
    for name, begin, stop in functions(blank(text, NOT_CODE)):
        first = text.count("\n", 0, begin) + 1
        if first <= line <= first + text.count("\n", begin, stop) + 1:
            return name
    return None


def read(tree, path):
    """Text of a file of the tree; OSError where it cannot be read."""
    with open(os.path.join(tree, path), "rb") as file:
        return file.read().decode("utf-8", "replace")


def release(tree):
    """Version of a tree, as "6.1.192"; '' where its Makefile does not say."""
    try:
        found = dict(re.findall(
            r"^(VERSION|PATCHLEVEL|SUBLEVEL) = (\d+)$",
            read(tree, "Makefile"), re.M))
    except OSError:
        return ""
    if len(found) < 3:
        return ""
    return "{VERSION}.{PATCHLEVEL}.{SUBLEVEL}".format(**found)


def files_of_tree(tree):
    """Paths, relative to the tree, of the C files that are looked at."""
    tops = list(FOLDERS)
    base, prefixes = ARM
    if os.path.isdir(os.path.join(tree, base)):
        tops += [f"{base}/{name}" for name
                 in os.listdir(os.path.join(tree, base))
                 if name.startswith(prefixes)]
    found = []
    for top in tops:
        for folder, _, names in os.walk(os.path.join(tree, top)):
            relative = os.path.relpath(folder, tree)
            if not relative.startswith(LEFT_OUT):
                found += [f"{relative}/{name}" for name in names
                          if name.endswith((".c", ".h"))]
    return sorted(found)


def sites_of_files(tree, paths):
    """The sites of these files of a tree; those that are not there have
    none."""
    found = []
    for path in paths:
        full = os.path.join(tree, path)
        if not os.path.isfile(full):
            continue
        with open(full, "rb") as file:
            data = file.read()
        if MAYBE.search(data):
            found += sites_of_text(path, data.decode("utf-8", "replace"))
    return found
