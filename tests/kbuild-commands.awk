# SPDX-License-Identifier: GPL-2.0-or-later
#
# Print the compiler commands in the output of a kernel's 'make -n': of each
# "set -e; echo ...; clang ... -c -o x.o x.c ; ..." the part in the middle.
# Programs that kbuild builds for itself have no -D__KERNEL__ and are left out.
{
	n = split($0, commands, / *; */)
	for (i = 1; i <= n; i++)
		if (commands[i] ~ /^[^ ]*clang[^ ]* .*-D__KERNEL__.* -c -o [^ ]*\.o [^ ]*\.c *$/) {
			sub(/ *$/, "", commands[i])
			print commands[i]
			break
		}
}
