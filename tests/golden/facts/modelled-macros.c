// SPDX-License-Identifier: GPL-2.0-or-later
/* Macros that are not calls of a function of their name. */
// macros: pgprot_noncached virt_to_phys page_to_phys dma_map_page memset
// macros: flush nothing wrap set_bits
typedef struct {
	unsigned long v;
} pgprot_t;
typedef unsigned long long phys_addr_t;

struct page;
struct vm_area {
	pgprot_t prot;
};

extern unsigned long base;
extern int mode;
pgprot_t mask(pgprot_t prot, unsigned long bits);
struct page *next_page(void);
phys_addr_t dma_map_page_attrs(struct page *page, unsigned long size, int dir);
void *alloc_noprof(unsigned long size);

#define pgprot_noncached(prot) \
	((mode > 3) ? (mask(prot, (prot).v | 16)) : (prot))
#define virt_to_phys(p) ((phys_addr_t)((unsigned long)(p) - base))
#define page_to_phys(page) ((phys_addr_t)((unsigned long)(page) << 12))
#define dma_map_page(page, size, dir) dma_map_page_attrs(page, size, dir)
#define memset(p, c, n)                      \
	({                                   \
		unsigned long __n = (n);     \
		__builtin_memset(p, c, __n); \
	})
#define flush(p, n)          \
	do {                 \
		mode += (n); \
	} while (0)
#define nothing(p)
#define wrap(x)                             \
	({                                  \
		void *__p = wrap_noprof(x); \
		__p;                        \
	})
#define wrap_noprof(x) alloc_noprof(x)
#define set_bits(x) x | 3

int f(struct vm_area *vma, char *buf, int n)
{
	phys_addr_t where;

	vma->prot = pgprot_noncached(vma->prot);
	where = virt_to_phys(buf + n) + 1;
	where = page_to_phys(next_page());
	if (virt_to_phys(buf))
		where = dma_map_page(next_page(), sizeof(*vma), 1);
	where = dma_map_page((struct page *)virt_to_phys(buf), 2, 1);
	memset(buf, 0, n++);
	memset(vma, 0, sizeof(*vma));
	flush(buf, n);
	nothing(buf);
	return set_bits(n);
}
