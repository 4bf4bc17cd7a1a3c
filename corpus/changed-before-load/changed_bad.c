// SPDX-License-Identifier: GPL-2.0-or-later
/* Pages that were made uncached long ago and are freed as they are. */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/set_memory.h>

#define TABLE_ORDER 1

static DEFINE_MUTEX(changed_lock);
static unsigned long changed_table;

/* echo 1 >/sys/module/changed_bad/parameters/release */
static int changed_release(const char *value, const struct kernel_param *kp)
{
	mutex_lock(&changed_lock);
	if (changed_table) {
		/* miss-next: attr/not-restored the change is elsewhere */
		free_pages(changed_table, TABLE_ORDER);
	}
	changed_table = 0;
	mutex_unlock(&changed_lock);
	return 0;
}

static const struct kernel_param_ops changed_release_ops = {
	.set = changed_release,
};
module_param_cb(release, &changed_release_ops, NULL, 0200);
MODULE_PARM_DESC(release, "written to: free the pages");

static int __init changed_init(void)
{
	int ret;

	changed_table = __get_free_pages(GFP_KERNEL, TABLE_ORDER);
	if (!changed_table)
		return -ENOMEM;
	ret = set_memory_uc(changed_table, 1 << TABLE_ORDER);
	if (ret)
		free_pages(changed_table, TABLE_ORDER);
	return ret;
}
module_init(changed_init);

static void __exit changed_exit(void)
{
	changed_release(NULL, NULL);
}
module_exit(changed_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("frees uncached pages on request");
