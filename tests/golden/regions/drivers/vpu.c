// SPDX-License-Identifier: GPL-2.0-or-later
static const struct of_device_id vpu_match[] = {
	{ .compatible = "acme,vpu" },
	{ .compatible = "acme,other" },
	{}
};
