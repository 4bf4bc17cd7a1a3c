# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154 # from lib.sh
# guest: seconds=150
#
# The module's own files: what is watched, what can be asked, what must be
# refused.

setup()
{
	load
}

# every hook is there, was hit by the self test, and no rule lost sight
test_coverage()
{
	grep -c '^hook=' "$debug/coverage" | grep -qv '^0$' ||
		fail "no hook is listed"
	! grep -E '^hook=.* state=failed' "$debug/coverage" ||
		fail "a hook failed"
	! grep -E '^hook=.* state=absent' "$debug/coverage" |
		grep -v 'optional=1' || fail "a hook is absent"
	! grep -E '^hook=.* selftest=missed' "$debug/coverage" ||
		fail "the self test missed a hook"
	! grep '^rule=' "$debug/coverage" | grep -v 'state=watched' ||
		fail "a rule is not watched"
	grep -q '^rule=attr/ram-alias-vmap state=watched' "$debug/coverage" ||
		fail "no rule is listed"
	dmaliasctl coverage || fail "dmaliasctl coverage ends with $?"
}

test_nothing_lost()
{
	[ "$(lost)" = 0 ] || fail "$(cat "$debug/stats")"
	[ "$(stat init_mm_known)" = 1 ] || fail "init_mm was not found"
}

test_files_are_private()
{
	for file in "$debug"/*; do
		case $(stat_mode "$file") in
		*00) ;;
		*) fail "$file has mode $(stat_mode "$file")" ;;
		esac
	done
}

stat_mode()
{
	command stat -c %a "$1"
}

test_files_read()
{
	for file in conflicts stats coverage filter enable verify fail_alloc \
		mappings; do
		cat "$debug/$file" >/tmp/read || fail "cannot read $file"
		dd if="$debug/$file" bs=1 count=100 of=/tmp/bytes 2>/dev/null ||
			fail "cannot read $file byte by byte"
		head -c 100 /tmp/read | cmp -s - /tmp/bytes ||
			[ "$file" = stats ] || [ "$file" = coverage ] ||
			fail "$file reads differently byte by byte"
	done
	# it has no end: what is there now comes at once
	timeout 3 dd if="$debug/stream" bs=4096 count=1 of=/tmp/stream \
		2>/dev/null
	head -c 7 /tmp/stream | grep -q DMALIAS || fail "no stream"
	! cat "$debug/pfn" >/tmp/read 2>&1 || fail "pfn answers unasked"
}

# refuse FILE TEXT: a write that has to fail and must change nothing
refuse()
{
	! printf '%b' "$2" >"$debug/$1" 2>/dev/null ||
		fail "$1 takes '$2'"
}

test_hostile_writes()
{
	long=$(head -c 5000 /dev/zero | tr '\0' a)
	cat "$debug/enable" "$debug/filter" "$debug/fail_alloc" >/tmp/was
	for file in enable filter verify fail_alloc pfn; do
		for text in '\n' '-1' '1 1' '\0001' '\0377\0376' "$long" \
			'99999999999999999999999' '0x' '%s%n' '1\0002'; do
			refuse "$file" "$text"
		done
	done
	for text in driver= module= rule= rule=attr/none 'rule=attr/ram-iomap ' \
		driver ' off' offf "module=$long"; do
		refuse filter "$text"
	done
	for text in 'phys ' 'virt ' 'virt 0' 'virt 0x1000' 'phys x' 'vir 1' \
		'0xffffffffffffffff' 'virt 0xffffffffffffffff1'; do
		refuse pfn "$text"
	done
	for file in conflicts stats coverage mappings stream; do
		refuse "$file" 1
	done
	cat "$debug/enable" "$debug/filter" "$debug/fail_alloc" >/tmp/is
	cmp /tmp/was /tmp/is || fail "a refused write changed something"
}

test_verify()
{
	insmod /modules/vmap_wc_good.ko || fail "vmap_wc_good does not load"
	echo 1 >"$debug/verify" || fail "cannot verify"
	cat "$debug/verify"
	rmmod vmap_wc_good
	for line in 'error 0' 'stale 0' 'unseen 0'; do
		grep -qx "$line" "$debug/verify" || fail "it says no '$line'"
	done
	! grep -qx 'matched 0' "$debug/verify" || fail "nothing matched"
}

# the frame of a mapping of the corpus, from the list of all
test_lookup()
{
	insmod /modules/vmap_wc_good.ko || fail "vmap_wc_good does not load"
	grep vmap_wc_probe "$debug/mappings" >/tmp/mappings ||
		fail "no mapping by vmap_wc_probe: $(cat "$debug/mappings")"
	pfn=$(sed -n 's/.*pfn=\(0x[0-9a-f]*\).*kind=vmap.*/\1/p' /tmp/mappings |
		head -n 1)
	[ -n "$pfn" ] || fail "no frame: $(cat /tmp/mappings)"
	dmaliasctl pfn "$pfn" >/tmp/answer
	cat /tmp/answer
	rmmod vmap_wc_good
	grep -q 'vmap_wc_probe.*\[vmap_wc_good\]' /tmp/answer ||
		fail "the owner is not named"
	grep -q linear /tmp/answer || fail "no word of the linear map"
	! grep vmap_wc_good "$debug/mappings" ||
		fail "a mapping outlives its module"
}

