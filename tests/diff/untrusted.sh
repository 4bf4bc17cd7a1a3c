# SPDX-License-Identifier: GPL-2.0-or-later
# Patches that want more than to be read. See run.

# patch NAME TEXT: a message with a new file of that name
patch()
{
	printf 'From: a@localhost\nSubject: [PATCH] x\n\n---\n'
	printf 'diff --git a/%s b/%s\nnew file mode %s\n' "$1" "$1" "$2"
	printf -- '--- /dev/null\n+++ b/%s\n@@ -0,0 +1 @@\n+%s\n' "$1" "$3"
}

untrusted()
{
	git checkout -qf main
	for path in ../escaped /escaped .git/hooks/post-checkout \
		drivers/../../escaped; do
		patch "$path" 100644 'int x;' >"$work/path.mbox"
		says "path $path" 2 "path" --mbox "$work/path.mbox"
	done
	judge 'nothing escaped' '' "$(find / -xdev -maxdepth 2 -name escaped \
		2>/dev/null; find "$work" -name escaped)"

	{
		patch drivers/ring/link.c 120000 /etc/passwd
		echo '\ No newline at end of file'
	} >"$work/link.mbox"
	says 'symbolic link' 0 'symbolic links of the change, not followed: 1' \
		--mbox "$work/link.mbox" \
		--compile-commands "$work/compile_commands.json"

	# hooks, filters and drivers of the repository and of the patch
	begin drivers-of-attributes
	cd "$tree" || exit 1
	for hook in post-checkout post-index-change reference-transaction; do
		printf '#!/bin/sh\ntouch %s/ran\n' "$work" \
			>".git/hooks/$hook"
		chmod +x ".git/hooks/$hook"
	done
	for driver_of in smudge clean process; do
		git config "filter.evil.$driver_of" "touch $work/ran"
	done
	git config diff.evil.textconv "touch $work/ran"
	git config diff.evil.command "touch $work/ran"
	printf '*.c filter=evil diff=evil\n' >.gitattributes
	sed -i '/if (!ring_mapped/,+1d' drivers/ring/send.c
	git -c core.hooksPath=/dev/null -c filter.evil.clean= \
		-c filter.evil.process= commit -qam evil
	git -c core.hooksPath=/dev/null format-patch -q --stdout main..work \
		>"$work/evil.mbox"
	rm -f "$work/ran" .gitattributes
	git -c core.hooksPath=/dev/null checkout -qf main
	rm -f "$work/ran"
	got=$(dmalias_diff --mbox "$work/evil.mbox" 2>/dev/null | findings)
	judge 'drivers of attributes' "new $send:10 dma/map-unchecked" "$got"
	judge 'none of them ran' '' "$(find "$work" -maxdepth 1 -name ran)"

	# a Makefile of the patch, where that of the tree is run
	judge 'the index is as it was' '' "$(git -c core.hooksPath=/dev/null \
		status --porcelain --untracked-files=no)"
}
