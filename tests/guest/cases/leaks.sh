# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154,SC2034 # from lib.sh
# guest: smp=2 seconds=150 append=slub_debug=FZPU
#
# What the module takes it gives back. The slab allocator counts each object,
# and sees who writes where it must not.
#
# Each test does the same three times. The first time warms up, and what grows
# both the second time and the third is a leak: the kernel's own counts go up
# and down, but not always up.

test_seconds=$((140 * ${scale:-1}))

# the longer ones only with scale=N
tests()
{
	echo rounds
	[ "${scale:-1}" = 1 ] || printf '%s\n' much_use refused_load
}

run_test()
{
	"test_$1"
}

# "NAME NUMBER" a line: all that can leak, and can be counted
counts()
{
	sync
	echo 3 >/proc/sys/vm/drop_caches
	# what RCU and the workqueues of the kernel have still to free
	sleep 1
	awk '$1 ~ /^[a-zA-Z]/ && $2 ~ /^[0-9]+$/ { print "slab:" $1, $2 }' \
		/proc/slabinfo
	awk '$1 == "MemFree:" { print "used_kb", -$2 }
		$1 == "SUnreclaim:" { print "slab_kb", $2 }
		$1 == "Percpu:" { print "percpu_kb", $2 }' /proc/meminfo
	# not the stacks of threads, which the kernel starts and ends as it
	# likes, as far as they can be told: hence the limit of more than one
	awk '/ unpurged |dup_task_struct|copy_process|kernel_clone/ { next }
		{ n++; bytes += $2 }
		END { print "vmalloc_areas", n; print "vmalloc_bytes", bytes }' \
		/proc/vmallocinfo
	awk '{ print "files", $1 }' /proc/sys/fs/file-nr
}

# what grows so much twice is lost: of each thing, by a line of its own
limits()
{
	cat <<-END
		used_kb 2048
		slab_kb 64
		percpu_kb 1
		vmalloc_areas 3
		vmalloc_bytes 65536
		files 2
	END
}

# grown OBJECTS: what /tmp/counts.1, .2 and .3 say has grown twice
grown()
{
	limits | awk -v objects="$1" '
		FILENAME == "-" { limit[$1] = $2; next }
		FILENAME ~ /1$/ { first[$1] = $2 }
		FILENAME ~ /2$/ { second[$1] = $2 }
		FILENAME ~ /3$/ {
			most = $1 in limit ? limit[$1] : objects
			a = second[$1] - first[$1]
			b = $2 - second[$1]
			if (a >= most && b >= most)
				print $1 " grows by " a " and " b
		}' - /tmp/counts.1 /tmp/counts.2 /tmp/counts.3
}

# thrice OBJECTS COMMAND...
thrice()
{
	objects=$1
	shift
	for time in 1 2 3; do
		"$@"
		tidy
		counts >/tmp/counts.$time
	done
	grown "$objects" >/tmp/grown
	[ ! -s /tmp/grown ] || fail "$(cat /tmp/grown)"
	nothing_left
}

nothing_left()
{
	cd /sys/kernel/tracing || fail "no tracing"
	[ ! -s enabled_functions ] || fail "traced: $(cat enabled_functions)"
	! grep -q . /sys/kernel/debug/kprobes/list ||
		fail "kprobes: $(cat /sys/kernel/debug/kprobes/list)"
	[ ! -e events/dmalias ] || fail "its tracepoints are still there"
	! grep dmalias available_events set_event ||
		fail "its tracepoints are still listed"
	[ ! -e "$debug" ] || fail "debugfs keeps files"
	[ ! -e /sys/module/dmalias ] || fail "sysfs keeps files"
	# shellcheck disable=SC2009 # busybox's pgrep says less
	! ps | grep '[[]dmalias[]]' || fail "its worker is still there"
	! grep dmalias /proc/vmallocinfo || fail "its memory is still there"
}

# ask_all: every file, every way to write to it
ask_all()
{
	for file in conflicts stats coverage mappings filter enable; do
		cat "$debug/$file" >/dev/null || fail "cannot read $file"
	done
	timeout 1 dd if="$debug/stream" bs=4096 count=1 of=/dev/null 2>&1
	echo module=none >"$debug/filter"
	echo off >"$debug/filter"
	echo 0 >"$debug/enable"
	echo 1 >"$debug/enable"
	exec 3<>"$debug/pfn"
	echo 0x100 >&3
	cat <&3 >/dev/null
	exec 3>&-
}

some_rounds()
{
	for round in $(seq "$rounds"); do
		load
		drive vmap_wc_bad
		unload
	done
}

# an object a round is more than the kernel's own come and go
test_rounds()
{
	rounds=$((6 * ${scale:-1}))
	thrice $((rounds * 3 / 4)) some_rounds
}

use_much()
{
	load
	for module in vmap_uc_bad two_types_bad insert_page_bad remap_ram_bad; do
		drive "$module"
	done
	ask_all
	insmod /modules/mapload.ko misuse=1
	sleep $((1 * ${scale:-1}))
	rmmod mapload
	echo 5 >"$debug/fail_alloc"
	insmod /modules/bench.ko mappings=300
	rmmod bench
	echo 0 >"$debug/fail_alloc"
	unload
}

# some thousand events: an object an event would be many
test_much_use()
{
	thrice 40 use_much
}

# a load that is refused gives all back too
refused()
{
	for round in $(seq "$rounds"); do
		! insmod /modules/dmalias.ko profile=vax 2>/dev/null ||
			fail "an unknown architecture is taken"
	done
}

test_refused_load()
{
	rounds=$((2 * ${scale:-1}))
	thrice $((rounds * 3 / 4)) refused
}
