# SPDX-License-Identifier: GPL-2.0-or-later
#
# compare.awk RULES BROKEN SOURCE... OUTPUT: hold the output of dmalias against
# the tags in the sources. -v root=: prefix that paths in the output may have;
# -v result=: file for "passed failed skipped".

function complain(file, text)
{
	complaints[file] = complaints[file] "    " text "\n"
}

function remember(kind, line, rule, text)
{
	n_tags++
	tag_kind[n_tags] = kind
	tag_file[n_tags] = FILENAME
	tag_line[n_tags] = line
	tag_rule[n_tags] = rule
	tag_text[n_tags] = text
	has[FILENAME, kind]++
}

# one comment "tag: rule text" or "expect-note: text"
function read_tag(comment,    tag, rest, rule, line)
{
	match(comment, /^[a-z-]+: */)
	tag = substr(comment, 1, RLENGTH)
	rest = substr(comment, RLENGTH + 1)
	sub(/: *$/, "", tag)
	sub(/ *$/, "", rest)
	line = FNR
	if (sub(/-next$/, "", tag))
		line++
	if (tag == "expect-note") {
		remember("note", line, "", rest)
		return
	}
	rule = rest
	sub(/ .*/, "", rule)
	if (tag !~ /^(expect|miss|false)$/)
		complain(FILENAME, FNR ": unknown tag '" tag "'")
	else if (!(rule in rules))
		complain(FILENAME, FNR ": no rule '" rule "'")
	else {
		sub(/^[^ ]* */, "", rest)
		# a mark's text says why; it is not part of the message
		remember(tag, line, rule, tag == "expect" ? rest : "")
	}
}

