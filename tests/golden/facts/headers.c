// SPDX-License-Identifier: GPL-2.0-or-later
/* What is taken from a header of the same folder. */
#include "local-header.h"

int f(struct ring *ring)
{
	return ring_count(ring);
}
