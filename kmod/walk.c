// SPDX-License-Identifier: GPL-2.0
/*
 * Walks: locks, order and joining. What a page table looks like is in arch/.
 *
 * One walk runs at a time. Memory hot-remove frees page tables of the linear
 * map; get_online_mems() is not exported (6.1, 6.12), so a notifier waits for
 * the walk that runs, and no other starts until the block is off line or the
 * attempt was given up. What is freed later, when the block is removed, is no
 * longer announced: a walk then reads memory that is another's by now, without
 * faulting, and the second look of verify.c sorts that out.
 */

#include <linux/ktime.h>
#include <linux/memory.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "kmod.h"

static DEFINE_MUTEX(walk_lock);
static unsigned int offlining; /* under walk_lock */
static struct mm_struct *init_mm_found;

void dmk_init_mm_found(struct mm_struct *mm)
{
	WRITE_ONCE(init_mm_found, mm);
}

bool dmk_init_mm_known(void)
{
	return READ_ONCE(init_mm_found);
}

/* ---------------------------------------------------- memory hot-remove */

static int memory_changes(struct notifier_block *block, unsigned long action,
			  void *data)
{
	if (action != MEM_GOING_OFFLINE && action != MEM_OFFLINE &&
	    action != MEM_CANCEL_OFFLINE)
		return NOTIFY_OK;
	mutex_lock(&walk_lock);
	if (action == MEM_GOING_OFFLINE)
		offlining++;
	else if (offlining) /* cancelled may come without going, too */
		offlining--;
	mutex_unlock(&walk_lock);
	return NOTIFY_OK;
}

static struct notifier_block memory_block = {
	.notifier_call = memory_changes,
};

int dmk_walk_init(void)
{
	return register_memory_notifier(&memory_block);
}

void dmk_walk_exit(void)
{
	unregister_memory_notifier(&memory_block);
}

static int walk_begin(void)
{
	mutex_lock(&walk_lock);
	if (!offlining)
		return 0;
	mutex_unlock(&walk_lock);
	return -EBUSY;
}

/* --------------------------------------------------------------- joining */

struct joiner {
	struct dmk_leaf run; /* npages 0: none yet */
	int (*fn)(void *arg, const struct dmk_leaf *run);
	void *arg;
	struct dmk_walk_stats *stats;
	unsigned long region_end; /* of run's first page; 0: no bounds */
};

static int flush(struct joiner *joiner)
{
	int ret = 0;

	if (joiner->run.npages) {
		joiner->stats->runs++;
		ret = joiner->fn(joiner->arg, &joiner->run);
	}
	joiner->run.npages = 0;
	return ret;
}

static bool goes_on(const struct joiner *joiner, const struct dmk_slot *slot)
{
	const struct dmk_leaf *run = &joiner->run;

	return run->npages && slot->type == run->type &&
	       slot->pfn == run->pfn + run->npages &&
	       slot->va == run->va + (run->npages << PAGE_SHIFT) &&
	       (run->space != DMR_SPACE_KERNEL ||
		slot->va < joiner->region_end);
}

static int join(void *arg, const struct dmk_slot *slot)
{
	struct joiner *joiner = arg;
	int ret;

	if (goes_on(joiner, slot)) {
		joiner->run.npages += slot->npages;
		return 0;
	}
	ret = flush(joiner);
	joiner->run.va = slot->va;
	joiner->run.pfn = slot->pfn;
	joiner->run.npages = slot->npages;
	joiner->run.type = slot->type;
	if (joiner->run.space == DMR_SPACE_KERNEL)
		dmk_region_of(slot->va, &joiner->region_end);
	return ret;
}

/* ----------------------------------------------------------- kernel half */

int dmk_kernel_read(unsigned long va, struct dmk_slot *ret)
{
	struct mm_struct *mm = READ_ONCE(init_mm_found) ?: current->mm;

	return mm ? dmk_arch_read(mm, va, ret) : -ESRCH;
}

static int walk_kernel_locked(struct joiner *joiner)
{
	struct mm_struct *init = READ_ONCE(init_mm_found);
	/* all mms have the kernel's half in common */
	struct mm_struct *mm = init ?: current->mm;
	int ret;

	if (!mm)
		return -ESRCH;
	if (init)
		mmap_write_lock(init);
	ret = dmk_arch_walk(mm, true, join, joiner, joiner->stats);
	if (init)
		mmap_write_unlock(init);
	return ret < 0 ? ret : flush(joiner);
}

