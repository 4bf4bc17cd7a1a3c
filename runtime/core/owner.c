// SPDX-License-Identifier: GPL-2.0-or-later
/* Who made mappings, and from where: shared by all of one call, counted. */
#include "internal.h"

/* -------------------------------------------------------------------- stacks
 */

static u32 hash_of(const u64 *address, u32 nr)
{
	u64 h = nr;
	u32 i;

	for (i = 0; i < nr; i++)
		h = dmr_hash(h ^ address[i]);
	return (u32)h;
}

static u32 stack_get(struct dmr_record *record, const u64 *address, u32 nr)
{
	u32 hash = hash_of(address, nr), i, *head;
	struct dmr_stack *stack;

	head = &record->stack_hash[hash & (DMR_STACK_HASH - 1)];
	for (i = *head; i; i = stack->next) {
		stack = dmr_stack_at(record, i);
		if (stack->hash == hash && stack->nr == nr &&
		    !memcmp(stack->address, address, nr * sizeof(*address))) {
			stack->refs++;
			return i;
		}
	}
	i = dmr_pool_get(&record->stacks);
	if (!i) {
		record->stats.lost_stacks++;
		return 0;
	}
	stack = dmr_stack_at(record, i);
	stack->hash = hash;
	stack->nr = nr;
	stack->refs = 1;
	memcpy(stack->address, address, nr * sizeof(*address));
	stack->next = *head;
	*head = i;
	return i;
}

static void stack_put(struct dmr_record *record, u32 i)
{
	struct dmr_stack *stack;
	u32 *link;

	if (!i)
		return;
	stack = dmr_stack_at(record, i);
	if (--stack->refs)
		return;
	link = &record->stack_hash[stack->hash & (DMR_STACK_HASH - 1)];
	while (*link != i)
		link = &dmr_stack_at(record, *link)->next;
	*link = stack->next;
	dmr_pool_put(&record->stacks, i);
}

/* -------------------------------------------------------------------- owners
 */

static u32 *owner_head(struct dmr_record *record, u64 batch, u64 seq)
{
	u64 hash = dmr_hash(dmr_key(batch, seq));

	return &record->owner_hash[hash & (DMR_OWNER_HASH - 1)];
}

/* Events of one call; the state at the start of a recording keeps their seq */
static bool same(const struct dmr_owner *owner, const struct dmr_event *event)
{
	if (owner->batch != event->batch || owner->func != event->func ||
	    owner->pid != event->pid)
		return false;
	return event->batch || owner->seq == event->seq;
}

static u32 find(struct dmr_record *record, const struct dmr_event *event, u32 i)
{
	struct dmr_owner *owner;

	for (; i; i = owner->next) {
		owner = dmr_owner_at(record, i);
		if (same(owner, event))
			break;
	}
	return i;
}

static void fill(struct dmr_record *record, struct dmr_owner *owner,
		 const struct dmr_event *event)
{
	owner->refs = 1;
	owner->pid = event->pid;
	owner->batch = event->batch;
	owner->seq = event->seq;
	owner->time = event->time;
	owner->func = event->func;
	memcpy(owner->comm, event->comm, DMR_COMM);
	memcpy(owner->device, event->device, DMR_DEVICE);
	if (event->nr_stack)
		owner->stack = stack_get(record, event->stack, event->nr_stack);
}

u32 dmr_owner_get(struct dmr_record *record, const struct dmr_event *event)
{
	bool hashed = event->batch || (event->flags & DMR_EV_SNAPSHOT);
	u32 *head = owner_head(record, event->batch, event->seq);
	u32 i = hashed ? find(record, event, *head) : 0;
	struct dmr_owner *owner;

	if (i) {
		dmr_owner_at(record, i)->refs++;
		return i;
	}
	i = dmr_pool_get(&record->owners);
	if (!i) {
		record->stats.lost_owners++;
		return 0;
	}
	owner = dmr_owner_at(record, i);
	fill(record, owner, event);
	owner->hashed = hashed;
	if (hashed) {
		owner->next = *head;
		*head = i;
	}
	return i;
}

void dmr_owner_hold(struct dmr_record *record, u32 i, u32 refs)
{
	if (i)
		dmr_owner_at(record, i)->refs += refs;
}

static void unhash(struct dmr_record *record, const struct dmr_owner *owner,
		   u32 i)
{
	u32 *link = owner_head(record, owner->batch, owner->seq);

	while (*link != i)
		link = &dmr_owner_at(record, *link)->next;
	*link = owner->next;
}

void dmr_owner_put(struct dmr_record *record, u32 i)
{
	struct dmr_owner *owner;

	if (!i)
		return;
	owner = dmr_owner_at(record, i);
	if (--owner->refs)
		return;
	if (owner->hashed)
		unhash(record, owner, i);
	stack_put(record, owner->stack);
	dmr_pool_put(&record->owners, i);
}

/* At the start of a recording nothing has a time that nobody was seen making */
static bool ownerless(const struct dmr_event *event)
{
	return (event->flags & DMR_EV_SNAPSHOT) && !event->time;
}

u32 dmr_event_owner(struct dmr_record *record, const struct dmr_event *event)
{
	if (record->owner_tried)
		return record->owner;
	record->owner_tried = true;
	if (ownerless(event))
		return 0;
	record->owner = dmr_owner_get(record, event);
	if (record->owner && (event->flags & DMR_EV_SNAPSHOT) &&
	    (event->flags & DMR_EV_REPORTED))
		dmr_owner_at(record, record->owner)->reported = event->space2;
	return record->owner;
}
