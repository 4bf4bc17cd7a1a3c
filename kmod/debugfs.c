// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/kernel/debug/dmalias: for root alone. What is written is copied within
 * a bound, and taken only when all of it is understood.
 */

#include <linux/ctype.h>
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/kstrtox.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "kmod.h"

enum { WRITE_MAX = 128 };

static struct dentry *folder;

/* all that was written, without its newline; -EINVAL: too long, or a NUL */
static int copy_text(char *text, const char __user *buf, size_t count)
{
	if (!count || count >= WRITE_MAX)
		return -EINVAL;
	if (copy_from_user(text, buf, count))
		return -EFAULT;
	text[count] = '\0';
	if (strlen(text) != count)
		return -EINVAL;
	if (text[count - 1] == '\n')
		text[count - 1] = '\0';
	return 0;
}

/* ----------------------------------------------- files of one value or text */

struct file_of {
	const char *name;
	void (*show)(struct seq_file *m);
	int (*set)(char *text); /* NULL: the file is for reading */
};

static int show_file(struct seq_file *m, void *unused)
{
	const struct file_of *of = m->private;

	of->show(m);
	return 0;
}

static int open_file(struct inode *inode, struct file *file)
{
	return single_open(file, show_file, inode->i_private);
}

static ssize_t write_file(struct file *file, const char __user *buf,
			  size_t count, loff_t *pos)
{
	struct seq_file *m = file->private_data;
	const struct file_of *of = m->private;
	char text[WRITE_MAX];
	int ret = copy_text(text, buf, count);

	if (!ret)
		ret = of->set(text);
	return ret ? ret : count;
}

static const struct file_operations show_fops = {
	.owner = THIS_MODULE,
	.open = open_file,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};

static const struct file_operations set_fops = {
	.owner = THIS_MODULE,
	.open = open_file,
	.read = seq_read,
	.write = write_file,
	.llseek = seq_lseek,
	.release = single_release,
};

static void show_fail_alloc(struct seq_file *m)
{
	seq_printf(m, "%u\n", READ_ONCE(dmk_fail_alloc));
}

static int set_fail_alloc(char *text)
{
	u32 nth;

	if (kstrtou32(text, 0, &nth))
		return -EINVAL;
	WRITE_ONCE(dmk_fail_alloc, nth);
	return 0;
}

/* ------------------------------------------------------------------- verify */

static DEFINE_MUTEX(verify_lock);
static struct dmk_verify verified;
static bool has_verified;
static int verify_error;

static int run_verify(int (*how)(struct dmk_verify *ret))
{
	int ret;

	mutex_lock(&verify_lock);
	ret = how(&verified);
	verify_error = ret;
	has_verified = true;
	mutex_unlock(&verify_lock);
	return ret;
}

static int set_verify(char *text)
{
	return strcmp(text, "1") ? -EINVAL : run_verify(dmk_verify);
}

static void show_walk(struct seq_file *m, const char *prefix,
		      const struct dmk_walk_stats *stats)
{
	seq_printf(m, "%stables %llu\n", prefix, stats->tables);
	seq_printf(m, "%sleaves %llu\n", prefix, stats->leaves);
	seq_printf(m, "%sruns %llu\n", prefix, stats->runs);
	seq_printf(m, "%sunreadable %llu\n", prefix, stats->unreadable);
	seq_printf(m, "%sspaces_skipped %llu\n", prefix, stats->spaces_skipped);
	seq_printf(m, "%slost %llu\n", prefix, stats->lost);
	seq_printf(m, "%sns %llu\n", prefix, stats->ns);
}

static void show_verify(struct seq_file *m)
{
	mutex_lock(&verify_lock);
	if (has_verified) {
		seq_printf(m, "error %d\n", verify_error);
		seq_printf(m, "matched %llu\n", verified.matched);
		seq_printf(m, "stale %llu\n", verified.stale);
		seq_printf(m, "unseen %llu\n", verified.unseen);
		seq_printf(m, "unsettled %llu\n", verified.unsettled);
		show_walk(m, "walk_", &verified.walk);
	}
	mutex_unlock(&verify_lock);
}

static void show_enable(struct seq_file *m)
{
	seq_printf(m, "%d\n", dmk_enabled());
}

static int set_enable(char *text)
{
	bool on;

	if (strlen(text) != 1 || kstrtobool(text, &on))
		return -EINVAL;
	if (on && !dmk_enabled())
		return run_verify(dmk_verify_enable);
	dmk_set_enabled(on);
	return 0;
}

/* -------------------------------------------------------------------- stats */

static void show_counts(struct seq_file *m, const struct dmr_stats *stats)
{
	enum dmr_arch arch = dmk_arch();

	for (int i = 1; i < DMR_OP_COUNT; i++)
		seq_printf(m, "events:%s %llu\n", dmr_op_name(i),
			   stats->events[i]);
	for (int i = 1; i < DMR_KIND_COUNT; i++) {
		seq_puts(m, "mappings:");
		dmk_show_kind(m, i);
		seq_printf(m, " %llu\n", stats->by_kind[i]);
	}
	for (int i = 1; i < DMR_TYPE_COUNT; i++)
		if (stats->linear_pages[i])
			seq_printf(m, "linear_pages:%s %llu\n",
				   dmr_type_name(arch, i),
				   stats->linear_pages[i]);
	for (int i = 1; i < DMR_RULE_COUNT; i++)
		seq_printf(m, "verdicts:%s %llu\n", dmr_rule_id(i),
			   stats->verdicts[i]);
}

