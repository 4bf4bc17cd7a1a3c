// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mapping load: threads that map, use and unmap as drivers do, without rest,
 * until the module goes. With misuse=1 every second thread, beginning with the
 * first, does nothing but what is wrong, in map_wrongly() alone.
 */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/set_memory.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>

#define LOAD_PAGES 8
#define LOAD_THREADS_MAX 8

static uint threads = 2;
module_param(threads, uint, 0444);
MODULE_PARM_DESC(threads, "threads that map, up to 8");

static bool misuse;
module_param(misuse, bool, 0444);
MODULE_PARM_DESC(misuse, "every second thread maps cached RAM uncached");

static atomic_t rounds, misuses;

static int count_get(char *buffer, const struct kernel_param *kp)
{
	return sysfs_emit(buffer, "%d\n", atomic_read((atomic_t *)kp->arg));
}

static const struct kernel_param_ops count_ops = {
	.get = count_get,
};
module_param_cb(rounds, &count_ops, &rounds, 0444);
MODULE_PARM_DESC(rounds, "rounds done, of all threads");
module_param_cb(misuses, &count_ops, &misuses, 0444);
MODULE_PARM_DESC(misuses, "misuses done, of all threads");

static struct task_struct *tasks[LOAD_THREADS_MAX];

static noinline void map_and_touch(struct page **pages, pgprot_t prot)
{
	char *map = vmap(pages, LOAD_PAGES, VM_MAP, prot);
	int i;

	for (i = 0; map && i < LOAD_PAGES; i++)
		map[i * PAGE_SIZE] = (char)i;
	vunmap(map);
}

static noinline void map_wrongly(struct page **pages, pgprot_t prot)
{
	void *map = vmap(pages, LOAD_PAGES, VM_MAP, prot);

	if (map)
		atomic_inc(&misuses);
	vunmap(map);
}

static void use_temporary_maps(struct page **pages)
{
	void *ram = vm_map_ram(pages, LOAD_PAGES, NUMA_NO_NODE);

	if (ram)
		vm_unmap_ram(ram, LOAD_PAGES);
	vfree(vmalloc(LOAD_PAGES * PAGE_SIZE));
}

static void change_and_restore(struct page **pages)
{
	unsigned long addr = (unsigned long)page_address(pages[0]);

	if (!set_pages_array_wc(pages, LOAD_PAGES)) {
		map_and_touch(pages, pgprot_writecombine(PAGE_KERNEL));
		set_pages_array_wb(pages, LOAD_PAGES);
	}
	if (!set_memory_uc(addr, 1))
		set_memory_wb(addr, 1);
}

static void use_rightly(struct page **pages)
{
	map_and_touch(pages, PAGE_KERNEL);
	use_temporary_maps(pages);
	change_and_restore(pages);
}

static void use_wrongly(struct page **pages)
{
	map_wrongly(pages, pgprot_writecombine(PAGE_KERNEL));
	map_wrongly(pages, pgprot_noncached(PAGE_KERNEL));
}

/* pages come and go each time: whose they were is somebody else's soon */
static void load_round(void (*use)(struct page **pages))
{
	struct page *pages[LOAD_PAGES];
	int i, nr;

	for (nr = 0; nr < LOAD_PAGES; nr++) {
		pages[nr] = alloc_page(GFP_KERNEL | __GFP_NOWARN);
		if (!pages[nr])
			break;
	}
	if (nr == LOAD_PAGES)
		use(pages);
	for (i = 0; i < nr; i++)
		__free_page(pages[i]);
	atomic_inc(&rounds);
}

static int load_thread(void *use)
{
	while (!kthread_should_stop()) {
		load_round(use);
		/* who never sleeps keeps others from changing ftrace */
		cond_resched_tasks_rcu_qs();
	}
	return 0;
}

static void stop_threads(void)
{
	int i;

	for (i = 0; i < LOAD_THREADS_MAX; i++)
		if (tasks[i])
			kthread_stop(tasks[i]);
}

static int __init mapload_init(void)
{
	void (*use)(struct page **pages);
	struct task_struct *task;
	uint i;

	if (threads > LOAD_THREADS_MAX)
		return -EINVAL;
	for (i = 0; i < threads; i++) {
		use = misuse && i % 2 == 0 ? use_wrongly : use_rightly;
		task = kthread_run(load_thread, use, "mapload/%u", i);
		if (IS_ERR(task)) {
			stop_threads();
			return PTR_ERR(task);
		}
		tasks[i] = task;
	}
	return 0;
}
module_init(mapload_init);

static void __exit mapload_exit(void)
{
	stop_threads();
	if (misuse)
		pr_info("mapload: %d misuses\n", atomic_read(&misuses));
}
module_exit(mapload_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("maps and unmaps memory without rest");
