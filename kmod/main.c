// SPDX-License-Identifier: GPL-2.0
/* Loading, leaving, the worker, and what the kernel tells us by notifiers. */

#include <linux/ioport.h>
#include <linux/irq_work.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pfn.h>
#include <linux/workqueue.h>

#include "hooks.h"

struct dmk_params dmk_params = {
	.show = 10,
	.max_kb = 64 << 10,
	.profile = "",
};
struct dmr_record *dmk_record;

module_param_named(full, dmk_params.full, bool, 0444);
MODULE_PARM_DESC(full, "keep write-back aliases of RAM too: costs memory and "
		       "time, shows them in queries (default: no)");
module_param_named(strict, dmk_params.strict, bool, 0444);
MODULE_PARM_DESC(strict, "report aliases that the DMA API makes itself, and "
			 "such as lose no coherency (default: no)");
module_param_named(warn, dmk_params.warn, bool, 0644);
MODULE_PARM_DESC(warn, "WARN() for each conflict that is shown (default: no)");
module_param_named(panic, dmk_params.panic, bool, 0644);
MODULE_PARM_DESC(panic, "panic() after the first conflict (default: no)");
module_param_named(show, dmk_params.show, uint, 0644);
MODULE_PARM_DESC(show, "conflicts shown for one rule and place, further ones "
		       "are counted (default: 10)");
module_param_named(max_kb, dmk_params.max_kb, uint, 0444);
MODULE_PARM_DESC(max_kb, "bound of the record's memory in KiB "
			 "(default: 65536)");
module_param_named(profile, dmk_params.profile, charp, 0444);
MODULE_PARM_DESC(profile, "apply the rules of another architecture: x86-64, "
			  "arm64 or arm (default: the machine's)");

/* ------------------------------------------------------------- the worker */

static struct workqueue_struct *queue;
static struct delayed_work work;
static struct irq_work irq_work;
static bool leaving; /* nothing starts the worker any more */

static void run_worker(struct work_struct *unused)
{
	unsigned long delay;

	dmr_refill(dmk_record);
	dmk_reread_run();
	dmk_report_run();
	dmk_stream_run();
	delay = dmk_reread_delay();
	if (delay)
		queue_delayed_work(queue, &work, delay);
}

/* An interrupt of our own: whoever kicks may hold any lock of the scheduler. */
static void from_irq_work(struct irq_work *unused)
{
	mod_delayed_work(queue, &work, 0);
}

void dmk_kick(void)
{
	if (!READ_ONCE(leaving))
		irq_work_queue(&irq_work);
}

static int worker_init(void)
{
	INIT_DELAYED_WORK(&work, run_worker);
	init_irq_work(&irq_work, from_irq_work);
	queue = alloc_workqueue("dmalias", WQ_UNBOUND | WQ_MEM_RECLAIM, 1);
	return queue ? 0 : -ENOMEM;
}

/*
 * Hooks have gone; what waits is still printed. The worker's own last run may
 * want another one, and does not get it.
 */
static void worker_exit(void)
{
	WRITE_ONCE(leaving, true);
	irq_work_sync(&irq_work);
	mod_delayed_work(queue, &work, 0);
	flush_delayed_work(&work);
	/* the worker may have kicked before it could know */
	irq_work_sync(&irq_work);
	cancel_delayed_work_sync(&work);
	destroy_workqueue(queue);
}

/* ----------------------------------------------------------------- events */

static void tell(enum dmr_op op, u16 flags, const char *text, u64 va, u64 pfn,
		 u64 npages)
{
	unsigned long irq_flags;
	struct dmr_event *event =
		dmk_event_begin(op, DMR_KIND_NONE, &irq_flags);

	if (!event)
		return;
	event->flags = flags;
	strscpy(event->text, text, sizeof(event->text));
	dmr_event_run(event, va, pfn, npages);
	dmk_event_end(event, irq_flags);
}

static int highest_frame(struct resource *resource, void *arg)
{
	u64 *max_pfn = arg;

	*max_pfn = max_t(u64, *max_pfn, PFN_DOWN(resource->end) + 1);
	return 0;
}

/* Pages that are in part RAM are no RAM: the kernel does not use them. */
static int tell_ram(struct resource *resource, void *arg)
{
	u64 start = PFN_UP(resource->start), end = PFN_DOWN(resource->end + 1);

	if (start < end)
		tell(DMR_OP_RAM, 0, "", 0, start, end - start);
	return 0;
}

static int each_ram(void *arg, int (*fn)(struct resource *, void *))
{
	return walk_iomem_res_desc(IORES_DESC_NONE,
				   IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY, 0,
				   -1, arg, fn);
}

#ifdef CONFIG_MEMORY_HOTPLUG
static int on_memory(struct notifier_block *nb, unsigned long action,
		     void *data)
{
	const struct memory_notify *range = data;

	if (action == MEM_ONLINE)
		tell(DMR_OP_RAM, 0, "", 0, range->start_pfn, range->nr_pages);
	return NOTIFY_OK;
}

static struct notifier_block memory_notifier = {.notifier_call = on_memory};
#endif

static void tell_module(const struct module *module, u16 flags)
{
#ifdef for_each_mod_mem_type
	unsigned long base = (unsigned long)module->mem[MOD_TEXT].base;
	unsigned int size = module->mem[MOD_TEXT].size;
#else
	unsigned long base = (unsigned long)module->core_layout.base;
	unsigned int size = module->core_layout.text_size;
#endif

	tell(DMR_OP_MODULE, flags, module->name, base, 0, PFN_UP(size));
}

