// SPDX-License-Identifier: GPL-2.0-or-later
/* A packet that is too large to be copied. */
#include <linux/types.h>

struct fw_card;
int fw_run_transaction(struct fw_card *card, int tcode, int destination_id,
		       int generation, int speed, unsigned long long offset,
		       void *payload, size_t length);

int write_block(struct fw_card *card, int node, unsigned long long offset)
{
	u32 block[4] = {1, 2, 3, 4};

	return fw_run_transaction(card, 1, node, 0, 0, offset, block, sizeof(block)); /* expect: dma/not-dmaable 'fw_run_transaction' gets '&block', which is on the stack */
}
