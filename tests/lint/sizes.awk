# SPDX-License-Identifier: GPL-2.0-or-later
#
# Sizes of C files and of their functions: from a "{" in the first column to
# the "}" that ends it, as the kernel's style writes functions and nothing
# else. -v function_limit= -v file_limit= -v rule_limit= are hard; outliers
# below them are shown. Fails when a hard limit is passed.
function end_of_file()
{
	if (!file)
		return
	limit = file ~ /^rules\// ? rule_limit : file_limit
	if (lines > limit) {
		printf "%s: %d lines, the limit is %d\n", file, lines, limit
		failed = 1
	}
}

FNR == 1 {
	end_of_file()
	file = FILENAME
	start = 0
}
{ lines = FNR }
/^[A-Za-z_].*\(/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
/^{$/ { start = FNR }
/^}$/ && start {
	n = FNR - start - 1
	size[++functions] = n
	if (n > function_limit) {
		printf "%s:%d: %s() has %d lines, the limit is %d\n",
			FILENAME, start, name, n, function_limit
		failed = 1
	} else if (n > 60)
		printf "%s:%d: outlier: %s() has %d lines\n", FILENAME,
			start, name, n
	start = 0
}

END {
	end_of_file()
	# counting sort: the sizes are small numbers
	for (i = 1; i <= functions; i++) {
		count[size[i]]++
		if (size[i] > longest)
			longest = size[i]
	}
	for (n = 0; n <= longest; n++) {
		seen += count[n]
		if (!median && seen * 2 >= functions)
			median = n
		if (!p90 && seen * 10 >= functions * 9)
			p90 = n
	}
	printf "%d functions: median %d lines, 90 of 100 up to %d," \
		" longest %d\n", functions, median, p90, longest
	if (functions && median >= 15) {
		print "the median function should be under 15 lines"
		failed = 1
	}
	exit failed
}
