#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of attribute_sites and attributes_judge, on made-up inputs; and the
labels against the tree $KERNEL, when it is of a release that they are for.
$RESULT: file for "passed failed skipped"."""

import contextlib
import importlib.machinery
import importlib.util
import io
import json
import os
import subprocess
import sys
import tempfile
import unittest

import attribute_labels
import attribute_text

HERE = os.path.dirname(os.path.abspath(__file__))
# the releases that the labels were made of
RELEASES = ("6.1.192", "6.12.117")


def script(name):
    """A script of this folder, as a module."""
    loader = importlib.machinery.SourceFileLoader(
        name, os.path.join(HERE, name))
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


judge_script = script("attributes_judge")

CODE = """
#define MAP_IT(p) \\
	pgprot_noncached(p)

/* vmap(pages, n, VM_MAP, pgprot_noncached(PAGE_KERNEL)) */
static const char *text = "ioremap_wc(a, b)";

static void *
map_pages(struct page **pages, int n)
{
	void *a = vmap(pages, n, VM_MAP, PAGE_KERNEL);
	void *b = vmap(pages, n, VM_MAP,
		       pgprot_writecombine(PAGE_KERNEL));

	obj->funcs->vmap(obj, map);
	set_pages_array_wc(pages, n);
	set_pages_array_wc(pages + n, n);
	return b;
}

static int __init probe(struct platform_device *pdev)
{
	a = memremap(start, size, MEMREMAP_WB);
	b = memremap(start, size, MEMREMAP_WC);
	return 0;
}

static int regs(struct resource *res)
{
	return devm_ioremap(dev, res->start, 4096) ? 0 : -ENOMEM;
}

static int setup(void)
{
	return ioremap(virt_to_phys(table), size) ? 0 : -ENOMEM;
}

static int handler(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	if (io_remap_pfn_range(vma, start, pfn, size, vma->vm_page_prot))
		return -EAGAIN;
	pgprot_val(vma->vm_page_prot) |= BITS;
	return remap_pfn_range(vma, start, pfn, size, vma->vm_page_prot);
}
"""

LABELS = """# a comment

drivers/a.c:
- site: "map_pages vmap 1"
  kernels: "6.1 6.12"
  rule: attr/ram-alias-vmap
  verdict: wrong
  why: "a reason: with a colon"
- site: "map_pages set_pages_array_wc 1 2"
  kernels: "6.1"
  archs: "x86"
  built: "x86 mips"
  rule: attr/not-restored
  verdict: wrong
  why: never set back

drivers/b.c:
- site: "probe memremap 1"
  kernels: "6.1"
  rule: none
  verdict: right
  why: a BAR
- site: "probe vmap 1"
  kernels: "6.1"
  rule: attr/ram-alias-vmap
  verdict: accepted
  why: cleaned
