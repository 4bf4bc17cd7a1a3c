# SPDX-License-Identifier: GPL-2.0-or-later
#
# Make of rule.yaml files, whose values are one plain line each, the table that
# rules.c includes: a row for each rule that is watched at run time.
function text(key)
{
	value = values[key]
	gsub(/[\\"]/, "\\\\&", value)
	return "\"" value "\""
}
function row()
{
	if (values["runtime"] == "true")
		printf "\t{%s, {%s, %s, %s, %s, %s, %s}},\n", text("id"), \
			values["gating"], text("summary"), text("clauses"), \
			text("doc"), text("harm"), text("fix")
	delete values
}
FNR == 1 && NR > 1 { row() }
/^[a-z]+: / {
	key = $1
	sub(/:$/, "", key)
	sub(/^[a-z]+: /, "")
	values[key] = $0
}
END { row() }
