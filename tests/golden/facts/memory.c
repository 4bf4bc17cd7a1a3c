// SPDX-License-Identifier: GPL-2.0-or-later
/* Places, loads and stores. */
struct inner {
	int x;
	int list[4];
};

struct ring {
	struct ring *next;
	struct inner in;
	struct inner *at;
	union {
		int as_int;
		char *as_text;
	};
	int (*fill)(struct ring *ring, int n);
	int count;
};

int global;
extern struct ring shared;
static struct ring rings[4];

int loads(struct ring *r, int i, int **pp)
{
	int local = r->count;
	struct inner copy = r->in;

	local = r->next->in.x + r->at->list[i];
	local += global + shared.count + rings[i].count;
	local = *pp[i] + **pp + *(*pp + i) + *r->in.list;
	local = r->as_int + *r->as_text;
	return local + copy.x + copy.list[i];
}

void stores(struct ring *r, int i, int **pp)
{
	r->count = i;
	r->next->in.list[i] = global;
	rings[1] = *r;
	*pp[2] = 0;
	global = shared.count = 3;
	r->count += i;
	r->count++;
	--global;
	*(*pp)++ = i++;
	r->in.list[i--] <<= 2;
}

int *addresses(struct ring *r, int i)
{
	int *p = &r->in.list[i];
	struct inner *q = &(*r).in;

	p = r->in.list;
	p = r->at->list + 1;
	p = &*p;
	p = &p[i];
	return q ? p : &global;
}

int calls(struct ring *r, int (*fn)(int))
{
	int n = r->fill(r, fn(1));

	(*r->fill)(r->next, (*fn)(n));
	r->fill = 0;
	return (r->next ?: r)->fill(r, 2);
}

struct inner make(int x);

int temporaries(struct ring *r)
{
	r->in = make(1);
	return make(r->count).x;
}

typedef unsigned long size_type;

size_type constants(struct ring *r)
{
	enum way { NONE, TO_DEVICE, FROM_DEVICE } way = TO_DEVICE;
	unsigned char byte = (unsigned char)0x1ff;
	char text[8] = "hello";

	way = 1 << 3 | FROM_DEVICE;
	byte = ~0 & 'A';
	r->next = (struct ring *)0;
	r->at = (void *)text;
	return sizeof(*r) + sizeof(struct inner) * 2 +
	       __builtin_offsetof(struct ring, in.list[2]) + way + byte +
	       _Alignof(struct ring);
}

static inline size_type size_of(const void *p, size_type n)
{
	return n;
}

size_type sizes(struct ring *r, int i)
{
	return size_of(r, sizeof(*r)) + size_of(r, sizeof r->in.list) +
	       size_of(r, __builtin_offsetof(struct ring, in.list[i])) +
	       size_of((const char *)r, -1);
}
