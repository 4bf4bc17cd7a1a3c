# SPDX-License-Identifier: GPL-2.0-or-later
#
# awk -v result=FILE -f judge.awk survivors NONE LIST OUTPUT - hold what was
# found in each mutant against the rules that have to find it. NONE: mutants that
# do not compile or change nothing; LIST: see mutate.awk; OUTPUT: of the scan.

FNR == 1 { part++ }

# DRIVER FUNCTION OPERATOR ORDINAL equivalent|miss REASON
part == 1 {
	sub(/#.*/, "")
	if (NF < 6) {
		if (NF)
			fail("survivors:" FNR ": not six words")
		next
	}
	key = $1 " " $2 " " $3 " " $4
	if ($5 != "equivalent" && $5 != "miss")
		fail("survivors:" FNR ": neither equivalent nor miss")
	listed[key] = $5
	next
}

part == 2 {
	none[$1] = $2
	if ($1 ~ /\.0$/)
		fail($1 ": the driver itself does not compile")
	next
}

part == 3 {
	split($0, w, "\t")
	mutants[++n] = w[1]
	place[w[1]] = w[2] ":" w[3] ": " w[4] ": " w[5] " " w[6]
	driver = w[1]
	sub(/\.[0-9]+$/, "", driver)
	key_of[w[1]] = driver " " w[4] " " w[5] " " w[6]
	operator[w[1]] = w[5]
	rules[w[1]] = w[7]
	next
}

/: warning: .*\[[a-z]+\/[a-z-]+\]$/ {
	id = $0
	sub(/\/[^\/]*: warning: .*/, "", id)
	sub(/.*\//, "", id)
	rule = $0
	sub(/.*\[/, "", rule)
	sub(/\]$/, "", rule)
	if (id ~ /\.0$/)
		fail("found in a correct driver: " $0)
	found[id] = found[id] " " rule
}

function fail(text)
{
	print "FAIL " text
	failed++
}

function is_killed(id,    i, m, a)
{
	m = split(rules[id], a, ",")
	for (i = 1; i <= m; i++)
		if (index(found[id] " ", " " a[i] " "))
			return 1
	return 0
}

# whether there is one of the rules that have to find it
function has_rule(id,    i, m, a)
{
	m = split(rules[id], a, ",")
	for (i = 1; i <= m; i++)
		if (index(rules_there, " " a[i] " "))
			return 1
	return 0
}

function judge(id,    key, mark)
{
	key = key_of[id]
	mark = listed[key]
	met[key] = 1
	if (none[id]) {
		n_none[none[id]]++
		return
	}
	if (!has_rule(id)) {
		no_rule++
		return
	}
	total[operator[id]]++
	if (is_killed(id)) {
		killed++
		kills[operator[id]]++
		if (mark == "equivalent")
			fail(place[id] ": is listed as equivalent and found")
		else if (mark == "miss")
			fail(place[id] ": is found now: take it off the list")
		else
			passed++
	} else if (mark == "equivalent") {
		equivalent++
		total[operator[id]]--
		passed++
	} else if (mark == "miss") {
		missed++
		print "miss " place[id] ": not found by " rules[id] \
			(found[id] ? "; by" found[id] : "")
	} else {
		survived++
		fail(place[id] ": not found by " rules[id] \
			(found[id] ? "; by" found[id] : ""))
	}
}

END {
	if (part < 4 && !n) {
		print "FAIL no mutants"
		failed++
	}
	for (i = 1; i <= n; i++)
		judge(mutants[i])
	for (i = 1; i <= n; i++) {
		name = operator[mutants[i]]
		if (seen[name]++ || !total[name])
			continue
		printf "%-20s %3d of %3d\n", name, kills[name], total[name]
	}
	real = killed + missed + survived
	printf "mutation: %d mutants: %d killed (%d %%), %d known misses, " \
		"%d equivalent by list, %d by their code, %d do not compile, " \
		"%d without a rule as yet\n", n, \
		killed, real ? int(100 * killed / real) : 0, missed, equivalent, \
		n_none["same"], n_none["broken"], no_rule
	missed += no_rule
	print passed + 0, failed + 0, missed + 0 >result
	printf "%s: %d passed, %d failed, %d skipped\n", "mutation", passed, \
		failed, missed
	exit failed > 0
}
