# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads attributes.yaml: what a person says of each site.

The file is the part of YAML that these lines are: a path, and below it sites
of a few lines each. Anything else is a mistake, told with its line.
"""

import dataclasses
import json
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))
DEFAULT = os.path.join(HERE, "attributes.yaml")
VERDICTS = ("wrong", "accepted", "right", "unclear")
RULE = re.compile(r"(?:attr|carveout)/[a-z-]+$|none$")
FIELD = re.compile(r"(?:- |  )(site|kernels|archs|built|rule|verdict|why): (.+)$")
PATH = re.compile(r"(\S+\.[ch]):$")
NEEDED = {"site", "kernels", "rule", "verdict", "why"}


class Mistake(Exception):
    """The file is not what it should be; the text says where and what."""


@dataclasses.dataclass(frozen=True)
class Label:
    """The verdict on one site. `kernels`: the releases, as "6.1", that have
    it; `archs`: where the verdict holds, `built`: where the site is compiled,
    both empty for everywhere."""
    path: str
    function: str
    call: str
    ordinal: int
    kernels: tuple
    archs: tuple
    built: tuple
    rule: str
    verdict: str
    why: str

    @property
    def key(self):
        """The same as that of the site."""
        return self.path, self.function, self.call, self.ordinal

    @property
    def defect(self):
        """Sites of one function that break one rule are one defect."""
        return self.path, self.function, self.rule

    def holds(self, arch):
        """Whether the verdict is about this architecture."""
        return not self.archs or arch in self.archs

    def expected(self, arch):
        """Whether a scan for this architecture should find it."""
        return self.verdict == "wrong" and self.holds(arch) and \
            (not self.built or arch in self.built)


def scalar(text):
    """A plain or a double-quoted value."""
    return json.loads(text) if text.startswith('"') else text


def labels_of(path, fields):
    """The labels of one entry: one for each ordinal."""
    missing = NEEDED - fields.keys()
    if missing:
        raise Mistake(f"'{sorted(missing)[0]}' is missing")
    words = fields["site"].split()
    if len(words) < 3 or not all(w.isdigit() for w in words[2:]):
        raise Mistake("'site' wants function, call and ordinals")
    if fields["verdict"] not in VERDICTS:
        raise Mistake(f"'verdict' is one of {', '.join(VERDICTS)}")
    if not RULE.match(fields["rule"]):
        raise Mistake("'rule' is one of attr/ or carveout/, or none")
    if fields["rule"] == "none" and fields["verdict"] == "wrong":
        raise Mistake("what is wrong is so by a rule")
    return [Label(path, words[0], words[1], int(ordinal),
                  tuple(fields["kernels"].split()),
                  tuple(fields.get("archs", "").split()),
                  tuple(fields.get("built", "").split()), fields["rule"],
                  fields["verdict"], fields["why"])
            for ordinal in words[2:]]


def parse(text):
    """The labels of a text; Mistake for one that is not of this form."""
    labels, path, fields, first, number = [], None, {}, 0, 0

    def finish():
        if fields:
            try:
                labels.extend(labels_of(path, fields))
            except Mistake as err:
                raise Mistake(f"{first}: {err}") from None

    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        named, field = PATH.match(line), FIELD.match(line)
        if named or line.startswith("- "):
            finish()
            fields, first = {}, number
        if named:
            path = named.group(1)
            continue
        if not field or not path or field.group(1) in fields or \
                (field.group(1) == "site") != line.startswith("- "):
            raise Mistake(f"{number}: not a path, a site or a field of one")
        try:
            fields[field.group(1)] = scalar(field.group(2))
        except ValueError:
            raise Mistake(f"{number}: a quote does not end") from None
    finish()
    check_twice(labels)
    return labels


def check_twice(labels):
    """A site has one label in each kernel."""
    seen = set()
    for label in labels:
        for kernel in label.kernels:
            if (label.key, kernel) in seen:
                raise Mistake(f"{label.path}: {label.function} {label.call} "
                              f"{label.ordinal} is labelled twice for "
                              f"{kernel}")
            seen.add((label.key, kernel))


def load(path=DEFAULT):
    """The labels of a file; Mistake with its name."""
    try:
        with open(path, encoding="utf-8") as file:
            return parse(file.read())
    except (OSError, UnicodeDecodeError) as err:
        raise Mistake(f"{path}: {err}") from None
    except Mistake as err:
        raise Mistake(f"{path}:{err}") from None


def of_kernel(labels, release):
    """The labels of a release such as "6.1.192"."""
    series = ".".join(release.split(".")[:2])
    return [label for label in labels if series in label.kernels]
