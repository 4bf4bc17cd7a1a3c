// SPDX-License-Identifier: GPL-2.0-or-later
/* Lives of locals, and what attribute cleanup runs. */
struct lock;
void lock(struct lock *l);
void unlock(struct lock **l);
void free_it(void *p);
void *alloc(int n);
int work(void *p);

#define __free(fn) __attribute__((__cleanup__(fn)))
#define guard(l) __attribute__((cleanup(unlock))) struct lock *g = (lock(l), l)

int returns(struct lock *l, int n)
{
	guard(l);
	void *p __free(free_it) = alloc(n);

	if (!p)
		return -12;
	return work(p);
}

void loops(struct lock *l, int n)
{
	while (n--) {
		guard(l);

		if (n == 3)
			continue;
		if (n == 5)
			break;
		work(l);
	}
}

void jumps(struct lock *l, int n)
{
again: {
	guard(l);

	if (n++ < 3)
		goto again;
	if (n == 7)
		goto out;
}
	work(l);
out:
	return;
}

int shadows(int n)
{
	int x = n;

	{
		int x = 2;
		static int kept = 4;

		kept += x;
	}
	return ({
		       int x = n;
		       x + 1;
	       }) +
	       x;
}
