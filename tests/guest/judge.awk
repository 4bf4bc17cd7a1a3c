# SPDX-License-Identifier: GPL-2.0-or-later
#
# judge.awk CASE.status CASE.qemu CASE.console CASE.ktap - did the tests of one
# guest pass? -v name=: what the case is called; -v result=: file for "passed
# failed skipped". Prints what failed, and why.
#
# The KTAP has to begin with its plan and fulfil it. In the kernel's log there
# must be nothing that a kernel says when something is wrong, except a warning
# with the text of a line "guest: allow TEXT" before the line "guest: end ...".
#
# -v panics=TEXT: the last test has to end in a panic with that text, and in
# nothing else; that is its result.

function complain(test, why)
{
	printf "FAIL guest %s: %s\n", name, test
	if (why != "")
		printf "%s", why
	failed++
}

function wrong(line)
{
	return line ~ /BUG:|Oops|Kernel panic|general protection fault/ ||
		line ~ /unchecked MSR|[Uu]nable to handle kernel/ ||
		line ~ /INFO: task .* blocked|rcu.*(stall|self-detected)/ ||
		line ~ /soft lockup|hard LOCKUP|Bad page state|bad PTE/ ||
		line ~ /list_(add|del) corruption|use-after-free/ ||
		line ~ /refcount_t:|sleeping function called/ ||
		line ~ /scheduling while atomic|double fault/ ||
		line ~ /[Tt]rying to vfree|kmemleak:|UBSAN:|KFENCE:/ ||
		line ~ /BUG [^ ]+ .*: (Poison|.*[Rr]edzone|Object|Freelist)/
}

# the panic that has to be, and the kernel's own lines about that
function expected_panic(line)
{
	if (panics == "" || !match(line, /Kernel panic - not syncing: /))
		return 0
	if (!index(substr(line, RSTART + RLENGTH), panics))
		return 0
	panicked = 1
	return 1
}

# warnings are blocks between two marks
function judge_log(line)
{
	sub(/\r$/, "", line)
	sub(/^\[ *[0-9.]+\] /, "", line)
	if (line ~ /^guest: begin /) {
		test = substr(line, 14)
	} else if (line ~ /^guest: end /) {
		test = allowed = ""
	} else if (line ~ /^guest: allow /) {
		allowed = substr(line, 14)
	} else if (line ~ /\[ cut here \]/) {
		in_block = 1
		block = ""
	} else if (in_block) {
		if (line ~ /---\[ end trace/)
			end_block()
		else
			block = block "    " line "\n"
	} else if (expected_panic(line)) {
		return
	} else if (line ~ /WARNING: (CPU|at|possible)/ || wrong(line))
		complaints = complaints (test == "" ? "" : test ": ") \
			line "\n"
}

function end_block()
{
	in_block = 0
	if (allowed != "" && index(block, allowed) && !wrong(block))
		return
	complaints = complaints (test == "" ? "" : test ": ") \
		"the kernel warns\n" block
}

function judge_test(line,    words, nr)
{
	sub(/\r$/, "", line)
	if (line ~ /^1\.\.[0-9]+$/ && plan == "") {
		plan = substr(line, 4) + 0
	} else if (line ~ /^(not )?ok [0-9]+/) {
		match(line, /ok [0-9]+ */)
		nr = substr(line, RSTART + 3, RLENGTH - 3) + 0
		words = substr(line, RSTART + RLENGTH)
		if (nr != ++ran)
			complain("KTAP", "    test " nr " comes as the " ran \
				"th\n")
		if (line ~ /^not /)
			complain(words, notes)
		else if (line ~ /# SKIP/) {
			skipped++
			printf "skip guest %s: %s\n", name, words
		} else
			passed++
		notes = ""
	} else if (line ~ /^Bail out!/)
		complain(line, notes)
	else if (line != "" && line !~ /^KTAP version 1$/)
		notes = notes "    " line "\n"
}

# a file that is not there has been said by its absence below
FILENAME == ARGV[1] { status = $1; next }
FILENAME == ARGV[2] { qemu = qemu "    " $0 "\n"; next }
FILENAME == ARGV[3] { judge_log($0); last = $0; next }
FILENAME == ARGV[4] { judge_test($0); next }

END {
	if (in_block)
		end_block()
	if (panicked) {
		passed++
		ran++
	} else if (panics != "")
		complain("no panic with " panics, "")
	if (plan == "")
		complain("no plan", notes)
	else if (ran < plan)
		complain("ran " ran + 0 " of " plan " tests", notes)
	else if (ran > plan || !plan)
		complain("ran " ran + 0 " tests, planned " plan, "")
	if (status == 124 || status == 137)
		complain("took too long", "    last line: " last "\n")
	else if (status "" != "0")
		complain("QEMU ends with " status, qemu)
	if (complaints != "")
		complain("the kernel's log", complaints)
	printf "%d %d %d\n", passed, failed, skipped >result
	exit !!failed
}
