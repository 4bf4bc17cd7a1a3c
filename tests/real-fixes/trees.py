# SPDX-License-Identifier: GPL-2.0-or-later
"""Source trees of the cases: obtained, kept and switched in a work folder.

A Debian tree is unpacked once for each version. A git tree is one folder for
each repository; going to another commit writes only the files that differ.
"""

import glob
import json
import os
import shutil
import subprocess

SUITES = ("bullseye", "bookworm", "trixie")

# Not looked at by any compiler, or of no use without the tree's own tools.
LEFT_OUT = ("Documentation/", "firmware/", "drivers/gpu/arm/")


class NotObtainable(Exception):
    """A text cannot be had here; the text says what to do about it."""


def run(*argv, **kwargs):
    return subprocess.run(argv, check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, **kwargs)


def sources():
    """Lines of a sources.list: every Debian archive that the machine takes
    packages from, with each of the suites that the cases are of."""
    told = run("apt-get", "indextargets", "--format",
               "$(REPO_URI) $(CODENAME)", "Identifier: Packages",
               "Origin: Debian", "Component: main").stdout.decode()
    archives = {uri.rstrip("/"): codename.endswith("-security")
                for uri, _, codename in
                (line.partition(" ") for line in told.splitlines())}
    if not archives:
        raise NotObtainable("apt knows no archive of Debian; add one to the "
                            "sources of this machine")
    return "".join(
        f"deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] "
        f"{uri} {suite}{'-security' if security else ''} main\n"
        for uri, security in sorted(archives.items()) for suite in SUITES)


def apt(work, *argv):
    """Run apt-get or apt-cache on a configuration of our own: the machine's
    sources and its package state stay as they are."""
    base = os.path.join(work, "apt")
    for folder in ("state/lists/partial", "cache/archives/partial"):
        os.makedirs(os.path.join(base, folder), exist_ok=True)
    listed = os.path.join(base, "sources.list")
    with open(listed, "w", encoding="ascii") as to:
        to.write(sources())
    return run(argv[0], "-q", "-o", f"Dir::Etc::sourcelist={listed}",
               "-o", "Dir::Etc::sourceparts=-",
               "-o", f"Dir::State={base}/state",
               "-o", f"Dir::Cache={base}/cache", *argv[1:],
               cwd=os.path.join(work, "deb"))


def debian_package(work, package, version):
    """The .deb file of a package, downloaded when it is missing."""
    os.makedirs(os.path.join(work, "deb"), exist_ok=True)
    pattern = os.path.join(work, "deb", f"{package}_{version}_*.deb")
    if not glob.glob(pattern):
        if not os.path.isdir(os.path.join(work, "apt")):
            apt(work, "apt-get", "update")
        try:
            apt(work, "apt-get", "download", f"{package}={version}")
        except subprocess.CalledProcessError as error:
            raise NotObtainable(
                f"{package} {version}: apt has it no more; put the .deb of "
                f"it into {work}/deb") from error
    return glob.glob(pattern)[0]


def debian_tree(work, package, version):
    """The folder of an unpacked linux-source package."""
    tree = os.path.join(work, "trees", f"{package}_{version}")
    if os.path.exists(os.path.join(tree, ".unpacked")):
        return tree
    deb = debian_package(work, package, version)
    os.makedirs(tree, exist_ok=True)
    with subprocess.Popen(("dpkg-deb", "--fsys-tarfile", deb),
                          stdout=subprocess.PIPE) as outer:
        with subprocess.Popen(("tar", "-xO", "--wildcards",
                               "./usr/src/linux-source-*.tar.xz"),
                              stdin=outer.stdout,
                              stdout=subprocess.PIPE) as inner:
            subprocess.run(("tar", "-xJ", "-C", tree,
                            "--strip-components=1"),
                           stdin=inner.stdout, check=True)
    with open(os.path.join(tree, ".unpacked"), "w", encoding="ascii"):
        return tree


def bare_clone(work, folder, url):
    """The git folder of @url: one below @folder named owner+name, owner+name/
    repo or owner+name.git, else a clone without blobs in the work folder."""
    name = "+".join(url.rstrip("/").split("/")[-2:])
    places = [os.path.join(work, "git", name + ".git")]
    if folder:
        places += [os.path.join(folder, name + end)
                   for end in ("/repo", "", ".git")]
    for place in places:
        if os.path.exists(os.path.join(place, "objects")):
            return place
    try:
        run("git", "clone", "-q", "--bare", "--filter=blob:none", url,
            places[0])
    except subprocess.CalledProcessError as error:
        raise NotObtainable(f"{url}: cannot be cloned here; give --git DIR "
                            f"with a bare clone {name}.git") from error
    return places[0]


def listing(git_dir, commit):
    """path -> (mode, blob) of a commit, without what is left out."""
    try:
        text = run("git", "--git-dir", git_dir, "ls-tree", "-rz",
                   commit).stdout
    except subprocess.CalledProcessError as error:
        raise NotObtainable(f"{git_dir} has no commit {commit}") from error
    files = {}
    for entry in text.split(b"\0")[:-1]:
        head, path = entry.split(b"\t", 1)
        mode, kind, blob = head.split()
        name = path.decode("utf-8", "surrogateescape")
        if kind != b"blob":
            continue
        if name.startswith(LEFT_OUT):
            # Kconfig files are read whatever is configured
            if not os.path.basename(name).startswith("Kconfig"):
                continue
        files[name] = (mode.decode(), blob.decode())
    return files


def write_file(path, mode, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)  # a folder in the other commit
    elif os.path.lexists(path):
        os.unlink(path)
    if mode == "120000":
        os.symlink(data, path)
        return
    with open(path, "wb") as to:
        to.write(data)
    if mode == "100755":
        os.chmod(path, 0o755)


def write_blobs(git_dir, tree, wanted):
    """Write files of [(path, mode, blob)]; a blob that the clone lacks is an
    empty file: it is some file that no case needs, or the case will say so."""
    with subprocess.Popen(("git", "--git-dir", git_dir, "cat-file", "--batch"),
                          stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as git:
        for path, mode, blob in wanted:
            git.stdin.write(blob.encode() + b"\n")
            git.stdin.flush()
            head = git.stdout.readline().split()
            data = b""
            if head[1] == b"blob":
                data = git.stdout.read(int(head[2]) + 1)[:-1]
            write_file(os.path.join(tree, path), mode, data)
        git.stdin.close()


def git_tree(work, git_dir, commit):
    """The folder of a repository's tree, switched to @commit."""
    name = os.path.basename(git_dir.removesuffix("/repo"))
    tree = os.path.join(work, "trees", name.removesuffix(".git"))
    state = tree + ".state"
    old = {}
    if os.path.exists(state):
        with open(state, encoding="utf-8") as file:
            old = {k: tuple(v) for k, v in json.load(file).items()}
    new = listing(git_dir, commit)
    if old != new:
        for path in old.keys() - new.keys():
            if os.path.lexists(os.path.join(tree, path)):
                os.unlink(os.path.join(tree, path))
        write_blobs(git_dir, tree, [(path, *new[path]) for path in sorted(new)
                                    if old.get(path) != new[path]])
        with open(state, "w", encoding="utf-8") as file:
            json.dump(new, file)
    return tree
