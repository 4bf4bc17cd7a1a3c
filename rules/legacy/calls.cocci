// SPDX-License-Identifier: GPL-2.0-or-later
//
// Calls of modelled functions, where a compiler cannot read the file: which,
// with what arguments, in which function, and what takes the result.
// DMALIAS_NAMES are the functions of rules/model/. The output is that of
// analyzer/engines/coccinelle.h.
//
// Confidence: high for what it prints. What stands in a function that spatch
// cannot parse either is missed: whoever runs this has to count that.

@initialize:python@
@@
import json

def tell(kind, p, more):
    more.update({
        "kind": kind, "file": p.file, "function": p.current_element,
        "line": p.line, "column": p.column,
        "end_line": p.line_end, "end_column": p.column_end})
    print(json.dumps(more))

@call@
identifier f = {DMALIAS_NAMES};
expression list es;
position p;
@@
f@p(es)

@script:python@
f << call.f;
es << call.es;
p << call.p;
@@
tell("call", p[0], {"name": str(f), "args": [str(e) for e in es]})

@assigned@
identifier call.f;
position call.p;
expression x;
@@
x = <+... f@p(...) ...+>

@script:python@
f << call.f;
p << call.p;
x << assigned.x;
@@
tell("result", p[0], {"name": str(f), "to": str(x)})

@declared@
identifier call.f;
position call.p;
type t;
identifier x;
@@
t x = <+... f@p(...) ...+>;

@script:python@
f << call.f;
p << call.p;
x << declared.x;
@@
tell("result", p[0], {"name": str(f), "to": str(x)})
