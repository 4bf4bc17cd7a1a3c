// SPDX-License-Identifier: GPL-2.0-or-later
/* Initialisers of variables, and the layout of records. */
// data
struct dev;

struct ops {
	int (*probe)(struct dev *dev);
	void (*remove)(struct dev *dev);
	const char *name;
	struct {
		unsigned int flags : 3;
		unsigned int : 5;
		unsigned int mode : 4;
	};
	union {
		int id;
		void *key;
	} u;
};

struct point {
	int x, y;
};

static int my_probe(struct dev *dev);
static void my_remove(struct dev *dev);
static int counter = 5, unset;
extern int elsewhere;
int *pointers[2] = {&counter, &elsewhere};

static const struct ops my_ops = {
	.probe = my_probe,
	.remove = my_remove,
	.name = "my"
		"ops",
	.mode = 3,
	.u.key = &unset,
};

struct point points[] = {
	{1, 2},
	[4] = {.y = 9},
	[2 ... 3] = {7},
	{
		8,
	},
};
int matrix[2][2] = {1, 2, {3}};
struct {
	const struct point *at;
	struct point p;
} nested = {
	&(const struct point){.x = 3},
	5,
	6,
};

static int my_probe(struct dev *dev)
{
	struct point p = {.y = counter};
	struct point q = {1, elsewhere}, *r;
	struct ops ops = my_ops;
	char text[] = "text";
	int list[3] = {[1] = 4, 5};

	r = &(struct point){p.x, 2};
	q = (struct point){.x = text[0]};
	return ops.probe(dev) + r->x + q.y + list[1];
}

static void my_remove(struct dev *dev)
{
	static struct point origin = {.x = -1};

	origin.x++;
}
