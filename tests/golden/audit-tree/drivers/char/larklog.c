// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/io.h>

extern unsigned long lark_log_start;

static char *log;

static int __init larklog_init(void)
{
	log = ioremap_nocache(lark_log_start, SZ_256K);
	return log ? 0 : -ENOMEM;
}
module_init(larklog_init);