function read_tags(    rest, comment)
{
	rest = $0
	while (match(rest, /\/\* *[a-z-]+: *[^*]*\*\//)) {
		comment = substr(rest, RSTART + 2, RLENGTH - 4)
		rest = substr(rest, RSTART + RLENGTH)
		sub(/^ */, "", comment)
		if (comment ~ /^expect-note(-next)?:/ ||
		    comment ~ /^(expect|miss|false)/ ||
		    comment ~ /^[a-z-]+: *[a-z]+\/[a-z][a-z-]* /)
			read_tag(comment)
	}
	if ($0 ~ /\/\* *(expect|miss|false)(-[a-z]*)?:/ && $0 !~ /\*\//)
		complain(FILENAME, FNR ": a tag has to end on its line")
}

# the source that a path in the output means: paths may be absolute, or
# relative to a folder that dmalias chose
function source_of(path,    i)
{
	if (index(path, root) == 1)
		return substr(path, length(root) + 1)
	for (i = 3; i < ARGC - 1; i++)
		if (substr("/" ARGV[i], length(ARGV[i]) - length(path) + 1) \
				== "/" path)
			return ARGV[i]
	return path
}

# "path:line:col: kind: message [rule]"; the note at the end has no place
function read_output(    path, rest, kind, rule)
{
	rest = $0
	if (rest ~ /^note: /)
		return
	if (!match(rest, /:[0-9]+:[0-9]+: (warning|error|note): /)) {
		complain("output", "not understood: " $0)
		return
	}
	path = source_of(substr(rest, 1, RSTART - 1))
	kind = substr(rest, RSTART, RLENGTH)
	rest = substr(rest, RSTART + RLENGTH)
	split(kind, part, ":")
	if (kind ~ /note/) {
		notes[path, part[2]] = notes[path, part[2]] "\n" rest
		return
	}
	if (!match(rest, / \[[a-z]+\/[a-z-]+\]$/)) {
		complain("output", "no rule: " $0)
		return
	}
	rule = substr(rest, RSTART + 2, RLENGTH - 3)
	n_diags++
	diag_file[n_diags] = path
	diag_line[n_diags] = part[2]
	diag_rule[n_diags] = rule
	diag_text[n_diags] = substr(rest, 1, RSTART - 1)
}

# the diagnostic that a tag is about, not yet claimed by another; or 0
function find_diag(t,    d)
{
	for (d = 1; d <= n_diags; d++)
		if (!claimed[d] && diag_file[d] == tag_file[t] &&
		    diag_line[d] == tag_line[t] &&
		    diag_rule[d] == tag_rule[t] &&
		    (tag_text[t] == "" || index(diag_text[d], tag_text[t])))
			return d
	return 0
}

function judge_tag(t,    d, where)
{
	where = tag_line[t] ": "
	if (tag_kind[t] == "note") {
		if (!index(notes[tag_file[t], tag_line[t]], tag_text[t]))
			complain(tag_file[t], "-" where "note: " tag_text[t])
		return
	}
	d = find_diag(t)
	if (d)
		claimed[d] = 1
	if (tag_kind[t] == "expect" && !d)
		complain(tag_file[t], "-" where tag_text[t] \
			" [" tag_rule[t] "]")
	else if (tag_kind[t] == "miss" && d)
		complain(tag_file[t], "+" where "now found: drop the mark" \
			" [" tag_rule[t] "]")
	else if (tag_kind[t] == "false" && !d)
		complain(tag_file[t], "-" where "no longer reported: drop" \
			" the mark [" tag_rule[t] "]")
	else if (tag_kind[t] != "expect")
		known[tag_kind[t]]++
}

# what a file of a rule is a case of: itself, or the folder it is in
function case_of(file,    part, n)
{
	n = split(file, part, "/")
	if (part[1] != "rules")
		return ""
	return part[1] "/" part[2] "/" part[3] "/" part[4]
}

# what the name of a case promises
function judge_case(name,    rule, last)
{
	rule = name
	sub(/^rules\//, "", rule)
	last = rule
	sub(/\/[^\/]*$/, "", rule)
	sub(/.*\//, "", last)
	if (last ~ /^bad-/) {
		if (!promised[name, "expect"] && !promised[name, "miss"])
			complain(name, "a bad case expects nothing")
		if (promised[name, "expect"])
			bad[rule]++
	} else {
		if (promised[name, "expect"] || promised[name, "miss"])
			complain(name, "a good case expects a finding")
		if (last ~ /^good-/)
			good[rule]++
	}
}

function judge_cases(    i, name)
{
	for (i = 3; i < ARGC - 1; i++) {
		name = case_of(ARGV[i])
		if (name == "")
			continue
		cases[name] = 1
		promised[name, "expect"] += has[ARGV[i], "expect"]
		promised[name, "miss"] += has[ARGV[i], "miss"]
	}
	for (name in cases)
		judge_case(name)
}

FILENAME == ARGV[1] { rules[$1] = $2; next }
FILENAME == ARGV[2] {
	file = $1
	sub(/:$/, "", file)
	complain(file, $0)
	next
}
FILENAME == ARGV[ARGC - 1] { read_output(); next }
{ read_tags() }

# print what is wrong with a file, once, and count it
function show(file)
{
	if (!(file in complaints))
		return
	printf "FAIL %s\n%s", file, complaints[file]
	delete complaints[file]
	failed++
}

END {
	judge_cases()
	for (t = 1; t <= n_tags; t++)
		judge_tag(t)
	for (d = 1; d <= n_diags; d++)
		if (!claimed[d])
			complain(diag_file[d], "+" diag_line[d] ": " \
				diag_text[d] " [" diag_rule[d] "]")
	for (i = 3; i < ARGC - 1; i++)
		if (!(ARGV[i] in complaints))
			passed++
	for (rule in rules)
		if (bad[rule] && good[rule])
			passed++
		else if (rules[rule] == "source")
			complain("rules/" rule, "needs a good file and a" \
				" bad file that expects a finding")
	for (i = 3; i < ARGC - 1; i++)
		show(ARGV[i])
	for (file in complaints)
		show(file)
	printf "corpus: %d passed, %d failed; known: %d misses," \
		" %d false alarms\n", passed, failed,
		known["miss"], known["false"]
	printf "%d %d 0\n", passed, failed > result
	exit !(passed && !failed)
}
