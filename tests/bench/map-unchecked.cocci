// SPDX-License-Identifier: GPL-2.0-or-later
/// A mapping that is used in a function that never tests one.
// What can be had from a small semantic patch, for the bench: it looks at one
// function at a time and does not know what lies between.
virtual report

@tested@
identifier f;
position p;
@@
f@p(...)
{
  ... when any
  dma_mapping_error(...)
  ... when any
}

@mapped@
identifier f;
expression d;
position p != tested.p, q;
@@
f@p(...)
{
  ... when any
(
  d = dma_map_single@q(...)
|
  d = dma_map_page@q(...)
)
  ... when any
}

@script:python depends on report@
q << mapped.q;
@@
print("%s:%s: mapping is not tested" % (q[0].file, q[0].line))
