# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154,SC2034 # from lib.sh
# guest: smp=2 seconds=280 memory=384
#
# Two processors map without rest while the module comes and goes, has no
# memory, or has a reader that does not read. scale=N on the kernel's command
# line makes it N times as long.

test_seconds=$((100 * ${scale:-1}))

map_hard()
{
	insmod /modules/mapload.ko "$@" || fail "mapload does not load"
}

rounds()
{
	cat /sys/module/mapload/parameters/rounds
}

# rest of a test: the load goes on all the time, and stops
stop_load()
{
	before=$(rounds)
	wait_for 20 rounds_pass "$before" || fail "the load is stuck"
	rmmod mapload || fail "mapload does not unload"
}

rounds_pass()
{
	[ "$(rounds)" -gt "$1" ]
}

# a process maps a device's pages, and ends, without rest, until stop_user
map_as_user()
{
	insmod /modules/insert_page_good.ko || fail "insert_page_good"
	: >/tmp/go
	while [ -e /tmp/go ]; do
		usermap /dev/insert_page_good 4096 fork
	done &
	mapper=$!
}

stop_user()
{
	rm /tmp/go
	wait "$mapper"
	rmmod insert_page_good
}

# the hooks fire while they come and go: the load is seen before, and goes on
# while the module leaves
test_load_and_unload()
{
	map_hard
	map_as_user
	during=0
	# a hundred times with scale=10
	times=$((${scale:-1} > 1 ? 10 * ${scale:-1} : 4))
	for round in $(seq $times); do
		load
		[ "$(stat hook_hits)" -gt 100 ] || fail "hooks do not fire"
		before=$(rounds)
		unload
		during=$((during + $(rounds) - before))
	done
	stop_user
	stop_load
	[ -z "$(headlines)" ] || fail "round $round: $(said)"
	[ "$during" -gt "$round" ] || fail "only $during rounds while it left"
	echo "bench rounds=$round load_rounds_while_leaving=$during"
}

# verdicts are on their way while it leaves
test_unload_while_reporting()
{
	map_hard misuse=1
	for round in $(seq $((2 * ${scale:-1}))); do
		load
		wait_for 10 said_of mapload || fail "the misuse was not seen"
		unload
	done
	stop_load
	only_wrong
}

# nobody is accused but who does wrong
only_wrong()
{
	others=$(headlines | grep -v ': map_wrongly \[mapload\]: ')
	[ -z "$others" ] || fail "reported: $(said | head -60)
others: $others"
}

# right and wrong at once, on pages that go from one to the other: each misuse is
# reported once, and nothing else
test_right_and_wrong()
{
	load
	map_hard misuse=1 threads=4
	sleep $((3 * ${scale:-1}))
	stop_load
	settle
	only_wrong
	wrong=$(said | sed -n 's/.*mapload: \([0-9]*\) misuses$/\1/p')
	[ "${wrong:-0}" -gt 100 ] || fail "only '$wrong' misuses"
	judged=$(stat verdicts:attr/ram-alias-vmap)
	counted=$(awk 'BEGIN { RS = "" } / count=/ {
		sub(/.* count=/, ""); n += $1 } END { print n + 0 }' \
		"$debug/conflicts")
	counted=$((counted + $(sum verdicts_lost conflict_sites_lost)))
	[ "$judged" = "$wrong" ] || fail "$wrong misuses, $judged verdicts"
	[ "$counted" = "$wrong" ] || fail "$wrong misuses, $counted counted"
	! grep map_and_touch "$debug/conflicts" || fail "who is right is named"
	unload
}

# the record is what the page tables are, after much coming and going
test_long_load()
{
	load
	map_hard
	sleep $((5 * ${scale:-1}))
	stop_load
	settle
	[ -z "$(headlines)" ] || fail "$(said)"
	[ "$(lost)" = 0 ] || fail "lost: $(cat "$debug/stats")"
	echo 1 >"$debug/verify"
	cat "$debug/verify"
	grep -qx 'stale 0' "$debug/verify" || fail "mappings are stale"
	grep -qx 'unseen 0' "$debug/verify" || fail "mappings were not seen"
	unload
}

