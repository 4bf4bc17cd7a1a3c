# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# guest: seconds=180
#
# The corpus with dmalias.ko: each module is driven as its guest.expect says, and
# what is reported has to be that, no less and no more.

tests()
{
	awk '{ sub(/#.*/, "") } NF && !seen[$1]++ { print $1 }' /corpus/*.expect
}

setup()
{
	load
}

# "RULE WHAT FUNCTION OTHER" a line
verdicts_of()
{
	expectation "$1" | awk '
		$1 == "warns" || $2 == "silent" { next }
		{ print $2, $3, $4, $5 }'
}

# headlines without what comes after the culprit
culprits()
{
	headlines | sed -n 's,^\([^ ]*: [^ ]* \[[^]]*\]\): .*,\1,p' | sort
}

as_expected()
{
	headlines | wc -l | grep -qx "$(wc -l </tmp/expected)" &&
		culprits | cmp -s - /tmp/expected
}

# block RULE FUNCTION MODULE: the lines of that verdict
block()
{
	said | awk -v start="dmalias: $1: $2 [$3]: " '
		index($0, "dmalias: ") { on = index($0, start) }
		on'
}

# the culprit's stack and that of the other side name who made them
check_stacks()
{
	block "$1" "$3" "$5" >/tmp/block
	grep -q "$3+0x[0-9a-f]* \[$5\]" /tmp/block ||
		fail "no stack with $3 [$5]: $(cat /tmp/block)"
	[ "$4" = - ] || grep -q "$4+0x[0-9a-f]* \[$5\]" /tmp/block ||
		fail "the other side's stack has no $4: $(cat /tmp/block)"
}

# debugfs tells the same: the rule, in which way, the headline
check_conflict()
{
	awk -v first="conflict rule=$1 what=$2 " -v text="$1: $3 [$5]: " '
		index($0, "conflict ") == 1 { on = index($0, first) == 1 }
		on && index($0, text) { found = 1 }
		END { exit !found }' "$debug/conflicts" ||
		fail "'conflicts' has no $1 $2 by $3 [$5]"
}

run_test()
{
	if [ "$(drive_of "$1")" = before ]; then
		unload
		insmod "/modules/$1.ko" || fail "$1 does not load"
		load
	fi
	loaded || load
	verdicts_of "$1" >/tmp/verdicts
	awk -v module="$1" '{ print $1 ": " $3 " [" module "]" }' \
		/tmp/verdicts | sort >/tmp/expected
	drive "$1"
	[ ! -s /tmp/expected ] || wait_for 10 as_expected
	settle
	as_expected || {
		echo "expected:"
		cat /tmp/expected
		echo "reported:"
		said | grep -v '^guest: '
		exit 1
	}
	while read -r rule what function other; do
		check_stacks "$rule" "$what" "$function" "${other:--}" "$1"
		check_conflict "$rule" "$what" "$function" "${other:--}" "$1"
	done </tmp/verdicts
}
