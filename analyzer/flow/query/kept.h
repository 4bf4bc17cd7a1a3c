/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_KEPT_H
#define DMALIAS_FLOW_KEPT_H

#include "flow/rule.h"

/*
 * Buffers that a driver keeps mapped: another function maps them, and what is
 * seen of them is that their DMA address, in a field, is synced. An access
 * through the pointer that is kept beside it is held against these syncs.
 */
enum kept_wrong {
	KEPT_GIVEN, /* touched after it was given back to the device */
	KEPT_ONE_WAY, /* read after a sync for the CPU that is not for reads */
	KEPT_WRITTEN, /* written, and the address handed on before a sync for
		       * the device */
	KEPT_TAKEN, /* written, and taken again instead of given back */
};

struct kept_misuse {
	enum kept_wrong wrong;
	op_id op, via; /* of the access */
	bool write;
	bool passed; /* no access is seen: a function that is not known gets
		      * the pointer */
	op_id sync; /* before the access */
	op_id after; /* what shows that it is wrong, or 0 */
	const char *field; /* with the DMA address of the buffer */
	struct flow_pair pair;
};

/* For each event: whether it shows a misuse. The fields are those of one
 * buffer only if the module has the evidence for @pair, see flow_pair(). */
bool kept_access(struct flow *f, const struct flow_access *access,
		 struct kept_misuse *ret);
bool kept_use(struct flow *f, value_id value, struct kept_misuse *ret);
bool kept_call(struct flow *f, const struct flow_call *call,
	       struct kept_misuse *ret);

/* Whether nothing is lost but by the letter of the law: a write to what both
 * sides write, which a sync for the device follows as a rule. */
bool kept_by_letter(const struct flow *f, const struct kept_misuse *m);

/* Have a finding about a misuse depend on what the module says elsewhere. */
void kept_judge(struct flow *f, struct finding *finding,
		const struct kept_misuse *m);

/* The same of an access before its buffer is taken, or given back untaken. */
void kept_judge_early(struct flow *f, struct finding *finding,
		      const struct flow_pair *pair, const char *field,
		      bool back, bool write);

/* Have a finding about an access dropped by evidence "taken:OP:VIA": it is the
 * CPU's by right on another way. In its own function, where the order is known,
 * or by this call of it. */
void kept_unless_taken(struct flow *f, struct finding *finding, op_id op,
		       op_id via);

/*
 * State what functions do to the buffer of a field that they sync, for findings
 * in others; call with each sync of either kind, and at the end of each path:
 *
 * synced:FIELD - it is synced for the CPU; and synced:FIELD:FUNCTION for
 *	what the function that does so calls
 * given:FIELD - it is synced for the device
 * alone:FIELD - it is given without having been taken on that path
 * left:FIELD - it is still the CPU's at the end of a path
 * balanced:OP - what this operation took is given back
 * write-synced:OP - what this operation wrote is given
 */
void kept_say_sync(struct flow *f, const struct flow_call *call);
void kept_say_end(struct flow *f);

#endif
