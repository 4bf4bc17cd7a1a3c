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

# wait_for SECONDS COMMAND...: until it succeeds
wait_for()
{
	left=$(($1 * 10))
	shift
	until "$@"; do
		[ "$left" -gt 0 ] || return 1
		left=$((left - 1))
		usleep 100000
	done
}

# the worker prints what it has within this time
settle()
{
	usleep 300000
}

# load [PARAMETER...]: dmalias.ko
load()
{
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

# number NAME: of a line "name value" or "name: value" in debugfs stats
stat()
{
	sed -n "s/^$1[: ]  *\([0-9]*\).*/\1/p" "$debug/stats" | head -n 1
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
	fails)
		! insmod "/modules/$1.ko" 2>/dev/null ||
			fail "$1 loads, the kernel should have refused"
		return
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
