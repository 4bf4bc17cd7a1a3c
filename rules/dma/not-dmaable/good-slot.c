// SPDX-License-Identifier: GPL-2.0-or-later
/* A request on the stack, whose buffer was allocated. */
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/spi/spi-mem.h>

struct flash {
	struct spi_mem *mem;
	u8 *scratch;
};

struct table {
	struct {
		union {
			void *in;
		} buf;
	} data;
};

static int flash_ask(struct flash *flash, u16 what)
{
	struct spi_mem_op op = {
		.cmd = { .nbytes = 1, .opcode = what },
		.data = {
			.dir = SPI_MEM_DATA_IN,
			.nbytes = 1,
			.buf.in = flash->scratch,
		},
	};

	return spi_mem_exec_op(flash->mem, &op);
}

int flash_status(struct flash *flash)
{
	int ret = flash_ask(flash, 0x0f);

	return ret ? ret : *flash->scratch;
}

int flash_start(struct flash *flash, struct spi_mem *mem)
{
	flash->mem = mem;
	flash->scratch = kmalloc(1, GFP_KERNEL);
	return flash->scratch ? 0 : -ENOMEM;
}

/* a field of that name in another record */
void table_fill(struct table *table)
{
	int here;

	table->data.buf.in = &here;
	*(int *)table->data.buf.in = 1;
}