static void show_record(struct seq_file *m)
{
	struct dmr_stats stats;

	dmr_stats(dmk_record, &stats);
	show_counts(m, &stats);
#define SHOW(field) seq_printf(m, #field " %llu\n", stats.field)
	SHOW(mappings);
	SHOW(mappings_peak);
	SHOW(owners);
	SHOW(stacks);
	SHOW(bytes);
	SHOW(max_bytes);
	SHOW(lost_mappings);
	SHOW(lost_owners);
	SHOW(lost_stacks);
	SHOW(lost_filters);
	SHOW(lost_ram);
	SHOW(lost_modules);
	SHOW(failed_allocs);
	SHOW(suppressed);
	SHOW(unknown_unmaps);
	SHOW(splits);
#undef SHOW
	seq_printf(m, "events_impossible %llu\n", stats.events[DMR_OP_NONE]);
}

static void show_hooks(struct seq_file *m)
{
	struct dmk_hook *hook = NULL;
	u64 hits = 0, missed = 0;

	while ((hook = dmk_hook_next(hook))) {
		hits += dmk_hook_hits(hook);
		missed += dmk_hook_missed(hook);
	}
	seq_printf(m, "hook_hits %llu\n", hits);
	seq_printf(m, "hook_missed %llu\n", missed);
}

static struct dmk_walk_stats load_walk;

void dmk_debugfs_load_walk(const struct dmk_walk_stats *stats)
{
	load_walk = *stats;
}

static void show_stats(struct seq_file *m)
{
	show_record(m);
	dmk_report_show_splits(m);
	show_hooks(m);
	seq_printf(m, "events_skipped %llu\n", dmk_events_skipped());
	seq_printf(m, "rereads_lost %llu\n", dmk_reread_lost());
	seq_printf(m, "linear_elsewhere %llu\n", dmk_linear_elsewhere());
	seq_printf(m, "stream_lost %llu\n", dmk_stream_lost());
	seq_printf(m, "symbols_lost %llu\n", dmk_symbol_lost());
	dmk_report_show_stats(m);
	seq_printf(m, "init_mm_known %d\n", dmk_init_mm_known());
	show_walk(m, "load_walk_", &load_walk);
	dmk_arch_show(m);
}

/* ----------------------------------------------------------------- coverage */

static void show_rules(struct seq_file *m, unsigned int rules)
{
	const char *comma = "";

	seq_puts(m, " rules=");
	for (int i = 1; i < DMR_RULE_COUNT; i++) {
		if (!(rules & BIT(i)))
			continue;
		seq_printf(m, "%s%s", comma, dmr_rule_id(i));
		comma = ",";
	}
}

static void show_hook(struct seq_file *m, const struct dmk_hook *hook)
{
	static const char *const states[] = {"absent", "failed", "active"};
	static const char *const hows[] = {"ftrace", "kprobe", "tracepoint"};
	static const char *const tests[] = {"none", "missed", "hit"};

	seq_printf(m, "hook=%s state=%s", hook->name ?: hook->names[0],
		   states[hook->state]);
	if (hook->error)
		seq_printf(m, " error=%d", hook->error);
	if (hook->state == DMK_HOOK_ACTIVE)
		seq_printf(m, " how=%s", hows[hook->how]);
	seq_printf(m, " hits=%llu missed=%llu selftest=%s optional=%d",
		   dmk_hook_hits(hook), dmk_hook_missed(hook),
		   tests[hook->selftest], hook->optional);
	show_rules(m, hook->rules);
	seq_putc(m, '\n');
}

static void show_coverage(struct seq_file *m)
{
	static const char *const sights[] = {"blind", "partial", "watched"};
	struct dmk_hook *hook = NULL;
	const struct dmk_hook *why;

	while ((hook = dmk_hook_next(hook)))
		show_hook(m, hook);
	for (int i = 1; i < DMR_RULE_COUNT; i++) {
		why = NULL;
		seq_printf(m, "rule=%s state=%s", dmr_rule_id(i),
			   sights[dmk_rule_sight(i, &why)]);
		if (why)
			seq_printf(m, " because=%s",
				   why->name ?: why->names[0]);
		seq_putc(m, '\n');
	}
}

static const struct file_of files[] = {
	{"conflicts", dmk_report_show, NULL},
	{"stats", show_stats, NULL},
	{"coverage", show_coverage, NULL},
	{"filter", dmk_report_show_filter, dmk_report_set_filter},
	{"enable", show_enable, set_enable},
	{"verify", show_verify, set_verify},
	{"fail_alloc", show_fail_alloc, set_fail_alloc},
};

/* ----------------------------------------------------------------- mappings */

struct iteration {
	u64 cursor;
	loff_t at; /* of mapping */
	bool has;
	struct dmr_mapping mapping;
};

