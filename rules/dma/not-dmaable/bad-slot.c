// SPDX-License-Identifier: GPL-2.0-or-later
/* A buffer that goes through a field of a request, one in a union without a
 * tag too. */
#include <linux/errno.h>
#include <linux/spi/spi.h>
#include <linux/spi/spi-mem.h>

static int flash_ask(struct spi_mem *mem, u16 what, u8 *answer)
{
	struct spi_mem_op op = {
		.cmd = { .nbytes = 1, .opcode = what },
		.data = {
			.dir = SPI_MEM_DATA_IN,
			.nbytes = 1,
			.buf.in = answer, /* expect: dma/not-dmaable 'spi_mem_op.in' gets 'answer', which is on the stack */
		},
	};

	return spi_mem_exec_op(mem, &op);
}

int flash_status(struct spi_mem *mem)
{
	u8 status;
	int ret = flash_ask(mem, 0x0f, &status);

	return ret ? ret : status;
}

int flash_command(struct spi_mem *mem, u8 what)
{
	struct spi_mem_op op = { .data.dir = SPI_MEM_DATA_OUT };

	op.data.nbytes = 1;
	op.data.buf.out = &what; /* expect: dma/not-dmaable 'spi_mem_op.out' gets '&what', which is on the stack */
	return spi_mem_exec_op(mem, &op);
}

int sensor_read(struct spi_device *spi)
{
	u8 value[2];
	struct spi_transfer t = {
		.rx_buf = value, /* expect: dma/not-dmaable 'spi_transfer.rx_buf' gets '&value', which is on the stack */
		.len = sizeof(value),
	};
	int ret = spi_sync_transfer(spi, &t, 1);

	return ret ? ret : value[0];
}
