// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/vec.h"

void vec_grow_(void **v, size_t *room, size_t need, size_t size)
{
	if (need <= *room)
		return;
	*room = *room * 2 > need ? *room * 2 : need < 8 ? 8 : need;
	*v = xreallocarray(*v, *room, size);
}