static void *advance(struct iteration *it)
{
	it->has = dmr_next(dmk_record, &it->cursor, &it->mapping);
	it->at++;
	return it->has ? it : NULL;
}

static void *mappings_start(struct seq_file *m, loff_t *pos)
{
	struct iteration *it = m->private;

	/* a reader goes on where it was, or from the start again */
	if (*pos == it->at && it->has)
		return it;
	it->cursor = 0;
	it->at = -1;
	while (advance(it) && it->at < *pos)
		cond_resched();
	return it->has ? it : NULL;
}

static void *mappings_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return advance(v);
}

static void mappings_stop(struct seq_file *m, void *v)
{
}

static int mappings_show(struct seq_file *m, void *v)
{
	struct iteration *it = v;

	dmk_show_mapping(m, &it->mapping);
	seq_putc(m, '\n');
	return 0;
}

static const struct seq_operations mappings_ops = {
	.start = mappings_start,
	.next = mappings_next,
	.stop = mappings_stop,
	.show = mappings_show,
};

static int mappings_open(struct inode *inode, struct file *file)
{
	return seq_open_private(file, &mappings_ops, sizeof(struct iteration));
}

static const struct file_operations mappings_fops = {
	.owner = THIS_MODULE,
	.open = mappings_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = seq_release_private,
};

/* ---------------------------------------------------------------------- pfn */

struct asked {
	bool set;
	u64 pfn;
};

static int pfn_show(struct seq_file *m, void *unused)
{
	const struct asked *asked = m->private;

	if (!asked->set)
		return -ENODATA;
	dmk_lookup_show(m, asked->pfn);
	return 0;
}

static int pfn_open(struct inode *inode, struct file *file)
{
	struct asked *asked = kzalloc(sizeof(*asked), GFP_KERNEL);
	int ret;

	if (!asked)
		return -ENOMEM;
	ret = single_open(file, pfn_show, asked);
	if (ret)
		kfree(asked);
	return ret;
}

static int pfn_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	kfree(m->private);
	return single_release(inode, file);
}

/* -EINVAL: no kernel address; -ENXIO: nothing is mapped there */
static int pfn_of_virt(u64 va, u64 *pfn)
{
	struct dmk_slot slot;
	int ret;

	if (va < TASK_SIZE_MAX)
		return -EINVAL;
	ret = dmk_kernel_read(va, &slot);
	if (ret)
		return ret;
	if (slot.type == DMR_ABSENT)
		return -ENXIO;
	*pfn = slot.pfn + ((va - slot.va) >> PAGE_SHIFT);
	return 0;
}

/* "N", "phys N", "virt N"; decimal, or hexadecimal with 0x */
static int parse_pfn(const char *text, u64 *pfn)
{
	bool phys = strstarts(text, "phys "), virt = strstarts(text, "virt ");
	u64 value;

	text += phys || virt ? 5 : 0;
	if (!isdigit(*text) || kstrtou64(text, 0, &value))
		return -EINVAL;
	if (virt)
		return pfn_of_virt(value, pfn);
	*pfn = phys ? value >> PAGE_SHIFT : value;
	/* no address reaches further */
	return *pfn >> (64 - PAGE_SHIFT) ? -EINVAL : 0;
}

static ssize_t pfn_write(struct file *file, const char __user *buf,
			 size_t count, loff_t *pos)
{
	struct seq_file *m = file->private_data;
	struct asked *asked = m->private;
	char text[WRITE_MAX];
	u64 pfn;
	int ret = copy_text(text, buf, count);

	if (!ret)
		ret = parse_pfn(text, &pfn);
	if (ret)
		return ret;
	mutex_lock(&m->lock);
	asked->pfn = pfn;
	asked->set = true;
	mutex_unlock(&m->lock);
	/* the answer is read from its start */
	*pos = 0;
	return count;
}

static const struct file_operations pfn_fops = {
	.owner = THIS_MODULE,
	.open = pfn_open,
	.read = seq_read,
	.write = pfn_write,
	.llseek = seq_lseek,
	.release = pfn_release,
};

/* ------------------------------------------------------------------ in, out */

static void add_file(const struct file_of *of)
{
	debugfs_create_file(of->name, of->set ? 0600 : 0400, folder, (void *)of,
			    of->set ? &set_fops : &show_fops);
}

int dmk_debugfs_init(void)
{
	folder = debugfs_create_dir("dmalias", NULL);
	if (IS_ERR(folder)) {
		pr_warn("dmalias: no debugfs (%ld): only the kernel's log and tracepoints speak\n",
			PTR_ERR(folder));
		folder = NULL;
		return 0;
	}
	for (int i = 0; i < ARRAY_SIZE(files); i++)
		add_file(&files[i]);
	debugfs_create_file("mappings", 0400, folder, NULL, &mappings_fops);
	debugfs_create_file("pfn", 0600, folder, NULL, &pfn_fops);
	debugfs_create_file("stream", 0400, folder, NULL, &dmk_stream_fops);
	return 0;
}

void dmk_debugfs_exit(void)
{
	debugfs_remove(folder);
	folder = NULL;
}
