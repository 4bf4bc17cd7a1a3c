# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# What the cases share, in the guest.

debug=/sys/kernel/debug/dmalias
# a test ends so when it cannot run here; its last line says why
skipped=77

# kmsg TEXT: a line of ours in the kernel's log
kmsg()
{
	echo "guest: $*" >/dev/kmsg
}

# fail WHY: end the test
fail()
{
	echo "$*"
	exit 1
}

skip()
{
	echo "$*"
	exit "$skipped"
}

# expect_warning TEXT: until the test ends the kernel may warn so
expect_warning()
{
	kmsg "allow $*"
}

# the kernel's log since the test began, without times
said()
{
	dmesg | awk '
		{ sub(/^\[[^]]*\] /, "") }
		/^guest: begin / { n = 0 }
		{ line[++n] = $0 }
		END { for (i = 1; i <= n; i++) print line[i] }'
}

# verdicts, one headline a line
headlines()
{
	said | sed -n 's,^.*dmalias: \([a-z]*/[a-z-]*: .*\),\1,p'
}

seconds_up()
{
	cut -d. -f1 /proc/uptime
}

# wait_for SECONDS COMMAND...: until it succeeds
wait_for()
{
	deadline=$(($(seconds_up) + $1))
	shift
	until "$@"; do
		[ "$(seconds_up)" -lt "$deadline" ] || return 1
		usleep 100000
	done
}

# the worker prints what it has within this time
settle()
{
	usleep 300000
}

# load [PARAMETER...]: dmalias.ko
# shellcheck disable=SC2120 # cases give them
load()
{
	! loaded || unload
	insmod /modules/dmalias.ko "$@" || fail "dmalias.ko does not load"
}

unload()
{
	rmmod dmalias || fail "dmalias does not unload"
}

loaded()
{
	[ -d /sys/module/dmalias ]
}

# stat NAME: its number in debugfs 'stats'
stat()
{
	awk -v name="$1" '$1 == name { print $2; exit }' "$debug/stats"
}

# sum NAME...: of several
sum()
{
	total=0
	for name; do
		total=$((total + $(stat "$name")))
	done
	echo "$total"
}

# what was dropped on the way; silence would be a claim otherwise
lost()
{
	sum lost_mappings lost_owners lost_stacks lost_filters lost_ram \
		lost_modules rereads_lost verdicts_lost events_skipped \
		events_impossible
}

# ------------------------------------------------------------- corpus modules

# expectation MODULE: its lines of guest.expect, without its name
expectation()
{
	awk -v module="$1" '
		{ sub(/#.*/, "") }
		$1 == module { sub(/^[ \t]*[^ \t]+[ \t]+/, ""); print }' \
		/corpus/*.expect
}

# how the guest drives it: the first word of its first line that is no warning
drive_of()
{
	expectation "$1" | awk '$1 != "warns" { print $1; exit }'
}

release()
{
	echo 1 >"/sys/module/$1/parameters/release"
}

# drive MODULE: as guest.expect says
drive()
{
	warning=$(expectation "$1" | sed -n 's/^warns  *//p')
	[ -z "$warning" ] || expect_warning "$warning"
	# the kernel warns once of each: let it be once a test
	echo 1 >/sys/kernel/debug/clear_warn_once
	case $(drive_of "$1") in
	load)
		insmod "/modules/$1.ko" || fail "$1 does not load"
		;;
	mmap)
		insmod "/modules/$1.ko" || fail "$1 does not load"
		usermap "/dev/$1" 4096 || fail "/dev/$1 cannot be mapped"
		;;
	before)
		release "$1" || fail "$1 does not release its pages"
		;;
	*)
		fail "nothing says how to drive $1"
		;;
	esac
	rmmod "$1" || fail "$1 does not unload"
}

# before MODULE: what is to be done before it is driven, with dmalias.ko
before()
{
	[ "$(drive_of "$1")" = before ] || return 0
	! loaded || unload
	insmod "/modules/$1.ko" || fail "$1 does not load"
	# shellcheck disable=SC2119
	load
}

# a test that failed may have left its modules
tidy()
{
	for module in $(lsmod | awk 'NR > 1 { print $1 }'); do
		[ ! -e "/modules/$module.ko" ] || [ "$module" = dmalias ] ||
			rmmod "$module"
	done 2>/dev/null
}

# names of all modules of the corpus
corpus()
{
	awk '{ sub(/#.*/, "") } NF && !seen[$1]++ { print $1 }' /corpus/*.expect
}

# pages that were freed uncached stay so, and are reported wherever they go
leaves_damage()
{
	expectation "$1" | grep -q ' freed-changed '
}

without_damage()
{
	while read -r module; do
		leaves_damage "$module" || echo "$module"
	done
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

# debugfs tells the same: the headline, and in which way
check_conflict()
{
	awk -v RS= -v text="$1: $3 [$5]: " -v what=" what=$2 " '
		index($0, text) && index($0, what) { found = 1 }
		END { exit !found }' "$debug/conflicts" ||
		fail "'conflicts' has no $1 $2 by $3 [$5]: $(cat "$debug/conflicts")"
}

# judge_drive MODULE: drive it, and compare what is said
judge_drive()
{
	verdicts_of "$1" >/tmp/verdicts
	awk -v module="$1" '{ print $1 ": " $3 " [" module "]" }' \
		/tmp/verdicts | sort >/tmp/expected
	drive "$1"
	[ ! -s /tmp/expected ] || wait_for 5 as_expected
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
