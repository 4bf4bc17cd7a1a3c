/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_ETHERDEVICE_H
#define CORPUS_LINUX_ETHERDEVICE_H

#include <linux/if_ether.h>
#include <linux/netdevice.h>

__be16 eth_type_trans(struct sk_buff *skb, struct net_device *dev);
void eth_hw_addr_random(struct net_device *dev);
void eth_hw_addr_set(struct net_device *dev, const u8 *addr);
int eth_validate_addr(struct net_device *dev);

#endif
