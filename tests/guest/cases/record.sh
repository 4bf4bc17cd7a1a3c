# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154 # from lib.sh
# guest: smp=2 seconds=150
#
# What dmaliasctl records is judged again from the file, with the same verdicts
# as live.

setup()
{
	load
}

# record COMMAND...: its events go to /tmp/recording
record()
{
	rm -f /tmp/recording
	dmaliasctl record /tmp/recording >/tmp/record 2>&1 &
	recorder=$!
	wait_for 10 test -s /tmp/recording || fail "$(cat /tmp/record)"
	"$@"
	settle
	kill -INT $recorder
	wait $recorder
	recorded=$?
	cat /tmp/record
}

record_all()
{
	record "$@"
	[ "$recorded" -le 1 ] || fail "record ends with $recorded"
}

# they stay until their names are recorded
some_misuses()
{
	for module in vmap_wc_bad vmap_wc_good vmap_uc_bad two_types_bad \
		insert_page_bad remap_ram_bad plain_vmap_good; do
		insmod "/modules/$module.ko" || fail "$module does not load"
		[ "$(drive_of "$module")" != mmap ] ||
			usermap "/dev/$module" 4096
	done
}

test_replay_agrees()
{
	record_all some_misuses
	dmaliasctl replay /tmp/recording >/tmp/replay 2>&1
	status=$?
	cat /tmp/replay
	# 1: there are verdicts, the same as live; 3 would be a difference
	[ "$status" = 1 ] || fail "replay ends with $status"
	for module in vmap_wc_bad vmap_uc_bad two_types_bad insert_page_bad \
		remap_ram_bad; do
		grep -q "\[$module\]" /tmp/replay ||
			fail "the replay does not name $module"
	done
	! grep -q '^dmalias: .*_good\]' /tmp/replay || fail "the replay blames a good one"
}

test_replay_of_nothing()
{
	record_all drive plain_vmap_good
	dmaliasctl replay /tmp/recording >/tmp/replay 2>&1
	status=$?
	cat /tmp/replay
	[ "$status" = 0 ] || fail "replay ends with $status"
}

# much at once: what is lost is said, what is not is the same
test_replay_of_load()
{
	record load_for_a_while
	dmaliasctl replay /tmp/recording >/tmp/replay 2>&1
	status=$?
	tail -n 20 /tmp/replay
	if [ "$recorded" = 3 ]; then
		grep -q 'were lost' /tmp/record || fail "it does not say why"
		[ "$status" = 3 ] || fail "replay ends with $status"
		return
	fi
	[ "$recorded" = 1 ] || fail "record ends with $recorded"
	[ "$status" = 1 ] || fail "replay ends with $status"
	# the last verdict may be behind the recording's end
	grep -q ', 0 differ' /tmp/replay || fail "the replay differs"
}

load_for_a_while()
{
	insmod /modules/mapload.ko misuse=1
	sleep 2
	rmmod mapload
}

# lose_while COMMAND...: it runs, and is stopped, while more is mapped than goes
# through the smallest ring: it has to say so, and to end with 3
lose_while()
{
	echo 16 >/sys/module/dmalias/parameters/stream_kb
	"$@" >/tmp/loser 2>&1 &
	loser=$!
	sleep 1
	# it does not read while much is mapped
	kill -STOP $loser
	insmod /modules/mapload.ko misuse=1
	sleep 2
	rmmod mapload
	kill -CONT $loser
	sleep 1
	kill -INT $loser
	wait $loser
	status=$?
	echo 1024 >/sys/module/dmalias/parameters/stream_kb
	tail -n 5 /tmp/loser
	[ "$(stat stream_lost)" -gt 0 ] || fail "nothing was lost"
	[ "$status" = 3 ] || fail "$* ends with $status"
	grep -q 'were lost' /tmp/loser || fail "it does not say why"
}

test_watch_loses()
{
	lose_while dmaliasctl watch
}

test_record_loses()
{
	lose_while dmaliasctl record /tmp/recording
	dmaliasctl replay /tmp/recording >/tmp/replay 2>&1
	status=$?
	tail -n 5 /tmp/replay
	[ "$status" = 3 ] || fail "replay ends with $status"
	grep -q 'were lost' /tmp/replay || fail "the replay does not say why"
}

test_cut_recording()
{
	record_all drive vmap_wc_bad
	size=$(wc -c </tmp/recording)
	head -c $((size - 7)) /tmp/recording >/tmp/cut
	dmaliasctl replay /tmp/cut >/tmp/replay 2>&1
	status=$?
	cat /tmp/replay
	[ "$status" = 3 ] || fail "replay of a cut file ends with $status"
}

test_watch()
{
	dmaliasctl watch >/tmp/watch 2>&1 &
	watcher=$!
	sleep 1
	insmod /modules/vmap_wc_bad.ko
	wait_for 10 grep -q 'vmap_wc_probe.*\[vmap_wc_bad\]' /tmp/watch
	seen=$?
	kill -INT $watcher
	wait $watcher
	[ "$seen" = 0 ] || fail "not seen: $(cat /tmp/watch)"
}

test_commands()
{
	insmod /modules/vmap_wc_good.ko
	for command in mappings conflicts coverage stats; do
		dmaliasctl $command >/tmp/out 2>&1
		status=$?
		[ "$status" -le 1 ] ||
			fail "dmaliasctl $command ends with $status: $(cat /tmp/out)"
		[ "$command" != mappings ] || grep -q vmap_wc_probe /tmp/out ||
			fail "no vmap_wc_probe in $(cat /tmp/out)"
		dmaliasctl $command --json >/tmp/out 2>&1
		[ $? -le 1 ] || fail "dmaliasctl $command --json"
		! grep -qv '^{.*}$' /tmp/out || fail "no JSON: $(cat /tmp/out)"
	done
	rmmod vmap_wc_good
}
