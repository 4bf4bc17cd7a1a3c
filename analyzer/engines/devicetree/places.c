// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/strbuf.h"
#include "engines/devicetree/places.h"

/* As <arm64/x.dtsi> is found through a link, and people know it. */
static char *real_name(const char *file, size_t len)
{
	autofree char *text = xstrndup(file, len);
	autofree char *name = text[0] == '/' ? xstrdup(text) :
					       path_normalize("/", text);
	const char *s = text[0] == '/' ? name : name + 1;
	const char *below = path_below("scripts/dtc/include-prefixes", s);
	const char *slash = below ? strchr(below, '/') : NULL;

	if (!slash || !strncmp(below, "dt-bindings/", 12))
		return xstrdup(s);
	return xasprintf("arch/%.*s/boot/dts%s", (int)(slash - below), below,
			 slash);
}

/* "file:12:3-14:5, other:1:2-3:4" of the first place. */
static void read_place(const char *s, struct dt_place *ret)
{
	const char *colon = s;

	while ((colon = strchr(colon, ':'))) {
		char *end;
		unsigned long line = strtoul(colon + 1, &end, 10), col;

		if (end > colon + 1 && *end == ':') {
			col = strtoul(end + 1, &end, 10);
			if (*end == '-' && line && line < UINT32_MAX) {
				ret->file = real_name(s, colon - s);
				ret->line = line;
				ret->col = col;
				return;
			}
		}
		colon++;
	}
}

/* The name in "label: name@12 { /" when a line opens a node, else NULL. */
static char *opened_node(char *line)
{
	char *brace = strstr(line, " {");
	char *name;

	if (!brace || memchr(line, '=', brace - line) ||
	    memchr(line, '"', brace - line))
		return NULL;
	*brace = '\0';
	name = strrchr(line, ' ');
	return name ? name + 1 : line;
}

/* The nodes that are open at a line. */
struct nesting {
	struct strbuf path;
	VEC(size_t) ends; /* of the path, outside of each open node */
};

static void open_node(struct nesting *n, const char *name)
{
	vec_push(&n->ends, n->path.len);
	/* the root is "/" */
	if (n->ends.n > 1)
		strbuf_addf(&n->path, "/%s", name);
}

static void close_node(struct nesting *n)
{
	if (!n->ends.n)
		return;
	n->path.len = n->ends.v[--n->ends.n];
	if (n->path.s)
		n->path.s[n->path.len] = '\0';
}

static void read_line(char *line, struct nesting *n,
		      const struct strmap *wanted, struct dt_place *places)
{
	char *name, *comment;
	uint32_t index;

	line += strspn(line, "\t ");
	if (!strncmp(line, "};", 2)) {
		close_node(n);
		return;
	}
	comment = strstr(line, "/* ");
	name = opened_node(line);
	if (!name)
		return;
	open_node(n, name);
	if (comment && strmap_get(wanted, strbuf_str(&n->path), &index) &&
	    !places[index].file)
		read_place(comment + 3, &places[index]);
}

void dt_places_read(char *text, const struct strmap *wanted,
		    struct dt_place *places)
{
	struct nesting n = {};
	char *next;

	for (char *line = text; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		read_line(line, &n, wanted, places);
	}
	strbuf_deinit(&n.path);
	vec_deinit(&n.ends);
}
