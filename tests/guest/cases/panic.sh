# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# guest: panics=attr/ram-alias-vmap:
#
# With panic=1 the first verdict is the last: the kernel stops, and says why.

test_panic()
{
	load panic=1
	drive vmap_wc_good
	settle
	insmod /modules/vmap_wc_bad.ko
	sleep 10
	fail "the kernel goes on"
}
