// SPDX-License-Identifier: GPL-2.0-or-later
/* Macros of the kernel, in small. */
typedef unsigned long long dma_addr_t;
typedef unsigned long size_t;

#define offsetof(type, member) __builtin_offsetof(type, member)
#define container_of(ptr, type, member)                      \
	({                                                   \
		void *__mptr = (void *)(ptr);                \
		((type *)(__mptr - offsetof(type, member))); \
	})
#define old_container_of(ptr, type, member)                            \
	({                                                             \
		const __typeof__(((type *)0)->member) *__mptr = (ptr); \
		(type *)((char *)__mptr - offsetof(type, member));     \
	})
#define list_entry(ptr, type, member) container_of(ptr, type, member)
#define list_for_each_entry(pos, head, member)                         \
	for (pos = list_entry((head)->next, __typeof__(*pos), member); \
	     &pos->member != (head);                                   \
	     pos = list_entry(pos->member.next, __typeof__(*pos), member))

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

#define assert_word(x)                                                        \
	do {                                                                  \
		extern void not_a_word(void) __attribute__((noreturn));       \
		if (!(sizeof(x) == sizeof(int) || sizeof(x) == sizeof(long))) \
			not_a_word();                                         \
	} while (0)
#define READ_ONCE(x)                                     \
	({                                               \
		assert_word(x);                          \
		(*(const volatile __typeof__(x) *)&(x)); \
	})
#define WRITE_ONCE(x, v)                               \
	do {                                           \
		assert_word(x);                        \
		*(volatile __typeof__(x) *)&(x) = (v); \
	} while (0)

#define DEFINE_DMA_UNMAP_ADDR(name) dma_addr_t name
#define DEFINE_DMA_UNMAP_LEN(name) unsigned int name
#define dma_unmap_addr(ptr, name) ((ptr)->name)
#define dma_unmap_addr_set(ptr, name, val) (((ptr)->name) = (val))
#define dma_unmap_len_set(ptr, name, val) (((ptr)->name) = (val))

#define WARN_ON(condition)                         \
	({                                         \
		int __ret_warn_on = !!(condition); \
		if (unlikely(__ret_warn_on))       \
			warn();                    \
		unlikely(__ret_warn_on);           \
	})

#define min(x, y)                       \
	({                              \
		__typeof__(x) _x = (x); \
		__typeof__(y) _y = (y); \
		_x < _y ? _x : _y;      \
	})

struct list_head {
	struct list_head *next, *prev;
};

struct device;

struct buffer {
	struct list_head list;
	void *data;
	DEFINE_DMA_UNMAP_ADDR(dma);
	DEFINE_DMA_UNMAP_LEN(len);
	int state;
};

void warn(void);
void use(struct buffer *b);
dma_addr_t dma_map_single_attrs(struct device *dev, void *p, size_t len,
				int dir, unsigned long attrs);
int dma_mapping_error(struct device *dev, dma_addr_t dma);

#define dma_map_single(d, a, s, r) dma_map_single_attrs(d, a, s, r, 0)

int map(struct device *dev, struct buffer *b, size_t len)
{
	dma_addr_t dma;

	b->dma = dma_map_single(dev, b->data, len, 1);
	if (unlikely(dma_mapping_error(dev, b->dma)))
		return -12;
	if (WARN_ON(dma_mapping_error(dev, dma = dma_map_single(dev, b->data,
								len, 2))))
		return -12;
	dma_unmap_addr_set(b, dma, dma);
	dma_unmap_len_set(b, len, min(len, 64ul));
	return dma_unmap_addr(b, dma) != 0;
}

struct buffer *of_list(struct list_head *l)
{
	if (likely(l->next))
		return old_container_of(l->next, struct buffer, list);
	return container_of(l, struct buffer, list);
}

void walk(struct list_head *head)
{
	struct buffer *b;

	list_for_each_entry(b, head, list) use(b);
}

int once(struct buffer *b)
{
	WRITE_ONCE(b->state, READ_ONCE(b->list.next->prev) != 0);
	return READ_ONCE(b->state);
}

int builtins(int n)
{
	n += __builtin_constant_p(n) ? 1 : 2;
	n += __builtin_constant_p(4);
	n += __builtin_choose_expr(sizeof(long) == 8, n, 3);
	n += _Generic(n, int: 1, long: 2l);
	n += __builtin_types_compatible_p(__typeof__(n), int);
	n += __builtin_clz(16);
	return n;
}
