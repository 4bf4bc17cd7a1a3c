# SPDX-License-Identifier: GPL-2.0-or-later
#
# awk -v out=DIR -v driver=NAME -f mutate.awk operators FILE.[ch]... - apply
# every operator at every place of the files of one driver. Mutant N is written
# to DIR/NAME.N, and for each, on stdout, with tabs between:
#
#	NAME.N FILE LINE FUNCTION OPERATOR ORDINAL RULES
#
# ORDINAL counts the operator's mutants in the function. Lines keep their
# numbers. Kinds, where a call is one of FUNCTIONS:
#
#	drop		a call that is a statement goes
#	drop-assign	"x = call();" goes
#	drop-if		"if (... call() ...) statement" goes
#	drop-null	"if (!x) statement" behind "x = call();" goes
#	double		a call that is a statement is made twice
#	swap-next	a call changes places with the statement behind it, or,
#	swap-prev	before it, if that matches PARAMETER
#	under-lock	a spinlock is held around a call or "x = call();"
#	rename		PARAMETER is called instead
#	word OLD NEW	in the arguments of a call
#	set-arg N OLD NEW  argument N, if it is OLD, becomes NEW: & is what it
#			was, $1 what is in parentheses of OLD, @F the variable
#			that gets the result of F in the file
#	template TEXT	instead of the call; $N is argument N
#	goto-next	"goto label", if a call is behind the label, goes to the
#			next label instead
#	goto-return	... is a return with an error
#	retype OLD NEW	in declarations of variables and members
#	anywhere OLD NEW

FILENAME != current {
	current = FILENAME
	if (FILENAME != ARGV[1])
		names[++n_files] = FILENAME
}

