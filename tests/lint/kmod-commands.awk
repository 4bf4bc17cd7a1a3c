# SPDX-License-Identifier: GPL-2.0-or-later
#
# Make a compile database of the .cmd files that kbuild leaves beside the objects
# of a module built outside of the tree. dir: where make ran, the kernel's headers.
BEGIN {
	print "["
}
/^(saved)?cmd_[^ ]*\.o := / {
	sub(/^[^:]*:= */, "")
	sub(/ *;.*/, "")
	sub(/ *$/, "")
	if ($0 !~ / -c -o [^ ]*\.o [^ ]*\.c$/ || /\.mod\.c$/)
		next
	file = $NF
	gsub(/[\\"]/, "\\\\&")
	printf "%s{\"directory\":\"%s\",\"file\":\"%s\",\"command\":\"%s\"}", \
		comma, dir, file, $0
	comma = ",\n"
}
END {
	print "]"
}
