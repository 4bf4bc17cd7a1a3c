#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC1090,SC1091,SC2154 # what is read is in the guest
#
# tests.sh CASE [TEST] - in the guest: run the tests of cases/CASE.sh and print
# KTAP, or run one of them in this process. A case is a file with a function
# test_NAME for each test, or with a function tests that prints names and one
# run_test that takes a name. setup is called once, before.

. /guest/lib.sh
case_file=/guest/cases/$1.sh
[ -f "$case_file" ] || {
	echo "no case '$1'"
	exit 1
}
. "$case_file"

if ! type tests >/dev/null 2>&1; then
	tests()
	{
		sed -n 's/^test_\([a-z0-9_]*\)()$/\1/p' "$case_file"
	}
	run_test()
	{
		"test_$1"
	}
fi

if [ $# -gt 1 ]; then
	run_test "$2"
	exit
fi

# the plan comes first: a guest that dies has not run what it promised
echo "KTAP version 1"
echo "1..$(tests | wc -l)"
if type setup >/dev/null 2>&1; then
	setup >/tmp/setup 2>&1 || {
		sed 's/^/# setup: /' /tmp/setup
		echo "Bail out! the setup of $1 failed"
		exit 1
	}
fi
number=0
for name in $(tests); do
	number=$((number + 1))
	tidy
	kmsg "begin $name"
	timeout -s KILL "${test_seconds:-60}" \
		sh /guest/tests.sh "$1" "$name" >/tmp/output 2>&1 </dev/null
	status=$?
	kmsg "end $name"
	case $status in
	0)
		grep '^bench ' /tmp/output | sed 's/^/# /'
		echo "ok $number $name"
		;;
	"$skipped")
		echo "ok $number $name # SKIP $(tail -n 1 /tmp/output)"
		;;
	*)
		tail -n 40 /tmp/output | sed 's/^/# /'
		[ "$status" -ne 137 ] || echo "# took too long"
		echo "not ok $number $name"
		;;
	esac
done
