/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stand-in: flash operations, as far as the corpus needs them. */
#ifndef CORPUS_LINUX_SPI_SPI_MEM_H
#define CORPUS_LINUX_SPI_SPI_MEM_H

#include <linux/types.h>

struct spi_mem {
	void *drvpriv;
};

enum spi_mem_data_dir {
	SPI_MEM_NO_DATA,
	SPI_MEM_DATA_IN,
	SPI_MEM_DATA_OUT,
};

struct spi_mem_op {
	struct {
		u8 nbytes;
		u8 buswidth;
		u16 opcode;
	} cmd;
	struct {
		u8 buswidth;
		enum spi_mem_data_dir dir;
		unsigned int nbytes;
		union {
			void *in;
			const void *out;
		} buf;
	} data;
};

int spi_mem_exec_op(struct spi_mem *mem, const struct spi_mem_op *op);

#endif
