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

# a warning is what the kernel is tainted with once and for all
tainted_by_warning()
{
	[ $(($(cat /proc/sys/kernel/tainted) & 512)) != 0 ]
}

# nothing that one did not ask for: no warning, no taint by one, no panic
test_default()
{
	load
	for name in warn panic strict full; do
		grep -qx N /sys/module/dmalias/parameters/$name ||
			fail "$name is on"
	done
	with
	! said | grep 'WARNING: ' || fail "a warning"
	! tainted_by_warning || fail "the kernel is tainted"
}

test_warn()
{
	expect_warning 'dmalias: attr/ram-alias-vmap'
	with warn=1
	said | grep -q 'WARNING: ' || fail "no warning"
	tainted_by_warning || fail "the kernel is not tainted"
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

# while the record is full: what has no place in it is still judged by what is
# known, and whoever asks is told that it is not complete
test_full_record()
{
	load max_kb=1024
	insmod /modules/bench.ko mappings=20000 || fail "bench does not load"
	[ "$(stat lost_mappings)" -gt 0 ] || fail "$(cat "$debug/stats")"
	insmod /modules/vmap_wc_bad.ko || fail "vmap_wc_bad does not load"
	wait_for 5 said_any || fail "a full record is blind"
	headlines | grep -q ': vmap_wc_probe \[vmap_wc_bad\]: ' ||
		fail "$(headlines)"
	for command in mappings stats coverage conflicts; do
		dmaliasctl $command >/tmp/answer 2>&1
		echo "$command ends with $?"
		head -c 2000 /tmp/answer
	done
	rmmod vmap_wc_bad
	rmmod bench
	unload
}
