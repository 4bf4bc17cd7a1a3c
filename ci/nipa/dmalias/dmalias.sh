#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A test of NIPA for each patch: copy the folder to tests/patch/. The patch is
# HEAD of the tree in which it runs. What is written to $DESC_FD is shown beside
# the patch; exit code 0 passes, 250 warns, any other fails. $DMALIAS is the
# program, $DMALIAS_ARGS are options of 'dmalias diff'.
set -u

errors=$(mktemp) || exit 1
trap 'rm -f "$errors"' EXIT

describe()
{
	[ -z "${DESC_FD:-}" ] || eval "echo \"\$1\" >&$DESC_FD"
}

# the words of $DMALIAS_ARGS are options
# shellcheck disable=SC2086
findings=$("${DMALIAS:-dmalias}" diff ${DMALIAS_ARGS:-} --format rdjsonl \
	HEAD~..HEAD 2>"$errors")
code=$?
cat "$errors" >&2
[ -z "$findings" ] || echo "$findings"

case $code in
0 | 1)
	gating=$(echo "$findings" | grep -c '"severity": "ERROR"')
	others=$(echo "$findings" | grep -c -e '"severity": "WARNING"' \
		-e '"severity": "INFO"')
	describe "$gating new findings that gate, $others others"
	[ "$gating" -eq 0 ] || exit 1
	[ "$others" -eq 0 ] || exit 250
	;;
*)
	describe "dmalias could not check all: $(head -n 1 "$errors")"
	exit 250
	;;
esac