"""


class Text(unittest.TestCase):
    """attribute_text."""

    def found(self, text):
        """(function, call, ordinal) of the sites of a text."""
        return [site.key[1:]
                for site in attribute_text.sites_of_text("a.c", text)]

    def test_sites(self):
        self.assertEqual(self.found(CODE), [
            ("#MAP_IT", "pgprot_noncached", 1),
            ("map_pages", "vmap", 1),
            ("map_pages", "set_pages_array_wc", 1),
            ("map_pages", "set_pages_array_wc", 2),
            ("probe", "memremap", 1),
            ("setup", "ioremap", 1),
            ("handler", "pgprot_noncached", 1),
            ("handler", "pgprot_val", 1),
            ("handler", "remap_pfn_range", 1),
        ])

    def test_keys_survive_moved_lines(self):
        moved = "\n\n/* more */\n" + CODE
        self.assertEqual(self.found(moved), self.found(CODE))
        lines = [[s.line for s in attribute_text.sites_of_text("a.c", t)]
                 for t in (CODE, moved)]
        self.assertEqual(lines[1], [line + 3 for line in lines[0]])

    def test_plain_ioremap_of_ram(self):
        head = "static int f(void)\n{\n\t"
        for call, listed in (
                ("p = ioremap(res->start, n);", False),
                ("p = ioremap(addr, n);", False),
                ("p = ioremap(dram_addr, n);", True),
                ("p = ioremap(priv->shm.base, n);", True),
                ("r = of_reserved_mem_lookup(np); p = ioremap(r->base, n);",
                 True),
                ("p = ioremap_wc(res->start, n);", True)):
            self.assertEqual(bool(self.found(head + call + "\n}\n")), listed,
                             call)

    def test_statement_and_line(self):
        site = attribute_text.sites_of_text("a.c", CODE)[1]
        self.assertEqual(site.text, "void *b = vmap(pages, n, VM_MAP, "
                         "pgprot_writecombine(PAGE_KERNEL));")
        self.assertIn("vmap", CODE.splitlines()[site.line - 1])

    def test_function_at(self):
        for number, line in enumerate(CODE.splitlines(), 1):
            if "memremap" in line:
                self.assertEqual(attribute_text.function_at(CODE, number),
                                 "probe")
        self.assertIsNone(attribute_text.function_at(CODE, 1))

    def test_broken_code(self):
        for text in ("", "{", "static int f(void)\n{\n\tvmap(a, (b",
                     "/* vmap(", '"', "{\n}\n}\n", "f(\n{\nvmap()\n}\n"):
            attribute_text.sites_of_text("a.c", text)


class Labels(unittest.TestCase):
    """attribute_labels."""

    def test_parse(self):
        labels = attribute_labels.parse(LABELS)
        self.assertEqual([label.key for label in labels], [
            ("drivers/a.c", "map_pages", "vmap", 1),
            ("drivers/a.c", "map_pages", "set_pages_array_wc", 1),
            ("drivers/a.c", "map_pages", "set_pages_array_wc", 2),
            ("drivers/b.c", "probe", "memremap", 1),
            ("drivers/b.c", "probe", "vmap", 1)])
        self.assertEqual(labels[0].why, "a reason: with a colon")
        self.assertEqual(labels[1].defect, labels[2].defect)
        self.assertTrue(labels[0].holds("arm"))
        self.assertFalse(labels[1].holds("arm"))
        self.assertTrue(labels[0].expected("arm"))
        self.assertTrue(labels[1].expected("x86"))
        self.assertFalse(labels[1].expected("mips"))
        self.assertFalse(labels[3].expected("x86"))

    def test_built_elsewhere(self):
        label, = attribute_labels.parse(LABELS.split("- site: \"map_pages s")[
            0].replace("  rule", '  built: "arm"\n  rule'))
        self.assertTrue(label.holds("x86"))
        self.assertFalse(label.expected("x86"))
        self.assertTrue(label.expected("arm"))

    def test_of_kernel(self):
        labels = attribute_labels.parse(LABELS)
        self.assertEqual(
            len(attribute_labels.of_kernel(labels, "6.1.192")), 5)
        self.assertEqual(
            len(attribute_labels.of_kernel(labels, "6.12.117")), 1)
        self.assertEqual(attribute_labels.of_kernel(labels, "6.18.1"), [])

    def test_mistakes(self):
        for old, new, told in (
                ("verdict: right", "verdict: fine", "18: 'verdict'"),
                ("rule: none", "rule: dma/bypass", "18: 'rule'"),
                ("  why: a BAR\n", "", "18: 'why' is missing"),
                ("probe memremap 1", "probe memremap", "18: 'site' wants"),
                ("probe memremap 1", "probe memremap one", "18: 'site'"),
                ("verdict: right", "verdict: wrong", "18: what is wrong"),
                ('colon"', "colon", "8: a quote"),
                ("  rule: none", "  rule: none\n  rule: none", "21: not a"),
                ("  rule: none", "  color: red", "20: not a"),
                ("drivers/a.c:\n", "", "3: not a"),
                ("set_pages_array_wc 1 2", "vmap 1", "labelled twice")):
            with self.assertRaises(attribute_labels.Mistake) as caught:
                attribute_labels.parse(LABELS.replace(old, new, 1))
            self.assertIn(told, str(caught.exception))

    def test_file_that_is_not_there(self):
        with self.assertRaises(attribute_labels.Mistake):
            attribute_labels.load(os.path.join(HERE, "no-such-file"))


def finding(rule, path, function, steps=()):
    """A finding as a scan writes it."""
    return {"rule": rule, "path": path, "function": function, "line": 1,
            "message": "m", "gating": True,
            "steps": [{"path": p, "line": n, "message": "s"}
                      for p, n in steps]}


class Judge(unittest.TestCase):
    """attributes_judge."""

    def setUp(self):
        self.labels = attribute_labels.parse(LABELS)
        self.judge = judge_script.Judge(self.labels, "x86")

    def verdict(self, *args):
        """What is said of a finding."""
        return self.judge.judge(finding(*args))[0]

    def test_verdicts(self):
        for rule, path, function, verdict in (
                ("attr/ram-alias-vmap", "drivers/a.c", "map_pages", "wrong"),
                ("attr/not-restored", "drivers/a.c", "map_pages", "wrong"),
                ("attr/ram-iomap", "drivers/a.c", "map_pages", "wrong"),
                ("attr/ram-alias-vmap", "drivers/b.c", "probe", "accepted"),
                ("attr/ram-iomap", "drivers/b.c", "probe", "accepted"),
                ("attr/ram-iomap", "drivers/b.c", "other", None)):
            self.assertEqual(self.verdict(rule, path, function), verdict,
                             (rule, path, function))

    def test_other_architecture(self):
        self.judge = judge_script.Judge(self.labels, "arm")
        self.assertEqual(self.verdict("attr/not-restored", "drivers/a.c",
                                      "map_pages"), "accepted")
        self.assertEqual(len(self.judge.defects(())), 1)

    def test_steps_lead_to_the_site(self):
        with tempfile.TemporaryDirectory() as tree:
            os.makedirs(os.path.join(tree, "drivers"))
            with open(os.path.join(tree, "drivers/a.c"), "w",
                      encoding="ascii") as file:
                file.write(CODE)
            line = next(n for n, text in enumerate(CODE.splitlines(), 1)
                        if "set_pages_array_wc(pages, n)" in text)
            about = ("attr/not-restored", "drivers/a.c", "free_pages",
                     [("drivers/a.c", line)])
            self.assertIsNone(self.verdict(*about))
            self.judge = judge_script.Judge(self.labels, "x86", tree)
            self.assertEqual(self.verdict(*about), "wrong")

    def test_counts(self):
        rules, judged = judge_script.count(self.judge, [
            finding("attr/ram-iomap", "drivers/a.c", "map_pages"),
            finding("attr/not-restored", "drivers/a.c", "map_pages"),
            finding("attr/ram-alias-vmap", "drivers/b.c", "probe"),
            finding("attr/raw-pte", "drivers/c.c", "f"),
            finding("attr/raw-pte", "sound/c.c", "f")], ["drivers"])
        self.assertEqual([v for v, _ in judged],
                         ["wrong", "wrong", "accepted", None])
        restored = rules["attr/not-restored"]
        self.assertEqual(restored.found, restored.defects)
        alias = rules["attr/ram-alias-vmap"]
        self.assertEqual(alias.found, set())
        self.assertEqual(alias.elsewhere, alias.defects)
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            judge_script.table(rules)
            judge_script.tell(rules, judged)
        self.assertIn("| attr/not-restored | 1 | 1 | 0 | 0 | 0 | 0 | 100 % "
                      "| 1 | 1 | 0 | 100 % |", out.getvalue())
        self.assertIn("| attr/ram-alias-vmap | 1 | 0 | 1 | 0 | 0 | 0 | 0 % "
                      "| 1 | 0 | 1 | 100 % |", out.getvalue())
        self.assertIn("false alarm (accepted)", out.getvalue())
        self.assertIn("drivers/c.c:1: not labelled", out.getvalue())

    def test_misses_are_told(self):
        rules, judged = judge_script.count(self.judge, [], [])
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            judge_script.tell(rules, judged)
        self.assertEqual(out.getvalue().count("missed: map_pages"), 2)


class Commands(unittest.TestCase):
    """The two scripts as they are called."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = folder.name
        self.write("drivers/a.c", CODE.split("static int __init")[0])
        self.write("Makefile",
                   "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 1\n")
        self.write("labels", LABELS.split("- site: \"map_pages set")[0])

    def write(self, path, text):
        """A file of the made-up tree."""
        full = os.path.join(self.tree, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="ascii") as file:
            file.write(text)

    def call(self, name, *args):
        """Exit status and output of a script."""
        done = subprocess.run(
            [sys.executable, os.path.join(HERE, name), *args], check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.returncode, done.stdout

    def compare(self):
        """attribute_sites on the made-up tree."""
        return self.call("attribute_sites", "--labels",
                         os.path.join(self.tree, "labels"), self.tree)

    def test_not_labelled(self):
        status, out = self.compare()
        self.assertEqual(status, 1)
        self.assertIn("drivers/a.c:16: not labelled: map_pages "
                      "set_pages_array_wc 1", out)
        self.assertIn("4 sites, 3 not labelled, 0 labels without site", out)

    def test_gone(self):
        self.write("drivers/a.c", "")
        status, out = self.compare()
        self.assertEqual(status, 1)
        self.assertIn("drivers/a.c: label without site: map_pages vmap 1",
                      out)

    def test_all_labelled(self):
        text = CODE.split("static void *\n")[1].split("obj->")[0]
        self.write("drivers/a.c", "void *\n" + text + "return b;\n}\n")
        self.assertEqual(self.compare(), (
            0, "1 sites, 0 not labelled, 0 labels without site\n"))

    def test_another_release(self):
        self.write("Makefile",
                   "VERSION = 6\nPATCHLEVEL = 18\nSUBLEVEL = 1\n")
        self.assertIn("no labels for Linux 6.18.1; compared with those for "
                      "6.12", self.compare()[1])

    def test_not_a_tree(self):
        for name, args in (
                ("attribute_sites", ["/nonexistent"]),
                ("attribute_sites", ["--labels", "/nonexistent", self.tree]),
                ("attributes_judge", ["/nonexistent"]),
                ("attributes_judge", [os.path.join(self.tree, "labels")])):
            status, out = self.call(name, *args)
            self.assertEqual((status, out.count("\n")), (2, 1), out)

    def test_judge(self):
        self.write("scan.json", json.dumps({
            "summary": {"release": "6.12.117", "arch": "x86"},
            "findings": [finding("attr/ram-alias-vmap", "drivers/a.c",
                                 "map_pages"),
                         finding("carveout/private-pool", "drivers/a.c", "f"),
                         finding("dma/bypass", "drivers/a.c", "f")]}))
        status, out = self.call(
            "attributes_judge", "--table", "--labels",
            os.path.join(self.tree, "labels"),
            os.path.join(self.tree, "scan.json"))
        self.assertEqual(status, 0)
        self.assertIn("| attr/ram-alias-vmap | 1 | 1 | 0 |", out)
        self.assertNotIn("dma/bypass", out)
        self.assertNotIn("private-pool", out)


class Kernel(unittest.TestCase):
    """attributes.yaml, and what it is about."""

    def test_labels(self):
        labels = attribute_labels.load()
        self.assertGreater(len(labels), 500)
        for label in labels:
            self.assertTrue(set(label.kernels) <= {"6.1", "6.12"}, label.key)

    def test_labelled_files_of_the_tree(self):
        tree = os.environ.get("KERNEL")
        if not tree:
            self.skipTest("$KERNEL is not set")
        release = attribute_text.release(tree)
        if release not in RELEASES:
            self.skipTest(f"labels are for Linux {' and '.join(RELEASES)}, "
                          f"this is {release}")
        labels = attribute_labels.of_kernel(attribute_labels.load(), release)
        sites = attribute_text.sites_of_files(
            tree, sorted({label.path for label in labels}))
        self.assertEqual({site.key for site in sites},
                         {label.key for label in labels})


def main():
    """Run all tests and write the counts."""
    program = unittest.main(exit=False, verbosity=1)
    result = program.result
    failed = len(result.failures) + len(result.errors)
    skipped = len(result.skipped)
    for test, why in result.skipped:
        print(f"skip attributes {test.id()}: {why}")
    if "RESULT" in os.environ:
        with open(os.environ["RESULT"], "w", encoding="ascii") as file:
            print(result.testsRun - failed - skipped, failed, skipped,
                  file=file)
    sys.exit(0 if result.wasSuccessful() else 1)


if __name__ == "__main__":
    main()
