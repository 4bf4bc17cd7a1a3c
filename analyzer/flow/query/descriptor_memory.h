/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_DESCRIPTOR_MEMORY_H
#define DMALIAS_FLOW_DESCRIPTOR_MEMORY_H

#include "flow/rule.h"

/* Evidence, with the tag of a record: a device sees records of this type. */
#define DESCRIPTOR_MEMORY "coherent-type:%s"

/*
 * State DESCRIPTOR_MEMORY for the records whose memory the looked at function
 * allocates as coherent, or whose words it stores behind a barrier for devices
 * and which are of one byte order by their types. For flow_rule.look.
 */
void descriptor_note_memory(struct flow *f);

#endif
