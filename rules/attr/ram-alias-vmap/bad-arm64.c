// SPDX-License-Identifier: GPL-2.0-or-later
/* arch: arm64 */
/* A command stream of a co-processor, written past the cache. */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

struct stream {
	struct page **pages;
	unsigned int n;
	pgprot_t prot;
	void *map;
};

static int stream_alloc(struct stream *s)
{
	s->pages = kcalloc(s->n, sizeof(*s->pages), GFP_KERNEL);
	if (!s->pages)
		return -ENOMEM;
	for (unsigned int i = 0; i < s->n; i++)
		s->pages[i] = alloc_page(GFP_KERNEL);
	/* kept for later mappings */
	s->prot = pgprot_writecombine(PAGE_KERNEL); /* expect-note: type chosen by 'pgprot_writecombine' */
	return 0;
}

int stream_make(struct stream *s)
{
	int ret = stream_alloc(s);

	if (ret)
		return ret;
	s->map = vmap(s->pages, s->n, VM_MAP, s->prot); /* expect: attr/ram-alias-vmap 'vmap' maps pages of the page allocator as Normal non-cacheable */
	return s->map ? 0 : -ENOMEM;
}
