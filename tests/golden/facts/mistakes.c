// SPDX-License-Identifier: GPL-2.0-or-later
/* Code that does not compile: what is there is lowered. */
// errors
#include <no/such/header.h>

struct unknown *ask(void);
void *dma_alloc(struct unknown *dev, int size);

int members(struct unknown *u, struct unknown v)
{
	int n = u->count + u->in.size;

	u->dma = dma_alloc(u, n);
	v.size = 4;
	return ask()->count;
}

int conditions(struct unknown *u)
{
	while (!u->ready)
		u->poll(u);
	if (u->count && !u->in.size)
		return 1;
	return 0;
}

int missing(undeclared_t t)
{
	undeclared_t x = t;
	int n = undeclared_name;

	undeclared_call(n, 3);
	return dma_alloc(undeclared_name, n) != 0;
}

int fine(int n)
{
	return n + ;
}

int last(int n)
{
	return n;
}

#define member_of_unknown(p)                                    \
	({                                                      \
		void *__mptr = (void *)(p);                     \
		(struct nowhere *)(__mptr - offsetof(struct nowhere, at)); \
	})

void *lost_base(struct unknown *u)
{
	void *data = member_of_unknown(u->parent)->data;

	return data;
}