# no memory: it counts what it lost, and finds its way back
test_fail_alloc()
{
	load
	for nth in 1 2 3; do
		echo "$nth" >"$debug/fail_alloc"
		map_hard misuse=1
		sleep 1
		insmod /modules/bench.ko mappings=500
		rmmod bench
		rmmod mapload
	done
	echo 0 >"$debug/fail_alloc"
	[ "$(stat failed_allocs)" -gt 0 ] || fail "no allocation failed"
	insmod /modules/vmap_uc_bad.ko
	rmmod vmap_uc_bad
	wait_for 5 said_of vmap_uc_bad || fail "it does not recover"
	unload
}

said_of()
{
	headlines | grep -q "\[$1\]"
}

# loading under failing allocations is refused or works, nothing between
test_memory_pressure()
{
	load
	map_hard misuse=1
	# most of what is free, as a file in memory
	free=$(awk '$1 == "MemAvailable:" { print int($2 / 1024) }' \
		/proc/meminfo)
	mkdir -p /tmp/full
	mount -t tmpfs -o size=$((free - 48))m none /tmp/full
	dd if=/dev/zero of=/tmp/full/file bs=1M 2>/dev/null
	sleep $((2 * ${scale:-1}))
	umount /tmp/full
	stop_load
	said_of mapload || fail "the misuse was not seen"
	only_wrong
	unload
}

# whoever opens the stream and does not read costs the ring and no more
test_slow_reader()
{
	load
	echo 64 >/sys/module/dmalias/parameters/stream_kb
	exec 3<"$debug/stream"
	map_hard misuse=1
	sleep 2
	stop_load
	exec 3<&-
	[ "$(stat stream_lost)" -gt 0 ] || fail "nothing was lost"
	said_of mapload || fail "the misuse was not seen"
	unload
}

# more verdicts than anybody wants to read
test_flood()
{
	load
	map_hard misuse=1
	sleep $((3 * ${scale:-1}))
	[ "$(headlines | wc -l)" -lt 200 ] || fail "it says too much"
	grep -q 'mapload' "$debug/conflicts" || fail "no conflict is kept"
	stop_load
	unload
}

# more pages than looks have room, more mappings than an event takes away
test_scattered()
{
	load
	insmod /modules/scatter.ko || fail "scatter does not load"
	settle
	wait_for 5 linear_wc_is 600 || fail "$(grep linear "$debug/stats")"
	sleep 3
	linear_wc_is 600 || fail "later: $(grep linear "$debug/stats")"
	[ "$(stat mappings:vmap)" -gt 200 ] || fail "$(cat "$debug/stats")"
	rmmod scatter
	settle
	! grep linear_pages:WC "$debug/stats" || fail "what was undone stays"
	[ "$(stat mappings:vmap)" = 0 ] || fail "a mapping stays"
	[ "$(lost)" = 0 ] || fail "lost: $(cat "$debug/stats")"
	[ -z "$(headlines)" ] || fail "$(said)"
	unload
}

linear_wc_is()
{
	[ "$(stat linear_pages:WC)" = "$1" ]
}

# a driver that is in the middle of it when the module goes
test_unload_in_use()
{
	load
	insmod /modules/insert_page_bad.ko
	mkfifo /tmp/hold
	usermap /dev/insert_page_bad 4096 hold </tmp/hold >/dev/null &
	exec 4>/tmp/hold
	sleep 1
	exec 3<"$debug/stats"
	rmmod dmalias && fail "it goes while a file is open"
	exec 3<&-
	unload
	exec 4>&-
	wait
	rmmod insert_page_bad
	load
	unload
}