int dmk_walk_kernel(int (*fn)(void *arg, const struct dmk_leaf *run), void *arg,
		    struct dmk_walk_stats *stats)
{
	struct joiner joiner = {.fn = fn, .arg = arg, .stats = stats};
	u64 start = ktime_get_ns();
	int ret = walk_begin();

	if (ret)
		return ret;
	joiner.run.space = DMR_SPACE_KERNEL;
	ret = walk_kernel_locked(&joiner);
	mutex_unlock(&walk_lock);
	stats->ns += ktime_get_ns() - start;
	return ret;
}

/* ------------------------------------------------------------- user half */

static unsigned int count_processes(void)
{
	struct task_struct *task;
	unsigned int n = 0;

	rcu_read_lock();
	for_each_process(task)
		n++;
	rcu_read_unlock();
	return n;
}

/* references to the PIDs of all processes; what came meanwhile is skipped */
static struct pid **take_pids(unsigned int *nr, struct dmk_walk_stats *stats)
{
	unsigned int max = count_processes() + 16, n = 0;
	struct pid **pids = kvmalloc_array(max, sizeof(*pids), GFP_KERNEL);
	struct task_struct *task;

	if (!pids)
		return NULL;
	rcu_read_lock();
	for_each_process(task) {
		if (task->flags & PF_KTHREAD)
			continue;
		if (n < max)
			pids[n++] = get_pid(task_pid(task));
		else
			stats->spaces_skipped++;
	}
	rcu_read_unlock();
	*nr = n;
	return pids;
}

static int walk_mm(struct joiner *joiner, struct mm_struct *mm)
{
	int ret;

	if (!mmap_read_trylock(mm)) {
		joiner->stats->spaces_skipped++;
		joiner->run.type = DMR_TYPE_UNKNOWN;
		joiner->run.npages = 0;
		/* the one run without pages: this space is not known */
		return joiner->fn(joiner->arg, &joiner->run);
	}
	ret = dmk_arch_walk(mm, false, join, joiner, joiner->stats);
	if (ret >= 0)
		ret = flush(joiner);
	joiner->run.npages = 0;
	mmap_read_unlock(mm);
	return ret;
}

/* The first thread of a process may end before the others: its mm is theirs. */
static struct mm_struct *process_mm(struct task_struct *leader)
{
	struct mm_struct *mm = NULL;
	struct task_struct *task;

	rcu_read_lock();
	for_each_thread(leader, task)
	{
		mm = get_task_mm(task);
		if (mm)
			break;
	}
	rcu_read_unlock();
	return mm;
}

static int walk_process(struct joiner *joiner, struct pid *pid)
{
	struct task_struct *task = get_pid_task(pid, PIDTYPE_TGID);
	struct mm_struct *mm = task ? process_mm(task) : NULL;
	int ret = 0;

	if (mm) {
		joiner->run.space = (unsigned long)mm;
		joiner->run.pid = task_tgid_nr(task);
		__get_task_comm(joiner->run.comm, sizeof(joiner->run.comm),
				task);
		ret = walk_mm(joiner, mm);
		/* the last one closes files of drivers: not under our lock */
		mmput_async(mm);
	}
	if (task)
		put_task_struct(task);
	return ret;
}

static int walk_pids(struct joiner *joiner, struct pid **pids, unsigned int nr)
{
	int ret = 0;

	for (unsigned int i = 0; i < nr && ret >= 0; i++) {
		ret = walk_process(joiner, pids[i]);
		cond_resched();
	}
	for (unsigned int i = 0; i < nr; i++)
		put_pid(pids[i]);
	return ret;
}

int dmk_walk_users(int (*fn)(void *arg, const struct dmk_leaf *run), void *arg,
		   struct dmk_walk_stats *stats)
{
	struct joiner joiner = {.fn = fn, .arg = arg, .stats = stats};
	u64 start = ktime_get_ns();
	unsigned int nr = 0;
	struct pid **pids;
	int ret = walk_begin();

	if (ret)
		return ret;
	pids = take_pids(&nr, stats);
	ret = pids ? walk_pids(&joiner, pids, nr) : -ENOMEM;
	kvfree(pids);
	mutex_unlock(&walk_lock);
	stats->ns += ktime_get_ns() - start;
	return ret;
}
