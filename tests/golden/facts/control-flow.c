// SPDX-License-Identifier: GPL-2.0-or-later
/* Branches, loops, switches and jumps. */
int work(int n);
void note(int n);

int branches(int a, int b, int c)
{
	if (a && (b || !c))
		return 1;
	else if (!!a)
		note(2);
	if (!(a == b && work(c)))
		note(3);
	if (a, b)
		note(4);
	if (a ? b : c)
		note(5);
	return a > b ? a : work(b);
}

int values(int a, int b)
{
	int both = a && b;
	int either = work(a) || work(b);
	int chosen = a ?: b;
	int called = work(a) ?: b;
	int constant = 1 ? a : work(b);

	return (both, either) + chosen + called + constant;
}

int loops(int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++) {
		if (i == 3)
			continue;
		if (i == 7)
			break;
		sum += i;
	}
	for (; n;)
		n--;
	for (;;)
		if (work(n))
			break;
	for (n = 3;; n--)
		if (!n)
			break;
	while (work(sum))
		sum--;
	do
		sum++;
	while (sum < 10);
	while (1) {
		int inner = work(sum);

		if (inner)
			continue;
		note(inner);
		break;
	}
	return sum;
}

#define for_each(i, n) for (i = 0; i < (n); i++)
#define for_ever for (;;)
#define for_while(c) for (; c;)

int loops_of_macros(int n)
{
	int i;

	for_each(i, n) note(i);
	for_while(work(i)) note(i);
	for_ever if (work(i)) return i;
}

int switches(int n)
{
	switch (work(n)) {
	case 0:
		note(0);
		__attribute__((fallthrough));
	case 1 ... 5:
		note(1);
		break;
	case 'x':
	case -1:
		return 2;
	default:
		note(3);
	}
	switch (n)
	case 4:
		note(4);
	switch (n) {
	case 1:
		while (n--) {
		case 2:
			note(n);
		}
	}
	return 0;
}

int gotos(int n)
{
	int before = n;

again: {
	int inside = work(before);

	if (inside < 0)
		goto out;
	if (inside == 0)
		goto again;
}
	return before;
out:
	return -1;
}

int computed(int n)
{
	static const void *const table[] = {&&one, &&two};

	goto *table[n];
one:
	note(1);
two:
	return n;
}

int assembly(int n, int *p)
{
	int out, flags;

	asm volatile("op %0, %2" : "=r"(out), "+m"(*p) : "r"(n) : "memory");
	asm goto("jump %l1" : : "r"(flags) : : failed);
	return out;
failed:
	return flags;
}

#define try_put(x, label) asm goto("put %0, %l1" : : "r"(x) : : label)

int assembly_of_macro(int n)
{
	try_put(n, fault);
	return 0;
fault:
	return 1;
}

void die(const char *why) __attribute__((noreturn));

int ends(int *p)
{
	if (!p)
		die("no p");
	if (*p == 1)
		__builtin_unreachable();
	return *p;
}

int dead(int n)
{
	return n;
	note(n);
}
