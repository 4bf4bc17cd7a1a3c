# SPDX-License-Identifier: GPL-2.0-or-later
#
# table.awk SERIES/guests/bench.bench... - what bench.sh measured on each kernel,
# beside what it may be, as a table in Markdown.

function cell(text)
{
	line = line " " text " |"
}

# the cost of a pair, and by how much it may grow
function pair(name, what, percent,    k, without, with, growth)
{
	line = "| " what " | +" percent " % |"
	for (k = 1; k <= kernels; k++) {
		without = value[k, "without-" name]
		with = value[k, "with-" name]
		if (!without || !with) {
			cell("?")
			continue
		}
		growth = 100 * (with - without) / without
		cell(sprintf("%d -> %d, %+.1f %%%s", without, with, growth,
			growth > percent + 0.05 ? " (over)" : ""))
	}
	print line
}

# one number, not above a limit
function single(what, limit, unit, shown,    k)
{
	line = "| " what " | " shown " |"
	for (k = 1; k <= kernels; k++)
		if (number[k] == "")
			cell("?")
		else
			cell(sprintf(unit, number[k]) \
				(number[k] > limit ? " (over)" : ""))
	print line
}

FNR == 1 {
	kernels++
	split(FILENAME, part, "/guests/")
	sub(/.*\//, "", part[1])
	title[kernels] = part[1]
}
{ value[kernels, $1] = $2 }

END {
	line = "| | may be |"
	rule = "|---|---|"
	for (k = 1; k <= kernels; k++) {
		cell("Linux " title[k])
		rule = rule "---|"
	}
	print line
	print rule
	pair("vmap", "vmap + vunmap of a page, instructions", 15)
	pair("vmap4", "vmap + vunmap of 4 pages, instructions", 15)
	pair("dma", "dma_map_single + unmap, instructions", 0)
	pair("page", "alloc_page + free, instructions", 15)
	for (k = 1; k <= kernels; k++)
		number[k] = value[k, "walk"] == "" ? "" : \
			value[k, "walk"] / 1e6
	single("page-table walk at load, 10^6 instructions", 100, "%.1f", \
		"100")
	for (k = 1; k <= kernels; k++)
		number[k] = value[k, "ram"] ? 100 * value[k, "idle"] / \
			value[k, "ram"] : ""
	single("idle, part of 2 GiB", 0.03, "%.4f %%", "0.03 %")
	for (k = 1; k <= kernels; k++)
		number[k] = value[k, "mappings"] == "" ? "" : \
			value[k, "mappings"] / 1048576
	single("100,000 live mappings, MiB", 32, "%.1f", "32")
}
