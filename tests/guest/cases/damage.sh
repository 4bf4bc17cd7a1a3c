# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# Drivers of the corpus that free pages while the linear map has them uncached.
# Such pages stay so in the page allocator, and whoever gets them next is
# reported as well, which is right: only the first verdict is compared. Then
# they are repaired, and that has to be understood.

tests()
{
	for module in $(corpus); do
		! leaves_damage "$module" || echo "$module"
	done
}

setup()
{
	load
}

# "PFN PAGES" of the first verdict
damaged()
{
	said | sed -n 's/^ pfn \(0x[0-9a-f]*\)-\(0x[0-9a-f]*\).*/\1 \2/p
		s/^ pfn \(0x[0-9a-f]*\)$/\1 \1/p' | head -n 1
}

run_test()
{
	before "$1"
	verdicts_of "$1" >/tmp/verdicts
	read -r rule what function other </tmp/verdicts
	drive "$1"
	wait_for 5 said_any || fail "nothing is reported"
	headlines | head -n 1 | grep -qF "$rule: $function [$1]: " ||
		fail "reported first: $(headlines | head -n 1)"
	check_stacks "$rule" "$what" "$function" "${other:--}" "$1"
	check_conflict "$rule" "$what" "$function" "${other:--}" "$1"
	damaged >/tmp/damaged
	read -r first last </tmp/damaged
	insmod /modules/mend.ko pfn="$((first))" \
		pages="$((last - first + 1))" || fail "cannot repair"
	rmmod mend
	settle
	kmsg "begin $1, repaired"
	stay_silent "$1"
}

said_any()
{
	headlines | grep -q .
}

stay_silent()
{
	insmod /modules/vmap_wc_good.ko
	rmmod vmap_wc_good
	settle
	! said_any || fail "after the repair: $(said)"
}
