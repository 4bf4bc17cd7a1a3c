// SPDX-License-Identifier: GPL-2.0-or-later
/* A parameter written as an array is a pointer, by value and indexed. */

int use(void *p);

int read_id(unsigned char id[4], int n[static 3])
{
	id[1] = 2;
	return use(id) + use(&id[2]) + n[0];
}
