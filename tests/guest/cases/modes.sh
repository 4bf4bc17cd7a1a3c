# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154 # from lib.sh
# guest: seconds=150
#
# The parameters of the module. Each test loads it anew.

with()
{
	load "$@"
	insmod /modules/vmap_wc_bad.ko || fail "vmap_wc_bad does not load"
	wait_for 5 said_any || fail "nothing is said"
	settle
	rmmod vmap_wc_bad
	unload
}

said_any()
{
	headlines | grep -q .
}

test_warn()
{
	expect_warning 'dmalias: attr/ram-alias-vmap'
	with warn=1
	said | grep -q 'WARNING: ' || fail "no warning"
}

test_show_one()
{
	load show=1
	insmod /modules/insert_page_bad.ko || fail "insert_page_bad"
	for round in 1 2 3; do
		usermap /dev/insert_page_bad 4096 || fail "round $round"
	done
	rmmod insert_page_bad
	settle
	[ "$(headlines | wc -l)" = 1 ] || fail "$(headlines)"
	grep -q '^ count=3 shown=1 ' "$debug/conflicts" || fail "$(cat "$debug/conflicts")"
	unload
}

# as if the machine were an arm64: a WC alias of RAM is no better there
test_profile_arm64()
{
	with profile=arm64
	headlines | grep -q 'vmap_wc_probe \[vmap_wc_bad\]' || fail "$(said)"
}

test_profile_unknown()
{
	! insmod /modules/dmalias.ko profile=vax 2>/dev/null ||
		fail "an unknown architecture is taken"
	said | grep -q 'vax' || fail "it does not say what is wrong"
}

# write-back aliases are kept, and shown when one asks
test_full()
{
	load full=1
	insmod /modules/plain_vmap_good.ko || fail "plain_vmap_good"
	grep -q 'plain_vmap' "$debug/mappings" ||
		fail "no write-back alias is kept: $(cat "$debug/mappings")"
	settle
	! said_any || fail "$(headlines)"
	rmmod plain_vmap_good
	! grep -q plain_vmap "$debug/mappings" ||
		fail "a mapping outlives its module"
	unload
}

# strict mode reports more, never less
test_strict()
{
	with strict=1
	headlines | grep -q 'vmap_wc_probe \[vmap_wc_bad\]' || fail "$(said)"
}

# a bound that is far too small: it goes on, counts, and says so
test_small_bound()
{
	load max_kb=1024
	insmod /modules/bench.ko mappings=20000 || fail "bench does not load"
	rmmod bench
	[ "$(stat bytes)" -le $((1024 * 1024)) ] ||
		fail "it has $(stat bytes) bytes"
	[ "$(sum lost_mappings lost_owners lost_stacks lost_filters)" -gt 0 ] ||
		fail "nothing is counted as lost: $(cat "$debug/stats")"
	unload
}