static int on_module(struct notifier_block *nb, unsigned long action,
		     void *data)
{
	if (action == MODULE_STATE_COMING) {
		dmk_symbol_module_coming(data);
		tell_module(data, 0);
	} else if (action == MODULE_STATE_LIVE) {
		dmk_reread_module();
		dmk_symbol_module_live(data);
	} else if (action == MODULE_STATE_GOING) {
		dmk_reread_module();
		dmk_symbol_module_going(data);
		tell_module(data, DMR_EV_GONE);
	}
	return NOTIFY_OK;
}

static struct notifier_block module_notifier = {.notifier_call = on_module};

/* ------------------------------------------------------- load and leave */

static int record_init(void)
{
	struct dmr_config config = {
		.machine = dmk_arch(),
		.profile = dmk_arch(),
		.strict = dmk_params.strict,
		.full = dmk_params.full,
		.max_bytes = (u64)dmk_params.max_kb << 10,
		.module_start = MODULES_VADDR,
		.module_end = MODULES_END,
		.tap = dmk_stream_event,
		.verdict = dmk_report_verdict,
	};
	int err;

	if (dmk_params.profile[0])
		config.profile = dmr_arch_of(dmk_params.profile);
	if (config.profile >= DMR_ARCH_COUNT) {
		pr_err("dmalias: profile=%s is none of x86-64, arm64, arm\n",
		       dmk_params.profile);
		return -EINVAL;
	}
	each_ram(&config.max_pfn, highest_frame);
	err = dmr_create(&config, &dmk_record);
	if (!err)
		dmr_refill(dmk_record);
	return err;
}

static int notifiers_init(void)
{
	int err = register_module_notifier(&module_notifier);

#ifdef CONFIG_MEMORY_HOTPLUG
	if (!err) {
		err = register_memory_notifier(&memory_notifier);
		if (err)
			unregister_module_notifier(&module_notifier);
	}
#endif
	return err;
}

static void notifiers_exit(void)
{
#ifdef CONFIG_MEMORY_HOTPLUG
	unregister_memory_notifier(&memory_notifier);
#endif
	unregister_module_notifier(&module_notifier);
}

static void say_loaded(const struct dmk_walk_stats *stats)
{
	const struct dmk_hook *why;
	enum dmk_sight sight;
	int rule;

	for (rule = DMR_RULE_NONE + 1; rule < DMR_RULE_COUNT; rule++) {
		sight = dmk_rule_sight(rule, &why);
		if (sight != DMK_WATCHED)
			pr_warn("dmalias: %s is %s: no hook on %s\n",
				dmr_rule_id(rule),
				sight == DMK_BLIND ? "not watched" :
						     "watched in part",
				!why	  ? "any" :
				why->name ?:
					    why->names[0]);
	}
	pr_info("dmalias: watching; %llu page-table leaves read in %llu us\n",
		stats->leaves, div_u64(stats->ns, 1000));
}

/* What has no hook into the kernel yet; undone by parts_exit(). */
static int parts_init(void)
{
	int err = dmk_event_init();

	if (err)
		return err;
	err = dmk_stream_init();
	if (err)
		goto out_event;
	err = dmk_report_init();
	if (err)
		goto out_stream;
	err = dmk_walk_init();
	if (err)
		goto out_report;
	err = record_init();
	if (err)
		goto out_walk;
	err = worker_init();
	if (!err)
		return 0;

	dmr_destroy(dmk_record);
out_walk:
	dmk_walk_exit();
out_report:
	dmk_report_exit();
out_stream:
	dmk_stream_exit();
out_event:
	dmk_event_exit();
	return err;
}

static void parts_exit(void)
{
	worker_exit();
	dmk_walk_exit();
	dmk_stream_exit();
	dmk_report_exit();
	dmk_symbol_exit();
	dmr_destroy(dmk_record);
	dmk_event_exit();
}

/*
 * In this order: hooks need the record; the self test the hooks; the walk the
 * types that the self test has learnt.
 */
static int watch(void)
{
	struct dmk_walk_stats stats = {};
	int err;

	each_ram(NULL, tell_ram);
	err = dmk_hooks_register();
	if (err)
		return err;
	err = notifiers_init();
	if (err)
		goto out_hooks;
	dmk_set_enabled(true);
	dmk_selftest();
	err = dmk_walk_load(&stats);
	if (err)
		goto out_notifiers;
	dmk_debugfs_load_walk(&stats);
	err = dmk_debugfs_init();
	if (err)
		goto out_notifiers;
	dmk_debugfs_load_walk(&stats);
	say_loaded(&stats);
	return 0;

out_notifiers:
	notifiers_exit();
out_hooks:
	dmk_hooks_unregister();
	return err;
}

static int __init dmk_load(void)
{
	int err = dmk_arch_init();

	if (err) {
		pr_err("dmalias: this CPU has no page attribute table\n");
		return err;
	}
	err = parts_init();
	if (err)
		return err;
	err = watch();
	if (err)
		parts_exit();
	return err;
}

static void __exit dmk_unload(void)
{
	dmk_debugfs_exit();
	notifiers_exit();
	dmk_hooks_unregister();
	parts_exit();
}

module_init(dmk_load);
module_exit(dmk_unload);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Finds memory that is mapped with conflicting types");
