# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# guest: seconds=120
#
# The corpus without dmalias.ko: what the modules do on their own, and that the
# kernel says no more than guest.expect tells.

tests()
{
	corpus
}

run_test()
{
	[ "$(drive_of "$1")" != before ] || insmod "/modules/$1.ko" ||
		fail "$1 does not load"
	drive "$1"
	warning=$(expectation "$1" | sed -n 's/^warns  *//p')
	[ -z "$warning" ] || said | grep -qF "$warning" ||
		fail "the kernel does not warn: $warning"
}
