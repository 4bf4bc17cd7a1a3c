# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154 # from lib.sh
# guest: smp=2 seconds=200
#
# The kernel's own drivers are loaded and used while the module watches: there
# is nothing to report.

setup()
{
	load
}

quiet()
{
	settle
	[ -z "$(headlines)" ] || fail "$(said | grep -v '^guest: ')"
	[ "$(lost)" = 0 ] || fail "lost: $(cat "$debug/stats")"
}

# interface DRIVER: the network interface that it drives
interface()
{
	for path in /sys/class/net/*; do
		driver=$(readlink -f "$path/device/driver")
		[ "${driver##*/}" != "$1" ] || echo "${path##*/}"
	done
}

use_network()
{
	wait_for 5 interface_is "$1" || fail "$1 drives nothing"
	ip link set "$(interface "$1")" up
	# QEMU answers itself: frames go out and come in
	udhcpc -i "$(interface "$1")" -n -q -t 5 -T 2 -s /bin/true ||
		fail "no answer through $1"
	ip link set "$(interface "$1")" down
}

interface_is()
{
	[ -n "$(interface "$1")" ]
}

test_e1000()
{
	modprobe e1000 || fail "e1000 does not load"
	use_network e1000
	rmmod e1000
	quiet
}

test_virtio_net()
{
	modprobe virtio_pci
	modprobe virtio_net || fail "virtio_net does not load"
	use_network virtio_net
	rmmod virtio_net
	quiet
}

test_virtio_blk()
{
	modprobe virtio_pci
	modprobe virtio_blk || fail "virtio_blk does not load"
	wait_for 5 test -b /dev/vda || fail "no disk"
	head -c 4194304 /dev/urandom >/tmp/blocks
	dd if=/tmp/blocks of=/dev/vda bs=65536 conv=fsync 2>/dev/null ||
		fail "cannot write"
	echo 3 >/proc/sys/vm/drop_caches
	dd if=/dev/vda bs=65536 count=64 2>/dev/null | cmp - /tmp/blocks ||
		fail "reads something else"
	rmmod virtio_blk
	quiet
}

# the console on a frame buffer has to let go of its driver
release_console()
{
	for console in /sys/class/vtconsole/vtcon*; do
		! grep -q 'frame buffer' "$console/name" ||
			echo 0 >"$console/bind"
	done
}

# draw MODULE: its frame buffer is mapped by a process and drawn to
draw()
{
	modprobe "$1" || fail "$1 does not load"
	wait_for 10 test -e /dev/fb0 || fail "no frame buffer"
	usermap /dev/fb0 1048576 || fail "cannot be mapped"
	usermap /dev/fb0 65536 fork || fail "cannot be mapped by two"
}

# Linux's driver of this device maps its frame buffer with ioremap() at first
# and write-combining later: the one thing that is to be said of it
test_bochs()
{
	draw bochs
	release_console
	rmmod bochs || fail "bochs does not unload"
	settle
	headlines | sort -u >/tmp/headlines
	cat /tmp/headlines
	[ -s /tmp/headlines ] || fail "its two types are not seen"
	! grep -v '^attr/mmio-conflict: ' /tmp/headlines ||
		fail "it is said of something else"
	said | grep -q 'bochs_pci_probe+.* \[bochs\]' ||
		fail "the first owner is not named"
}

# it stays: on Linux 6.12 it does not come back from being removed
test_virtio_gpu()
{
	modprobe virtio_pci
	draw virtio_gpu
	quiet
}

# what was mapped before the module came is found, and goes without a word
test_loaded_before()
{
	unload
	for module in e1000 virtio_pci virtio_net virtio_gpu; do
		modprobe $module || fail "$module does not load"
	done
	load
	use_network e1000
	use_network virtio_net
	usermap /dev/fb0 65536 || fail "cannot be mapped"
	for module in virtio_net e1000; do
		rmmod $module || fail "$module does not unload"
	done
	quiet
}

test_record_agrees()
{
	echo 1 >"$debug/verify"
	cat "$debug/verify"
	grep -qx 'stale 0' "$debug/verify" || fail "mappings are stale"
	grep -qx 'unseen 0' "$debug/verify" || fail "mappings were not seen"
}
