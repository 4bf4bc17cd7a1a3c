# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154,SC2034 # from lib.sh
# guest: icount=yes memory=2048 seconds=400
#
# What watching costs. The guest's clock counts instructions, so that times are
# the same on every machine and every run nearly so. Prints "bench NAME VALUE".

test_seconds=300

costs()
{
	insmod /modules/bench.ko || fail "bench does not load"
	rmmod bench
	said | sed -n 's/^bench: \([a-z0-9]*\) \([0-9]*\)$/\1 \2/p' >/tmp/costs
	[ -s /tmp/costs ] || fail "nothing is measured: $(said)"
	sed "s/^/bench $1-/" /tmp/costs
}

test_without()
{
	costs without
}

test_load()
{
	load
	echo "bench walk $(stat load_walk_ns)"
	echo "bench idle $(stat bytes)"
	awk '$1 == "MemTotal:" { print "bench ram", $2 * 1024 }' /proc/meminfo
}

test_with()
{
	costs with
	[ -z "$(headlines)" ] || fail "$(headlines)"
}

test_mappings()
{
	insmod /modules/bench.ko mappings=100000 || fail "bench does not load"
	mappings=$(stat mappings:ioremap)
	bytes=$(stat bytes)
	lost=$(lost)
	rmmod bench
	[ "$lost" = 0 ] || fail "$lost lost"
	[ "$mappings" -ge 100000 ] || fail "$mappings are known"
	echo "bench mappings $bytes"
}
