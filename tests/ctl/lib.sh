# SPDX-License-Identifier: GPL-2.0-or-later
# For the tests: ctl runs dmaliasctl on the canned folders of tests/ctl.
# recording SCENARIO makes $TMP/SCENARIO.dmr; folder SCENARIO a copy of the
# module's folder in $TMP/debugfs with that recording as its stream.
here=tests/ctl

ctl()
{
	ctl_command=$1
	shift
	"$DMALIASCTL" "$ctl_command" --procfs "$here/proc" --sysfs "$here/sys" "$@"
}

recording()
{
	"$MAKE_RECORDING" "$1" "$TMP/$1.dmr"
}

folder()
{
	rm -rf "$TMP/debugfs"
	cp -r "$here/debugfs" "$TMP/debugfs"
	"$MAKE_RECORDING" "$1" "$TMP/debugfs/stream" live
}

# each line is JSON, and nothing else is there
is_json()
{
	python3 -c '
import json, sys
for line in sys.stdin:
    value = json.loads(line)
    assert isinstance(value, dict) and len(value) == 1, line
    print("json:", *value)'
}
