# SPDX-License-Identifier: GPL-2.0-or-later
# For the tests: $flags to parse driver.c with the stand-in headers, and
# database, which writes a compile_commands.json for it to $TMP.
flags="--target=x86_64-linux-gnu -nostdinc -Itests/corpus/include \
-D__KERNEL__ -DMODULE -std=gnu11"

database()
{
	printf '[{"directory":"%s","file":"tests/golden/driver.c",' "$PWD"
	printf '"command":"cc %s -c tests/golden/driver.c"}]\n' "$flags"
} >"$TMP/compile_commands.json"
