# SPDX-License-Identifier: GPL-2.0-or-later
# What is said of input that dmalias cannot use: a line each. See run.

bad_input()
{
	begin bad-input
	echo '/* a change */' >>driver.c
	end
	git format-patch -q --stdout main..work >"$work/good.mbox"

	says 'no range' 2 'is no range' main
	lines=2 # the second one tells where help is
	says 'nothing' 2 'one range of commits, or --mbox' -C "$tree" --bare
	lines=1
	says 'unknown revision' 2 "no commit 'v9.9' in" v9.9..main
	says 'a revision like an option' 2 "no commit '--all' in" \
		-- '--all..main'
	says 'not a git tree' 2 'is not in a git tree' -C / main..work
	says 'no folder' 2 'no such folder' -C "$work/none" main..work
	says 'no file' 3 'cannot read' --mbox "$work/none"
	printf 'From: a@localhost\nSubject: hello\n\nNo patch.\n' \
		>"$work/hello.mbox"
	says 'no patch' 2 "no patch in '$work/hello.mbox'" \
		--mbox "$work/hello.mbox"
	: >"$work/empty"
	says 'empty' 2 "no patch in '$work/empty'" --mbox "$work/empty"
	sed 's/^ }/ }}/' "$work/good.mbox" >"$work/other.mbox"
	says 'does not apply' 2 'drivers/ring/driver.c:28: no such lines' \
		--mbox "$work/other.mbox" --base main
	says 'file is not there' 2 'drivers/ring/driver.c' \
		--mbox "$work/good.mbox" --base "$(git commit-tree -m none \
		"$(git mktree </dev/null)")"
	search=/nowhere
	says 'no git' 3 'git is missing' main..work
	unset search

	git checkout -q main
	echo '/* not committed */' >>drivers/ring/send.c
	says 'dirty tree' 0 'not committed, not looked at: 1' main..work \
		--compile-commands "$work/compile_commands.json"
	judge 'dirty tree stays' ' M drivers/ring/send.c' \
		"$(git status --porcelain)"
	git checkout -qf main

	git checkout -qb other main
	echo 'rings' >README
	git add README
	git commit -qm other
	git merge -q -m merge work
	says 'merge' 0 'merges in the range, all of which is one change' \
		main..other --compile-commands "$work/compile_commands.json"

	git clone -q --depth 1 "file://$tree" "$work/shallow" 2>/dev/null
	says 'shallow clone' 2 'shallow clone' -C "$work/shallow" \
		"$(git rev-parse main)..HEAD"
}