FILENAME == ARGV[1] {
	sub(/#.*/, "")
	if (!NF)
		next
	n_ops++
	op_name[n_ops] = $1
	op_kind[n_ops] = $2
	op_funcs[n_ops] = $3
	op_rules[n_ops] = $4
	sub(/^[^ ]+ +[^ ]+ +[^ ]+ +[^ ]+ */, "")
	op_param[n_ops] = $0
	next
}

{
	text[FILENAME] = text[FILENAME] $0 "\n"
}

END {
	for (f = 1; f <= n_files; f++)
		find_teardown(blank(text[names[f]]))
	for (f = 1; f <= n_files; f++) {
		file = names[f]
		src = text[file]
		code = blank(src)
		find_functions()
		for (o = 1; o <= n_ops; o++)
			apply(o)
	}
}

# ------------------------------------------------------------------- the text

# comments and strings as blanks, everything where it was
function blank(s,    r, i, c, two, end)
{
	r = ""
	while (match(s, /"|\/\*|\/\//)) {
		r = r substr(s, 1, RSTART - 1)
		s = substr(s, RSTART)
		two = substr(s, 1, 2)
		if (two == "/*")
			end = index(s, "*/") + 1
		else if (two == "//")
			end = index(s, "\n") - 1
		else
			end = match(substr(s, 2), /[^\\]"/) ? RSTART + 2 : 2
		c = substr(s, 1, end)
		gsub(/[^\n]/, " ", c)
		r = r c
		s = substr(s, end + 1)
	}
	return r s
}

function at(pos)
{
	return substr(code, pos, 1)
}

function skip_space(pos)
{
	while (at(pos) ~ /[ \t\n]/)
		pos++
	return pos
}

function skip_space_back(pos)
{
	while (pos > 0 && at(pos) ~ /[ \t\n]/)
		pos--
	return pos
}

# the bracket that closes the one at pos
function closing(pos,    depth, c)
{
	for (depth = 0; (c = at(pos)) != ""; pos++) {
		if (c ~ /[({[]/)
			depth++
		if (c ~ /[])}]/ && --depth == 0)
			return pos
	}
	return 0
}

# the last character of the statement that begins at pos
function statement_end(pos,    end, next_pos)
{
	if (at(pos) == "{")
		return closing(pos)
	if (substr(code, pos) ~ /^(if|for|while) \(/) {
		end = closing(index(substr(code, pos), "(") + pos - 1)
		end = statement_end(skip_space(end + 1))
		next_pos = skip_space(end + 1)
		if (substr(code, next_pos) ~ /^else[^A-Za-z0-9_]/)
			end = statement_end(skip_space(next_pos + 4))
		return end
	}
	while (at(pos) != ";" && at(pos) != "") {
		if (at(pos) ~ /[({[]/)
			pos = closing(pos)
		pos++
	}
	return pos
}

function line_of(pos,    s)
{
	s = substr(src, 1, pos - 1)
	return gsub(/\n/, "", s) + 1
}

# ---------------------------------------------------------------- definitions

function find_functions(    n, i, lines, pos, s)
{
	n_funcs = 0
	n = split(code, lines, "\n")
	pos = 1
	for (i = 1; i <= n; i++) {
		s = lines[i]
		if (s ~ /^[A-Za-z_].*\(/ && s !~ /[;=]/ && s !~ /^(#|MODULE_)/) {
			func_at[++n_funcs] = pos
			func_type[n_funcs] = s
			sub(/\(.*/, "", s)
			sub(/.*[^A-Za-z0-9_]/, "", s)
			func_name[n_funcs] = s
		}
		pos += length(lines[i]) + 1
	}
}

function function_at(pos,    i)
{
	for (i = n_funcs; i > 0; i--)
		if (func_at[i] <= pos)
			return i
	return 0
}

# the driver's own functions that free and do not allocate
function find_teardown(s,    i, body)
{
	code = s
	find_functions()
	for (i = 1; i <= n_funcs; i++) {
		body = substr(code, func_at[i], (i < n_funcs ? \
			func_at[i + 1] : length(code)) - func_at[i])
		if (body ~ /dma_(pool_)?free[a-z_]*\(/ && body !~ /_z?alloc[a-z_]*\(/)
			teardown = teardown "," func_name[i]
	}
}

# --------------------------------------------------------------------- calls

# Set name, call_at, call_end and arg_at, arg_end [1..n_args] for the next call
# of one of the names, at or behind from.
function next_call(list, from,    n, i, p, k, best, a)
{
	best = 0
	sub(/@teardown/, substr(teardown, 2), list)
	n = split(list, a, ",")
	for (i = 1; i <= n; i++) {
		if (a[i] == "")
			continue
		p = from
		while ((k = index(substr(code, p), a[i] "(")) > 0) {
			p += k - 1
			if (at(p - 1) !~ /[A-Za-z0-9_]/ && in_body(p))
				break
			p++
		}
		if (k && (!best || p < best)) {
			best = p
			call_name = a[i]
		}
	}
	if (!best)
		return 0
	call_at = best
	call_end = closing(best + length(call_name))
	find_args(best + length(call_name))
	return 1
}

# indented: not the definition or a declaration
function in_body(pos)
{
	while (pos > 1 && at(pos - 1) != "\n")
		pos--
	return at(pos) == "\t"
}

function find_args(open,    p, start)
{
	n_args = 0
	start = open + 1
	for (p = open + 1; p <= call_end; p++) {
		if (p == call_end || at(p) == ",") {
			n_args++
			arg_at[n_args] = skip_space(start)
			arg_end[n_args] = skip_space_back(p - 1)
			start = p + 1
		} else if (at(p) ~ /[({[]/) {
			p = closing(p)
		}
	}
}

function arg(i)
{
	return substr(src, arg_at[i], arg_end[i] - arg_at[i] + 1)
}

# whether the call is a statement, "call();"
function is_statement(    before)
{
	before = skip_space_back(call_at - 1)
	return at(skip_space(call_end + 1)) == ";" && \
		(at(before) ~ /[;{}:)]/ || substr(code, before - 3, 4) == "else")
}

# where "x = call();" begins, or 0; variable is x
function assigned(    p, start)
{
	p = skip_space_back(call_at - 1)
	if (at(p) != "=" || at(p - 1) ~ /[=!<>+|&-]/ || \
	    at(skip_space(call_end + 1)) != ";")
		return 0
	start = p
	while (start > 1 && at(start - 1) !~ /[;{}:]/)
		start--
	start = skip_space(start)
	variable = substr(src, start, skip_space_back(p - 1) - start + 1)
	if (variable ~ /^(if|for|while|else|return)[^A-Za-z0-9_]/)
		return 0
	return start
}

# ------------------------------------------------------------------- mutants

# what stands at from..to becomes s; its lines stay as many as they were
function mutant(from, to, s,    old, lines, fn, id, target)
{
	old = substr(src, from, to - from + 1)
	if (old == s)
		return
	lines = gsub(/\n/, "\n", old)
	target = s
	lines -= gsub(/\n/, "\n", target)
	while (lines-- > 0)
		s = s "\n"
	fn = function_at(from)
	fn = fn ? func_name[fn] : "-"
	id = driver "." ++n_mutants
	target = out "/" id
	printf "%s", substr(src, 1, from - 1) s substr(src, to + 1) >target
	close(target)
	printf "%s\t%s\t%d\t%s\t%s\t%d\t%s\n", id, file, line_of(from), fn, \
		op_name[o], ++ordinal[fn, op_name[o]], op_rules[o]
}

function apply(o,    kind, from)
{
	kind = op_kind[o]
	if (kind == "retype" || kind == "anywhere") {
		retype(op_param[o], kind == "retype" ? "\n\t+" : "[^A-Za-z0-9_]")
		return
	}
	if (kind == "goto-next" || kind == "goto-return") {
		gotos(kind, op_funcs[o])
		return
	}
	for (from = 1; next_call(op_funcs[o], from); from = call_end + 1)
		mutate_call(kind, op_param[o])
}

function mutate_call(kind, param)
{
	if (kind == "drop" && is_statement())
		mutant(call_at, call_end, "")
	else if (kind == "drop-assign" && assigned())
		mutant(assigned(), call_end, "")
	else if (kind == "drop-if")
		drop_if()
	else if (kind == "drop-null" && assigned())
		drop_null()
	else if (kind == "double" && is_statement())
		mutant(call_at, call_end + 1, "{ " call_text() "; " call_text() "; }")
	else if (kind == "swap-next" && is_statement())
		swap_next(param)
	else if (kind == "swap-prev" && is_statement())
		swap_prev(param)
	else if (kind == "under-lock" && (is_statement() || assigned()))
		under_lock()
	else if (kind == "rename")
		mutant(call_at, call_at + length(call_name) - 1, param)
	else if (kind == "word")
		word(param)
	else if (kind == "set-arg")
		set_arg(param)
	else if (kind == "template")
		mutant(call_at, call_end, fill(param))
}

function call_text()
{
	return substr(src, call_at, call_end - call_at + 1)
}

# the "if (" whose condition the call is in
function enclosing_if(    p, open)
{
	for (p = call_at; p > 1; p--) {
		if (at(p) ~ /[;{}]/)
			return 0
		if (substr(code, p, 4) == "if (") {
			open = p + 3
			return closing(open) > call_end ? p : 0
		}
	}
	return 0
}

function drop_whole_if(start,    end, before)
{
	end = statement_end(start)
	before = skip_space_back(start - 1)
	if (substr(code, before - 3, 4) == "else")
		return
	# what is done otherwise is done always, by nobody's choice: leave it
	if (substr(code, start, end - start) ~ /[^A-Za-z0-9_]else[^A-Za-z0-9_]/)
		return
	mutant(start, end, ";")
}

function drop_if(    start)
{
	start = enclosing_if()
	if (start)
		drop_whole_if(start)
}

function drop_null(    start, test)
{
	start = skip_space(skip_space(call_end + 1) + 1)
	test = "if (!" variable ")"
	sub(/^.*[ *]/, "", variable)
	if (substr(src, start, length(test)) == test || \
	    substr(src, start, length(variable) + 6) == "if (!" variable ")")
		drop_whole_if(start)
}

function swap_next(pattern,    start, end, semicolon)
{
	semicolon = skip_space(call_end + 1)
	start = skip_space(semicolon + 1)
	end = statement_end(start)
	if (substr(src, start, end - start + 1) !~ pattern)
		return
	mutant(call_at, end, substr(src, start, end - start + 1) \
		substr(src, semicolon + 1, start - semicolon - 1) \
		call_text() ";")
}

# the statement before: the last one of which statement_end() ends there
function swap_prev(pattern,    end, start)
{
	end = skip_space_back(call_at - 1)
	if (at(end) != ";")
		return
	for (start = end - 1; start > 1 && at(start) !~ /[;{}]/; start--)
		if (substr(src, start, end - start + 1) ~ pattern && \
		    statement_end(start) == end)
			break
	if (at(start) ~ /[;{}]/)
		return
	mutant(start, skip_space(call_end + 1), call_text() ";" \
		substr(src, end + 1, call_at - end - 1) \
		substr(src, start, end - start + 1))
}

function under_lock(    start, semicolon)
{
	start = assigned()
	if (!start)
		start = call_at
	semicolon = skip_space(call_end + 1)
	mutant(start, semicolon, "{ static DEFINE_SPINLOCK(a_lock); " \
		"unsigned long a_flags; spin_lock_irqsave(&a_lock, a_flags); " \
		substr(src, start, semicolon - start + 1) \
		" spin_unlock_irqrestore(&a_lock, a_flags); }")
}

function word(param,    old, new, p, k, end)
{
	k = index(param, " ")
	old = substr(param, 1, k - 1)
	new = substr(param, k + 1)
	end = call_end
	for (p = call_at; p < end; p += length(old)) {
		k = index(substr(code, p, end - p), old)
		if (!k)
			return
		p += k - 1
		if (at(p - 1) !~ /[A-Za-z0-9_]/ && \
		    at(p + length(old)) !~ /[A-Za-z0-9_]/)
			mutant(p, p + length(old) - 1, new)
	}
}

# the variable that gets the result of a function, in this file
function result_of(name,    p)
{
	p = match(code, "[A-Za-z_][A-Za-z0-9_>.-]* = " name "\\(")
	return p ? substr(code, p, index(substr(code, p), " ") - 1) : ""
}

function set_arg(param,    n, old, new, was, part, s)
{
	n = param
	sub(/ .*/, "", n)
	sub(/^[^ ]+ /, "", param)
	old = param
	sub(/ .*/, "", old)
	sub(/^[^ ]+ /, "", param)
	if (n > n_args)
		return
	was = arg(n)
	gsub(/[ \t\n]+/, " ", was)
	if (!match(was, "^" old "$"))
		return
	part = was
	sub(/^[A-Z_]+ \* /, "", part)
	s = param
	if (s ~ /^@/) {
		s = result_of(substr(s, 2))
		if (s == "")
			return
	}
	s = replace(replace(s, "$1", part), "&", was)
	mutant(arg_at[n], arg_end[n], s)
}

# without the specials of sub()
function replace(s, old, new,    k, r)
{
	while ((k = index(s, old)) > 0) {
		r = r substr(s, 1, k - 1) new
		s = substr(s, k + length(old))
	}
	return r s
}

function fill(s,    i)
{
	for (i = 1; i <= n_args; i++)
		s = replace(s, "$" i, arg(i))
	return s
}

# ---------------------------------------------------------- gotos, declarations

# where a label's part of the function begins, or 0
function label_at(name, fn,    end, k)
{
	end = fn < n_funcs ? func_at[fn + 1] : length(code)
	k = index(substr(code, func_at[fn], end - func_at[fn]), "\n" name ":")
	return k ? func_at[fn] + k : 0
}

# Look at the part behind a label: next_label is the one it falls into. True
# when one of the functions is called there.
function undoes(label, list,    part, end)
{
	part = substr(code, label)
	end = index(part, "\n}")
	part = substr(part, index(part, "\n"), end - index(part, "\n"))
	next_label = ""
	if (match(part, /\n[a-z_]+:/)) {
		next_label = substr(part, RSTART + 1, RLENGTH - 2)
		part = substr(part, 1, RSTART)
	}
	return calls_one_of(part, list)
}

function calls_one_of(part, list,    n, i, a)
{
	sub(/@teardown/, substr(teardown, 2), list)
	n = split(list, a, ",")
	for (i = 1; i <= n; i++)
		if (a[i] != "" && index(part, a[i] "("))
			return 1
	return 0
}

function gotos(kind, list,    p, k, label, fn, s)
{
	for (p = 1; (k = index(substr(code, p), "goto ")) > 0; p++) {
		p += k - 1
		label = substr(code, p + 5)
		sub(/;.*/, "", label)
		fn = function_at(p)
		if (!fn || !label_at(label, fn) || \
		    !undoes(label_at(label, fn), list))
			continue
		if (kind == "goto-next") {
			if (next_label == "")
				continue
			s = "goto " next_label
		} else if (func_type[fn] ~ /^[^(]*\*/) {
			s = "return NULL"
		} else if (func_type[fn] ~ /^(static )?(int|ssize_t|long) /) {
			s = "return -EIO"
		} else {
			continue
		}
		mutant(p, p + 4 + length(label), s)
	}
}

function retype(param, before,    k, old, new, p)
{
	k = index(param, " ")
	old = substr(param, 1, k - 1)
	new = substr(param, k + 1)
	for (p = 1; match(substr(code, p), before old "[^A-Za-z0-9_]"); p++) {
		p += RSTART + RLENGTH - 2
		mutant(p - length(old), p - 1, new)
	}
}
