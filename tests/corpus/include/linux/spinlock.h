/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_LINUX_SPINLOCK_H
#define CORPUS_LINUX_SPINLOCK_H

#include <linux/types.h>

typedef struct spinlock {
	int locked;
} spinlock_t;
typedef spinlock_t raw_spinlock_t;

#define DEFINE_SPINLOCK(x) spinlock_t x = {0}
unsigned long _raw_spin_lock_irqsave(spinlock_t *lock);
void _raw_spin_unlock_irqrestore(spinlock_t *lock, unsigned long flags);
void spin_lock_init(spinlock_t *lock);
void spin_lock(spinlock_t *lock);
void spin_unlock(spinlock_t *lock);
void spin_lock_bh(spinlock_t *lock);
void spin_unlock_bh(spinlock_t *lock);
void spin_lock_irq(spinlock_t *lock);
void spin_unlock_irq(spinlock_t *lock);
int spin_trylock(spinlock_t *lock);
#define spin_lock_irqsave(lock, flags)                \
	do {                                          \
		flags = _raw_spin_lock_irqsave(lock); \
	} while (0)
#define spin_unlock_irqrestore(lock, flags) \
	_raw_spin_unlock_irqrestore(lock, flags)

void local_bh_disable(void);
void local_bh_enable(void);
void preempt_disable(void);
void preempt_enable(void);
unsigned long __local_irq_save(void);
#define local_irq_save(flags)               \
	do {                                \
		flags = __local_irq_save(); \
	} while (0)
void local_irq_restore(unsigned long flags);
void local_irq_disable(void);
void local_irq_enable(void);
void rcu_read_lock(void);
void rcu_read_unlock(void);

#endif
