/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_ALIAS_REPORT_H
#define DMALIAS_FLOW_ALIAS_REPORT_H

#include "flow/origin/origin.h"

/* Two mappings of one memory that do not agree. */
struct alias_pair {
	enum model_type one; /* of the mapping that is there */
	enum model_type other; /* of the one that is made beside it */
	bool io; /* device memory, not RAM */
};

/* How sure a finding about the pair can be: no surer than @best, and less
 * where the architecture's manual makes little of it (model/alias.h). */
enum finding_confidence alias_confidence(const struct flow_end *end,
					 const struct alias_pair *pair,
					 enum finding_confidence best);

/* Say of a finding what the manual of the architecture says of the pair, and
 * how it differs on others. */
void alias_harm(const struct flow_end *end, const struct alias_pair *pair,
		struct finding *finding);

#endif
