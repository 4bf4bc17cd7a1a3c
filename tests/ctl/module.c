// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stands for a module with debug information: the addresses that the recordings
 * have are in these functions, whatever the compiler puts before and after.
 */
void foo_probe(void);
void foo_init(void);
void foo_exit(void);

void foo_probe(void)
{
	__asm__ volatile(".skip 0x200, 0x90");
}

void foo_init(void)
{
	__asm__ volatile(".skip 0x180, 0x90");
}

void foo_exit(void)
{
	__asm__ volatile(".skip 0x80, 0x90");
}