test_lookup_asks()
{
	for question in 0 0x100 'phys 0xfee00000' 999999999; do
		exec 3<>"$debug/pfn"
		echo "$question" >&3 || fail "cannot ask for $question"
		cat <&3 >/tmp/answer || fail "no answer for $question"
		exec 3>&-
	done
}

test_disabled_is_silent()
{
	echo 0 >"$debug/enable"
	insmod /modules/vmap_wc_bad.ko
	rmmod vmap_wc_bad
	settle
	echo 1 >"$debug/enable"
	[ -z "$(headlines)" ] || fail "it speaks although it is off"
	insmod /modules/vmap_uc_bad.ko
	rmmod vmap_uc_bad
	wait_for 5 said_of vmap_uc_bad || fail "it is silent although it is on"
}

said_of()
{
	headlines | grep -q "\[$1\]"
}

test_filter()
{
	echo module=no_such_module >"$debug/filter"
	insmod /modules/vmap_wc_bad.ko
	rmmod vmap_wc_bad
	settle
	[ -z "$(headlines)" ] || fail "filtered, and yet: $(headlines)"
	echo rule=attr/ram-alias-vmap >"$debug/filter"
	insmod /modules/vmap_wc_bad.ko
	rmmod vmap_wc_bad
	wait_for 5 said_of vmap_wc_bad || fail "the filter by rule hides it"
	echo module=vmap_uc_bad >"$debug/filter"
	insmod /modules/vmap_uc_bad.ko
	rmmod vmap_uc_bad
	wait_for 5 said_of vmap_uc_bad || fail "the filter by module hides it"
	echo off >"$debug/filter"
	[ "$(cat "$debug/filter")" = off ] || fail "the filter stays on"
}

# two processes have it mapped, and one of them goes on
test_fork()
{
	insmod /modules/insert_page_bad.ko
	usermap /dev/insert_page_bad 4096 fork || fail "cannot be mapped"
	wait_for 5 said_of insert_page_bad || fail "nothing is said"
	! grep insert_page_bad "$debug/mappings" ||
		fail "a mapping outlives its processes"
	rmmod insert_page_bad
}

# a process whose first thread has ended is not taken for gone
test_first_thread_ends()
{
	insmod /modules/insert_page_bad.ko
	mkfifo /tmp/leave
	usermap /dev/insert_page_bad 4096 leave </tmp/leave >/tmp/mapped &
	process=$!
	exec 4>/tmp/leave
	wait_for 5 grep -q mapped /tmp/mapped || fail "cannot be mapped"
	wait_for 5 grep -q Z "/proc/$process/stat" || fail "it does not end"
	echo 1 >"$debug/verify"
	cat "$debug/verify"
	grep -qx 'stale 0' "$debug/verify" || fail "its mapping is stale"
	grep -q 'kind=user.*insert_page_bad' "$debug/mappings" ||
		fail "its mapping is forgotten"
	exec 4>&-
	wait
	rmmod insert_page_bad
}

# pages that are not in the linear map are nobody's alias
test_secret()
{
	usermap --secret 65536
	status=$?
	[ "$status" != 77 ] || skip "this kernel has no memfd_secret()"
	[ "$status" = 0 ] || fail "memfd_secret fails"
	settle
	[ -z "$(headlines)" ] || fail "$(headlines)"
}

test_unloads()
{
	unload
	[ ! -e "$debug" ] || fail "debugfs keeps files"
	! grep -q dmalias /proc/modules || fail "it is still there"
	! grep -q dmalias /sys/kernel/tracing/enabled_functions ||
		fail "a function is still traced"
	load
}
