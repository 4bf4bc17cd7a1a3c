# SPDX-License-Identifier: GPL-2.0-or-later
# For the tests of baselines and suppressions: a tree of its own in $TMP/tree,
# and functions to change and scan it. No output but what the tests ask for.
include="$PWD/tests/corpus/include"
tree=$TMP/tree

# database FILE...: a compile database of files of the tree, and of top.c
database()
{
	sep='['
	for file in top.c "$@"; do
		printf '%s{"directory":"%s","file":"%s","command":"' \
			"$sep" "$tree" "$file"
		printf 'cc --target=x86_64-linux-gnu -nostdinc -I%s ' "$include"
		printf -- '-D__KERNEL__ -DMODULE -std=gnu11 -c %s"}' "$file"
		sep=,
	done >"$tree/compile_commands.json"
	echo ']' >>"$tree/compile_commands.json"
}

# run COMMAND OPTION...: with the database; the summary line only
run()
{
	command=$1
	shift
	"$DMALIAS" "$command" "$@" --compile-commands "$tree" 2>&1
	echo "-> $?"
}

rm -rf "$tree"
mkdir -p "$tree/drivers"
echo 'int top;' >"$tree/top.c"
sed 's/ring_/foo_/' tests/golden/driver.c >"$tree/drivers/foo.c"
cp tests/golden/driver.c "$tree/drivers/ring.c"
database drivers/foo.c drivers/ring.c
