# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# guest: seconds=180
#
# The corpus with dmalias.ko: each module is driven as its guest.expect says, and
# what is reported has to be that, no less and no more.

tests()
{
	corpus | without_damage
}

setup()
{
	load
}

run_test()
{
	before "$1"
	judge_drive "$1"
}
